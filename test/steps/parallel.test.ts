import { afterAll, expect, test } from "vitest";
import { compile } from "../../src/playbook/compile.ts";
import { describe as inWords } from "../../src/playbook/describe.ts";
import { readPlaybook } from "../../src/playbook/read.ts";
import { graphOf, isOver, passed, walkOf } from "../../src/run/graph.ts";
import { createEngine } from "../support/engine.ts";
import { playbookOf, surroundings } from "../support/library.ts";
import { foreseen } from "../run/foreseen.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const head = "format: 1\nid: launch\nname: Launch\ngoal: Launch.\nsteps:\n";
const task = (id: string, more = "", by = 6) =>
  `- id: ${id}
  do: task
  title: Do ${id}
  who: csm
  output:
    score: number
${more}`.replaceAll(/^(?=.)/gm, " ".repeat(by));
const launch = `${head}  - id: launch
    do: parallel
    steps:
${task("train")}${task("load")}${task("check", "  after: [load]\n")}
  - id: note
    do: message
    text: Launched.
`;

function faultsOf(source: string): string[] {
  const reading = readPlaybook(source, surroundings);
  return reading.ok ? [] : reading.problems.map(({ code, path }) => `${code} ${path}`);
}

test("its steps begin together, those with `after` behind others, and it ends when all have", () => {
  const graph = graphOf(compile(playbookOf(launch).steps));
  const { walk, due } = walkOf(graph, []);

  expect(due).toEqual(["launch"]);
  expect(passed(walk, "launch", "opened").due).toEqual(["train", "load"]);
  expect(passed(walk, "load", null).due).toEqual(["check"]);
  expect(passed(walk, "check", null).due).toEqual([]);
  expect(passed(walk, "train", null).due).toEqual(["note"]);
  passed(walk, "note", null);
  expect(isOver(walk)).toBe(true);
});

test("left out, nothing in it happens", () => {
  const graph = graphOf(compile(playbookOf(launch).steps));
  const { walk } = walkOf(graph, []);

  expect(passed(walk, "launch", null).due).toEqual(["note"]);
});

test("what one of them came to is known to those behind it, and to all that follows", () => {
  const uses = (id: string, after: string) =>
    `${head}  - id: launch\n    do: parallel\n    steps:\n` +
    task("load") +
    task("check", `  only_if: ${id}.score > 3\n${after}`) +
    `  - id: note\n    do: message\n    text: "{{load.score}}"\n`;

  expect(faultsOf(uses("load", "  after: [load]\n"))).toEqual([]);
  expect(faultsOf(uses("load", ""))).toEqual(["not-yet-known steps.0.steps.1.only_if"]);
});

test("`after` names a step before it, beside it, and nothing else", () => {
  const inside = (after: string) =>
    `${head}  - id: launch\n    do: parallel\n    steps:\n${task("a", after)}${task("b")}`;

  expect(faultsOf(inside("  after: [b]\n"))).toEqual(["not-yet-known steps.0.steps.0.after.0"]);
  expect(faultsOf(inside("  after: [a]\n"))).toEqual(["not-yet-known steps.0.steps.0.after.0"]);
  expect(faultsOf(`${head}${task("a", "", 2)}${task("b", "  after: [a]\n", 2)}`)).toEqual([
    "not-allowed steps.1.after",
  ]);
});

test("in words it says what goes on at the same time", () => {
  const { steps } = inWords(playbookOf(launch), null);

  expect(steps.map(({ number, text }) => `${number} ${text}`)).toEqual([
    "1 At the same time",
    "1.1 Do train (by the CSM)",
    "1.2 Do load (by the CSM)",
    "1.3 Do check (by the CSM; after “load”)",
    "2 Post to this thread",
  ]);
});

test("a preview lets side-by-side steps begin at the same moment", () => {
  const { lines } = foreseen(playbookOf(launch), "acme-robotics", { now: "2026-11-24T14:00:00Z" });
  const at = new Map(lines.map((line) => [line.step.id, line.at.getTime()]));

  expect(at.get("train")).toBe(at.get("load"));
  expect(lines.some((line) => line.perhaps)).toBe(false);
});

test("a run does them side by side, in any order people like", async () => {
  await it.write(launch);
  const runId = await it.run("launch", "acme-robotics");
  expect(await it.step(runId, "train")).toMatchObject({ status: "waiting" });
  expect(await it.step(runId, "load")).toMatchObject({ status: "waiting" });
  expect((await it.steps(runId)).has("check")).toBe(false);

  await it.answer(runId, "load", { score: 4 });
  await it.answer(runId, "check", { score: 5 });
  expect((await it.steps(runId)).has("note")).toBe(false);
  await it.answer(runId, "train", { score: 6 });

  expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
});
