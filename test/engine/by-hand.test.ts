import { afterAll, expect, test } from "vitest";
import { foreseeShift } from "../../src/engine/shift.ts";
import type { SendResult } from "../../src/connect/provider.ts";
import { knownSteps, typeOf } from "../../src/steps/all.ts";
import { createEngine, keptMail, mailStep, maya, playbookWith, tom } from "../support/engine.ts";

const answers: (() => SendResult)[] = [];
const { email, sent } = keptMail(answers);
const it = await createEngine({
  email,
  delegate: async () => ({ is: "failed", reason: "it found nothing", again: false }),
});
afterAll(() => it[Symbol.asyncDispose]());

const refused = { is: "refused", reason: "no such person", again: false } as const;
const busy = { is: "refused", reason: "busy", again: true } as const;
const note = "  - id: note\n    do: message\n    text: ";
await it.write(playbookWith("mail", `${mailStep}${note}"{{mail.subject}}"\n`));
await it.write(
  playbookWith(
    "agent",
    `  - id: find\n    do: agent\n    ask: Find it\n    output:\n      mood: [good, bad]\n      seats: number\n${note}"{{find.mood}} {{find.seats}} {{find.result}}"\n`,
  ),
);

async function failedMail(answer: SendResult) {
  answers.push(() => answer);
  const runId = await it.run("mail", "acme-robotics");
  await it.approve(runId);
  return runId;
}

test("a send that failed is taken over: it counts as sent by hand, and never leaves", async () => {
  const runId = await failedMail(refused);

  // only what a gate holds up can be let pass
  expect(await it.help(runId, "mail", "accept")).toBe(false);
  expect(await it.help(runId, "mail", "take over", tom)).toBe(true);
  expect(await it.help(runId, "mail", "take over", tom)).toBe(false);
  const taken = await it.step(runId, "mail");
  expect(taken).toMatchObject({ status: "waiting", ask: { who: tom, form: {} } });
  expect(await it.answer(runId, "mail", {}, tom)).toBe(true);
  expect(await it.answer(runId, "mail", {}, tom)).toBe(false);

  expect(await it.step(runId, "mail")).toMatchObject({
    status: "done",
    result: "sent",
    note: "done by hand",
    by: tom,
    output: { subject: "Hello Acme Robotics" },
  });
  expect(await it.deliveries(runId)).toMatchObject([
    { status: "sent", reason: expect.stringMatching(/^sent by hand by /), receipt: null },
  ]);
  expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  expect(sent).toHaveLength(0);
});

test("one that would try again is taken over before it does", async () => {
  const runId = await failedMail(busy);
  // when it is tried again is no date of the run's
  const shift = { ...it.press(runId), id: "later", days: 5 };
  expect(await foreseeShift(it.control, shift)).toEqual([]);

  await it.help(runId, "mail", "take over");
  await it.pass(7_200_000);
  expect(await it.step(runId, "mail")).toMatchObject({ status: "waiting", due: null, attempt: 1 });
  await it.answer(runId, "mail");

  expect(await it.deliveries(runId)).toMatchObject([{ status: "sent" }]);
  expect(sent).toHaveLength(0);
});

test("what was taken over may be tried again by itself after all", async () => {
  const runId = await failedMail(refused);

  await it.help(runId, "mail", "take over");
  expect(await it.help(runId, "mail", "retry")).toBe(true);

  expect(await it.step(runId, "mail")).toMatchObject({ status: "asking" });
});

test("one who takes it over is asked for what later steps name of it", async () => {
  const runId = await it.run("agent", "acme-robotics");

  await it.help(runId, "find", "take over");
  expect((await it.step(runId, "find")).ask).toMatchObject({
    who: maya,
    details: "it found nothing",
    form: { mood: ["good", "bad"], seats: "number" },
  });
  await it.answer(runId, "find", { mood: "good", seats: 7 });

  expect(await it.step(runId, "find")).toMatchObject({
    status: "done",
    output: { mood: "good", seats: 7 },
    result: "done",
  });
  expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
});

test.each([
  ["held", ["held", "not held", "declined"]],
  ["accepted", ["accepted", "declined", "held"]],
  ["sent", undefined],
])(
  "of an invitation with done_when %s one who takes it over says how it ended, and cancels it",
  async (until, result) => {
    const review = `  - id: review
    do: meeting
    title: Review
    to: [champion, sponsor]
    duration: 45 minutes
    when: 3 days later at 10:00
    done_when: ${until}
`;
    await it.write(playbookWith(until, review));
    answers.push(() => refused);
    const runId = await it.run(until, "acme-robotics");
    await it.approve(runId);

    await it.help(runId, "review", "take over");
    expect((await it.step(runId, "review")).ask?.form).toEqual(result ? { result } : {});
    await it.answer(runId, "review", result ? { result: "declined" } : {});

    const done = await it.step(runId, "review");
    expect(done).toMatchObject({
      status: "done",
      result: result ? "declined" : "sent",
      note: result ? "declined, done by hand" : "done by hand",
      by: maya,
      output: { when: expect.any(String), to: expect.any(String) },
    });
    expect(sent).toHaveLength(0);
    const [step] = (await it.playbook(until)).playbook.steps;
    const { iteration, output } = done;
    if (!step || !output) throw new Error("no step");
    const undo = typeOf(knownSteps, step).undo;
    expect(undo?.(step, { iteration, output, result: done.result, part: null })).toEqual({
      cannot: "the invitation was sent by hand, so a person cancels it",
    });
  },
);
