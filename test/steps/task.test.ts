import { afterAll, expect, test } from "vitest";
import { createEngine, playbookWith } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

test("asks its questions in the order they are written", async () => {
  const questions = ["zeal", "a_very_long_question", "mood", "b"];
  const output = questions.map((name) => `      ${name}: text\n`).join("");
  const steps = `  - id: call\n    do: task\n    title: Call\n    who: csm\n    output:\n${output}`;
  await it.write(playbookWith("order", steps));
  const runId = await it.run("order", "acme-robotics");

  const { ask } = await it.step(runId, "call");

  expect(Object.keys(ask?.form ?? {})).toEqual(questions);
});
