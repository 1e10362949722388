import { expect, test } from "vitest";
import { answerStep } from "../../src/engine/step-words.ts";
import { createEngine, maya, workspaceId } from "../support/engine.ts";

const day = 86_400_000;

test("a run goes from an approved mail over a task to the path its answer chooses", async () => {
  await using it = await createEngine();
  await it.write(`format: 1
id: check-in
name: Check-in
goal: Know how they are.
steps:
  - id: hello
    do: email
    to: [champion, primary]
    subject: "How is {{customer.name}}?"
    body: Hi {{recipient.first_name}}, how are you?
  - id: outcome
    do: task
    title: Log how {{customer.name}} feels
    who: csm
    output:
      mood: [good, bad]
  - id: route
    do: if
    paths:
      - name: Worried
        when: outcome.mood == "bad"
        steps:
          - id: later
            do: wait
            for: 3 days
      - name: Fine
        steps:
          - id: note
            do: message
            text: All is well with {{customer.name}}.
  - id: end
    do: message
    text: "{{customer.name}} was {{outcome.mood}}."
`);

  const runId = await it.run("check-in", "acme-robotics");
  expect((await it.steps(runId)).get("hello")).toMatchObject({ status: "asking", stage: "asking" });
  expect(it.sent).toEqual([]);

  const verdict = await it.decide(runId, { is: "approve" });
  expect(verdict.is).toBe("recorded");
  expect(it.sent.map((mail) => mail.subject)).toEqual(["How is Acme Robotics?"]);
  const task = (await it.steps(runId)).get("outcome");
  expect(task).toMatchObject({
    status: "waiting",
    ask: { who: maya, title: "Log how Acme Robotics feels" },
  });

  const place = {
    workspaceId,
    runId,
    stepId: "outcome",
    iteration: 1,
    by: maya,
    turn: task?.turn ?? 0,
  };
  expect(await answerStep(it.control, place, { mood: "bad" })).toBe(true);
  expect(await answerStep(it.control, place, { mood: "good" })).toBe(false);
  await it.engine.quiet();
  expect((await it.steps(runId)).get("route")).toMatchObject({ status: "done", result: "Worried" });
  expect((await it.steps(runId)).get("later")).toMatchObject({ status: "waiting" });

  await it.pass(3 * day);
  expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "succeeded" });
  expect((await it.steps(runId)).has("note")).toBe(false);
});
