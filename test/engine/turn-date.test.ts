import { expect, test } from "vitest";
import { answerGate } from "../../src/engine/answer-gate.ts";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import { createEngine, day, maya, playbookWith } from "../support/engine.ts";

const waits = (days: number) => `  - id: pause\n    do: wait\n    for: ${days} days\n`;
const task = (id: string, at: string) =>
  `  - id: ${id}\n    do: task\n    name: ${id}\n    title: ${id}\n    who: csm\n    at: ${at}\n`;
// Acme Robotics renews in 91 days: these are 11 and 21 days away, at nine in the morning there
const steps = `${task("soon", "3 days later")}${task("offer", "80 days before renewal_date")}${task("talk", "70 days before renewal_date")}`;

/** a run that waits for another one, which takes long */
async function waiting(policy: "wait" | "ask") {
  const it = await createEngine();
  await it.write(playbookWith("long", waits(200)));
  await it.write(playbookWith("next", steps, `limits:\n  conflict: ${policy}\n`));
  const other = await it.run("long", "acme-robotics");
  const runId = await it.run("next", "acme-robotics", {}, null);
  return {
    it,
    other,
    runId,
    gate: async () => (await it.execution(runId)).gate,
    asked: async () =>
      (
        await it.rows(
          "select message ->> 'text' as text from slack_outbox where key like $1 order by id",
          [`turn:${runId}:%`],
        )
      ).map(({ text }) => text),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

test("a run that waits for its turn says which date passes, and a person is asked once when it does", async () => {
  await using run = await waiting("wait");
  const { it, other, runId } = run;

  expect(await run.gate()).toMatchObject({ is: "turn", with: other, date: { step: "offer" } });
  await it.pass(10 * day);
  expect(await run.gate()).toMatchObject({ is: "turn" });
  expect(await run.asked()).toEqual([]);

  // to the moment itself
  const gate = await run.gate();
  const at = gate?.is === "turn" ? gate.date?.at.getTime() : 0;
  await it.pass((at ?? 0) - it.clock.now().getTime());
  for (let looks = 0; looks < 3; looks += 1) await it.engine.look();

  expect(await run.gate()).toMatchObject({
    is: "conflict",
    with: other,
    other: "The long",
    who: maya,
    late: { step: "offer" },
    date: { step: "talk" },
  });
  expect(await run.asked()).toEqual([
    `:vertical_traffic_light: <@${maya}>, “offer” is due now, and this still waits for The long. Please say on its card above whether it starts.`,
  ]);
  await it.pass(5 * day);
  expect(await run.asked()).toHaveLength(1);

  await answerGate(it.control, it.press(runId), { is: "start", inputs: {} });
  await it.pass(3 * day);
  expect(await it.step(runId, "soon")).toMatchObject({ status: "waiting" });
});

test("whoever has it wait on is asked again at its next date, and not before", async () => {
  await using run = await waiting("ask");
  const { it, runId } = run;
  await answerGate(it.control, it.press(runId), { is: "wait" });
  expect(await run.gate()).toMatchObject({ is: "turn", date: { step: "offer" } });

  await it.pass(12 * day);
  await answerGate(it.control, it.press(runId), { is: "wait" });
  await it.pass(8 * day);
  expect(await run.gate()).toMatchObject({ is: "turn", date: { step: "talk" } });
  expect(await run.asked()).toHaveLength(1);

  await it.pass(day);
  expect(await run.gate()).toMatchObject({ is: "conflict", late: { step: "talk" } });
  await answerGate(it.control, it.press(runId), { is: "wait" });
  await it.pass(30 * day);
  expect(await run.gate()).toMatchObject({ is: "turn" });
  expect(await run.asked()).toHaveLength(2);
});

test("a date that moves is watched where it is then", async () => {
  await using run = await waiting("wait");
  const { it } = run;
  const renewal = new Date(it.clock.now().getTime() + 84 * day).toISOString().slice(0, 10);

  await it.update("acme-robotics", { renewal_date: renewal });
  await it.pass(3 * day);
  expect(await run.asked()).toHaveLength(0);
  await it.pass(day);

  expect(await run.gate()).toMatchObject({ is: "conflict", late: { step: "offer" } });
});

test("a date that was moved without a word is not reached yet", async () => {
  await using run = await waiting("wait");
  const later = `jsonb_build_object('renewal_date', to_char((fields ->> 'renewal_date')::date + 5, 'YYYY-MM-DD'))`;
  await run.it.rows(`update customers set fields = fields || ${later} where id = 'acme-robotics'`);

  await run.it.pass(12 * day);

  expect(await run.asked()).toEqual([]);
  expect(await run.gate()).toMatchObject({ is: "turn", date: { step: "offer" } });
});

test("nobody is asked when its turn has come first, or while it is paused", async () => {
  await using run = await waiting("wait");
  const { it, other, runId } = run;
  await pauseRun(it.control, it.press(runId));
  await it.pass(12 * day);
  expect(await run.asked()).toEqual([]);
  await cancelRun(it.control, { ...it.press(other), reason: "" });
  await resumeRun(it.control, it.press(runId));
  await it.engine.look();
  await it.settle();

  expect(await run.asked()).toEqual([]);
  expect(await run.gate()).toBe(null);
});

test("whoever is asked and says nothing is asked again at its date, and it begins once the other one has ended", async () => {
  await using run = await waiting("ask");
  const { it, other, runId } = run;
  expect(await run.gate()).toMatchObject({ is: "conflict", date: { step: "offer" } });

  await it.pass(12 * day);
  for (let looks = 0; looks < 3; looks += 1) await it.engine.look();

  expect(await run.gate()).toMatchObject({ is: "conflict", late: { step: "offer" } });
  expect(await run.asked()).toHaveLength(1);
  await cancelRun(it.control, { ...it.press(other), reason: "" });
  await it.engine.look();
  await it.settle();
  expect(await run.gate()).toBe(null);
  expect(await it.step(runId, "soon")).toMatchObject({ status: "waiting" });
});
