import { afterAll, expect, test } from "vitest";
import { describe as inWords } from "../../src/playbook/describe.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { createEngine, day, maya, priya } from "../support/engine.ts";
import { playbookOf, surroundings } from "../support/library.ts";
import { foreseen } from "../run/foreseen.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const next = (names = ["Negotiate", "Let it go"], more = "") => `format: 1
id: next
name: Next
goal: Decide.
steps:
  - id: next
    do: decide
    question: How do we go on with {{customer.name}}?
    who: manager
${more}    paths:
      - name: ${names[0]}
        when: customer.health >= 60
        steps:
          - id: talk
            do: message
            text: We talk.
      - name: ${names[1]}
  - id: note
    do: message
    text: "{{next.result}}"
`;

test("asks the person, with what speaks for each path, and takes the one they choose", async () => {
  await it.write(next());
  const runId = await it.run("next", "acme-robotics");

  expect(await it.step(runId, "next")).toMatchObject({
    status: "waiting",
    ask: {
      who: priya,
      title: "How do we go on with Acme Robotics?",
      details: expect.stringMatching(/^[✓✗] Negotiate: /),
      form: { path: ["Negotiate", "Let it go"] },
    },
  });
  await it.answer(runId, "next", { path: "Negotiate" }, priya);

  expect(await it.step(runId, "talk")).toMatchObject({ status: "done" });
  expect(await it.step(runId, "next")).toMatchObject({ result: "Negotiate", by: priya });
  expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
});

test("a path without steps goes on at once", async () => {
  await it.write(next());
  const runId = await it.run("next", "brightwater-energy");

  await it.answer(runId, "next", { path: "Let it go" }, maya);

  expect((await it.steps(runId)).has("talk")).toBe(false);
  expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
});

test("nobody's decision in time leads past all paths", async () => {
  await it.write(next(undefined, "    timeout: 3 days\n"));
  const runId = await it.run("next", "atlas-construction");

  await it.pass(3 * day);

  expect(await it.step(runId, "next")).toMatchObject({ result: "timed out" });
  expect((await it.steps(runId)).has("talk")).toBe(false);
  expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
});

test("names tell the paths apart, and none means something else", () => {
  const codes = (names: string[]) => {
    const reading = readPlaybook(next(names), surroundings);
    return reading.ok ? [] : reading.problems.map(({ code, path }) => `${code} ${path}`);
  };

  expect(codes(["Talk", "Talk"])).toEqual(["not-allowed steps.0.paths.1.name"]);
  expect(codes(["timed out", "Talk"])).toEqual(["not-allowed steps.0.paths.0.name"]);
});

test("in words and before it starts, both ways are told", () => {
  const { steps } = inWords(playbookOf(next()), null);
  const { lines } = foreseen(playbookOf(next()), "acme-robotics", { now: "2026-11-24T14:00:00Z" });

  expect(steps.map(({ path }) => path)).toContain("Negotiate: if the manager says so");
  expect(lines.map((line) => [line.step.id, line.perhaps])).toEqual([
    ["next", false],
    ["talk", true],
    ["note", false],
  ]);
});
