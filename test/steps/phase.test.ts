import { afterAll, expect, test } from "vitest";
import { compile } from "../../src/playbook/compile.ts";
import { describe as inWords } from "../../src/playbook/describe.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { graphOf, passed, walkOf } from "../../src/run/graph.ts";
import { createEngine, day } from "../support/engine.ts";
import { playbookOf, surroundings } from "../support/library.ts";
import { foreseen } from "../run/foreseen.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const streams = (condition = "") => `format: 1
id: streams
name: Streams
goal: Do two things.
steps:
  - id: both
    do: parallel
    steps:
      - id: people
        do: phase
        name: People
${condition}        steps:
          - id: train
            do: task
            title: Train them
            who: csm
            output:
              seats: number
          - id: rest
            do: wait
            for: 2 days
      - id: data
        do: phase
        steps:
          - id: load
            do: message
            text: Loaded.
  - id: note
    do: message
    text: "{{train.seats}} seats"
`;
const graph = () => graphOf(compile(playbookOf(streams()).steps));

test("its steps happen in order, and it ends with the last of them", () => {
  const { walk } = walkOf(graph(), []);
  passed(walk, "both", "opened");

  expect(passed(walk, "people", "opened").due).toEqual(["train"]);
  expect(passed(walk, "train", null).due).toEqual(["rest"]);
  passed(walk, "data", "opened");
  expect(passed(walk, "load", null).due).toEqual([]);
  expect(passed(walk, "rest", null).due).toEqual(["note"]);
});

test("what is in it always happens, unless the phase itself may be left out", () => {
  const codes = (source: string) => {
    const reading = readPlaybook(source, surroundings);
    return reading.ok ? [] : reading.problems.map(({ code }) => code);
  };

  expect(codes(streams())).toEqual([]);
  expect(codes(streams("        only_if: customer.health > 50\n"))).toEqual(["not-always-known"]);
});

test("in words it is a heading with its steps under it", () => {
  const { steps } = inWords(playbookOf(streams()), null);

  expect(steps.map(({ number, text, path }) => `${number} ${text} ${path}`)).toEqual([
    "1 At the same time null",
    "1.1 People null",
    "1.1.1 Train them (by the CSM) null",
    "1.1.2 Wait 2 days null",
    "1.2 Phase “data” null",
    "1.2.1 Post to this thread null",
    "2 Post to this thread null",
  ]);
});

test("a preview goes through it as a run does", () => {
  const { lines } = foreseen(playbookOf(streams()), "acme-robotics", {
    now: "2026-11-24T14:00:00Z",
  });

  expect(lines.map((line) => line.step.id)).toEqual([
    "both",
    "people",
    "data",
    "train",
    "load",
    "rest",
    "note",
  ]);
  const [, , , , , rest, note] = lines;
  expect(note?.at).toEqual(rest?.until);
});

test("workstreams go on beside each other, each at its own pace", async () => {
  await it.write(streams());
  const runId = await it.run("streams", "acme-robotics");
  expect(await it.step(runId, "load")).toMatchObject({ status: "done" });

  await it.answer(runId, "train", { seats: 12 });
  expect((await it.steps(runId)).has("note")).toBe(false);
  await it.pass(2 * day);

  expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
  expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
});
