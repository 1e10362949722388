import { afterAll, describe, expect, test } from "vitest";
import type { SendResult } from "../../src/connect/provider.ts";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import { reassignRun } from "../../src/engine/reassign.ts";
import { shiftRun } from "../../src/engine/shift.ts";
import { type HelpWord, helpStep } from "../../src/engine/step-words.ts";
import { UserError } from "../../src/errors.ts";
import { createEngine, keptMail, mailStep, playbookWith, tom } from "../support/engine.ts";

const answers: (() => SendResult)[] = [];
const { email, sent } = keptMail(answers);
const it = await createEngine({ email });
// one that is started is queued, and begins when it is told to
it.needs.hands.offer(null);
afterAll(() => it[Symbol.asyncDispose]());

const note = "  - id: note\n    do: message\n    text: Done.\n";
const write = (id: string, steps: string, top = "") =>
  it.write(playbookWith(id, steps + note, top));
await write("mail", mailStep);
await write("time", "  - id: pause\n    do: wait\n    for: 3 days\n");
await write("event", "  - id: reply\n    do: wait\n    event: email.replied\n");
await write("task", "  - id: call\n    do: task\n    title: Call\n    who: csm\n");
await write(
  "asks",
  "  - id: first\n    do: message\n    text: Hi.\n",
  "inputs:\n  seats: { type: number, ask: How many? }\n",
);

const busy = { is: "refused", reason: "busy", again: true } as const;
const refused = { is: "refused", reason: "no such person", again: false } as const;
const silence = { is: "unknown", reason: "no answer" } as const;

async function mailed(answer: SendResult) {
  answers.push(() => answer);
  const runId = await it.run("mail", "acme-robotics");
  await it.approve(runId);
  return runId;
}

async function paused() {
  const runId = await it.run("time", "acme-robotics");
  await pauseRun(it.control, it.press(runId));
  return runId;
}

async function over() {
  const runId = await it.run("time", "acme-robotics");
  await cancelRun(it.control, { ...it.press(runId), reason: "enough" });
  return runId;
}

const states: [string, () => Promise<string>][] = [
  ["waiting for a time", () => it.run("time", "acme-robotics")],
  ["waiting for an event", () => it.run("event", "acme-robotics")],
  ["waiting for a person", () => it.run("task", "acme-robotics")],
  ["asking for a yes", () => it.run("mail", "acme-robotics")],
  ["about to try again", () => mailed(busy)],
  ["failed", () => mailed(refused)],
  ["in doubt", () => mailed(silence)],
  ["paused", paused],
  ["over", over],
  ["just queued", async () => started(await it.queue("time", "acme-robotics"))],
  ["asking before it starts", async () => started(await it.queue("asks", "acme-robotics"))],
];

function started(result: Awaited<ReturnType<typeof it.queue>>): string {
  if ("runId" in result) return result.runId;
  throw new Error(JSON.stringify(result));
}

type Control = (runId: string) => Promise<boolean>;
const helping =
  (word: HelpWord): Control =>
  async (runId) => {
    const [step] = [...(await it.steps(runId)).values()];
    return step ? helpStep(it.control, it.at(runId, step.id, tom, step.turn), word) : false;
  };
const controls: [string, Control][] = [
  ["pause", (runId) => pauseRun(it.control, it.press(runId))],
  ["resume", (runId) => resumeRun(it.control, it.press(runId))],
  ["resume longer", (runId) => resumeRun(it.control, { ...it.press(runId), shiftWaits: true })],
  ["cancel", (runId) => cancelRun(it.control, { ...it.press(runId), reason: "enough" })],
  ["shift", (runId) => shiftRun(it.control, { ...it.press(runId), id: `${runId}-5`, days: 5 })],
  ["reassign", (runId) => reassignRun(it.control, { ...it.press(runId), to: tom })],
  ...(["retry", "skip", "take over", "arrived", "again", "stop"] as const).map(
    (word): [string, Control] => [word, helping(word)],
  ),
];

/** whether it counted; a plain sentence is as good as not */
async function press(control: Control, runId: string): Promise<boolean> {
  try {
    return await control(runId);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** what the run waits for, or that it is over: never nothing */
async function standsOn(runId: string): Promise<boolean> {
  const { status, gate } = await it.execution(runId);
  if (status !== "running" || gate) return true;
  const steps = [...(await it.steps(runId)).values()];
  return steps.some((step) => step.stage !== null && step.endedAt === null);
}

describe.each(states)("a run that is %s", (_state, reach) => {
  test.each(controls)(
    "stands on after %s, pressed twice and by two at once",
    async (_name, control) => {
      const once = await reach();
      await press(control, once);
      const again = await press(control, once);
      const both = await reach();
      const counted = await Promise.all([press(control, both), press(control, both)]);
      await it.settle();

      expect(again).toBe(false);
      expect(counted.filter(Boolean).length).toBeLessThanOrEqual(1);
      for (const runId of [once, both]) {
        expect(await standsOn(runId)).toBe(true);
        expect(sent.filter((one) => one.key.startsWith(runId)).length).toBeLessThanOrEqual(1);
        expect((await it.deliveries(runId)).length).toBeLessThanOrEqual(1);
      }
      await press((runId) => cancelRun(it.control, { ...it.press(runId), reason: "over" }), once);
      await press((runId) => cancelRun(it.control, { ...it.press(runId), reason: "over" }), both);
      await it.settle();
      expect(await it.execution(both)).toMatchObject({ status: "ended" });
    },
  );
});
