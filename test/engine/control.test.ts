import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { SendResult } from "../../src/connect/provider.ts";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import {
  createEngine,
  day,
  keptMail,
  mailStep,
  maya,
  playbookWith,
  priya,
} from "../support/engine.ts";

const answers: (() => SendResult | Promise<SendResult>)[] = [];
const { email, sent } = keptMail(answers);
const it = await createEngine({ email });
afterAll(() => it[Symbol.asyncDispose]());
beforeEach(() => {
  answers.length = 0;
});

const note = "  - id: note\n    do: message\n    text: Done.\n";
const mail = mailStep + note;
await it.write(playbookWith("mail", mail));
await it.write(playbookWith("wait", `  - id: pause\n    do: wait\n    for: 3 days\n${note}`));
await it.write(
  playbookWith("event", `  - id: reply\n    do: wait\n    event: email.replied\n${note}`),
);
await it.write(
  playbookWith("task", `  - id: call\n    do: task\n    title: Call\n    who: csm\n${note}`),
);
await it.write(
  playbookWith(
    "held",
    `  - id: sum\n    do: message\n    text: "{{customer.sponsor.name}}"\n${note}`,
  ),
);

const refused = { is: "refused", reason: "no such person", again: false } as const;
const busy = { is: "refused", reason: "busy", again: true } as const;
const silence = { is: "unknown", reason: "no answer" } as const;

async function approved(answer: SendResult) {
  answers.push(() => answer);
  const runId = await it.run("mail", "acme-robotics");
  await it.approve(runId);
  return runId;
}

type State = { name: string; reach(): Promise<string>; goOn(runId: string): Promise<unknown> };

/** every state a run may rest in, and what makes it go on to its end from there */
const states: State[] = [
  {
    name: "waiting for a time",
    reach: () => it.run("wait", "acme-robotics"),
    goOn: () => it.pass(3 * day),
  },
  {
    name: "waiting for an event",
    reach: () => it.run("event", "acme-robotics"),
    goOn: () => it.event("email.replied", "acme-robotics"),
  },
  {
    name: "waiting for a person",
    reach: () => it.run("task", "acme-robotics"),
    goOn: (runId) => it.answer(runId, "call"),
  },
  {
    name: "asking for a yes",
    reach: () => it.run("mail", "acme-robotics"),
    goOn: (runId) => it.approve(runId),
  },
  { name: "about to try again", reach: () => approved(busy), goOn: () => it.pass(3 * 60_000) },
  {
    name: "failed",
    reach: () => approved(refused),
    goOn: (runId) => it.help(runId, "mail", "skip"),
  },
  {
    name: "in doubt",
    reach: () => approved(silence),
    goOn: (runId) => it.help(runId, "mail", "arrived"),
  },
  {
    name: "failed before it began",
    reach: () => it.run("held", "quantum-freight"),
    goOn: (runId) => it.help(runId, "sum", "skip"),
  },
];

const steps = (runId: string) =>
  it.rows(
    "select step_id, status from playbook_step_executions where run_id = $1 order by step_id",
    [runId],
  );

describe.each(states)("a run that is $name", ({ reach, goOn }) => {
  test("stays so while it is paused, and goes on when it is resumed", async () => {
    const runId = await reach();
    const before = await steps(runId);

    expect(await pauseRun(it.control, it.press(runId))).toBe(true);
    expect(await pauseRun(it.control, it.press(runId, priya))).toBe(false);
    expect(await it.execution(runId)).toMatchObject({
      status: "paused",
      reason: `paused by <@${maya}>`,
    });
    await it.pass(60_000);
    expect(await steps(runId)).toEqual(before);
    expect(await resumeRun(it.control, it.press(runId))).toBe(true);
    expect(await resumeRun(it.control, it.press(runId))).toBe(false);
    await it.settle();
    expect(await steps(runId)).toEqual(before);
    await goOn(runId);

    expect(await it.execution(runId)).toMatchObject({
      status: "ended",
      result: "succeeded",
      reason: null,
    });
  });

  test("hears what happens while it is paused, and acts on it when it is resumed", async () => {
    const runId = await reach();
    await pauseRun(it.control, it.press(runId));

    await goOn(runId);
    expect((await it.steps(runId)).has("note")).toBe(false);
    await resumeRun(it.control, it.press(runId));
    await it.pass(0);

    expect(await it.execution(runId)).toMatchObject({ status: "ended", result: "succeeded" });
  });

  test("ends where it is when it is cancelled, and what had not begun is skipped", async () => {
    const runId = await reach();
    const [open] = [...(await it.steps(runId)).values()];

    const cancel = () => cancelRun(it.control, { ...it.press(runId), reason: "they asked us to" });
    expect(await cancel()).toBe(true);
    expect(await cancel()).toBe(false);
    await it.settle();
    await it.pass(5 * day);

    expect(await it.execution(runId)).toMatchObject({
      status: "ended",
      result: "cancelled",
      reason: "they asked us to",
    });
    expect(await it.step(runId, open?.id ?? "")).toMatchObject({ status: "cancelled", due: null });
    expect(await it.step(runId, "note")).toMatchObject({ status: "skipped" });
    await expect(pauseRun(it.control, it.press(runId))).rejects.toThrow("ended already");
    await expect(resumeRun(it.control, it.press(runId))).rejects.toThrow("ended already");
  });
});

describe("a cancelled run", () => {
  test("closes its question: a late click is told so, and nothing is sent", async () => {
    const runId = await it.run("mail", "acme-robotics");
    const { id } = await it.approval(runId);

    await cancelRun(it.control, { ...it.press(runId), reason: "enough" });

    expect(await it.rows("select status, reason from approvals where id = $1", [id])).toEqual([
      { status: "void", reason: "the run was cancelled" },
    ]);
    expect(await it.deliveries(runId)).toMatchObject([{ status: "skipped" }]);
  });

  test("may be told with everything pressed at once: one word counts", async () => {
    const runId = await it.run("mail", "acme-robotics");
    const press = it.press(runId);

    const [cancelled, approvedBy] = await Promise.all([
      cancelRun(it.control, { ...press, reason: "now" }),
      it.approve(runId),
    ]);
    await it.settle();

    expect(cancelled).toBe(true);
    const mails = sent.filter((one) => one.key.startsWith(runId));
    expect(mails.length).toBeLessThanOrEqual(approvedBy.is === "recorded" ? 1 : 0);
    expect(await it.execution(runId)).toMatchObject({ status: "ended" });
  });
});

/** a run whose mail has left us, while the mail server has not answered yet */
async function inFlight() {
  const left = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<SendResult>();
  answers.push(() => {
    left.resolve();
    return answer.promise;
  });
  const runId = await it.run("mail", "acme-robotics");
  const approving = it.approve(runId);
  await left.promise;
  return {
    runId,
    /** the mail server answers, and everything comes to rest */
    async answer(how: SendResult) {
      answer.resolve(how);
      await approving;
      await it.settle();
    },
  };
}

const ok = { is: "sent", receipt: "<1@kept>" } as const;

describe("a run whose mail is just being sent", () => {
  test("is paused: the receipt is kept, and the mail is not sent twice", async () => {
    const { runId, answer } = await inFlight();

    await pauseRun(it.control, it.press(runId));
    await answer(ok);
    expect(await it.deliveries(runId)).toMatchObject([{ status: "sent", receipt: "<1@kept>" }]);
    expect(await it.step(runId, "mail")).toMatchObject({ status: "running" });
    await resumeRun(it.control, it.press(runId));
    await it.settle();

    expect(await it.step(runId, "mail")).toMatchObject({ status: "done", result: "sent" });
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
    expect(sent.filter((one) => one.key.startsWith(runId))).toHaveLength(1);
  });

  test("is paused and resumed before the answer: asked about, until the receipt comes", async () => {
    const { runId, answer } = await inFlight();

    await pauseRun(it.control, it.press(runId));
    await resumeRun(it.control, it.press(runId));
    it.engine.wake();
    await it.rows("select pg_sleep(0.3)");
    expect(await it.step(runId, "mail")).toMatchObject({ status: "unknown" });
    await answer(ok);

    expect(await it.step(runId, "mail")).toMatchObject({ status: "done", result: "sent" });
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
    expect(await it.deliveries(runId)).toMatchObject([{ status: "sent" }]);
    expect(sent.filter((one) => one.key.startsWith(runId))).toHaveLength(1);
  });

  test("is paused, and the mail is refused: it is tried again after the resume", async () => {
    const { runId, answer } = await inFlight();

    await pauseRun(it.control, it.press(runId));
    await answer(busy);
    await resumeRun(it.control, it.press(runId));
    await it.settle();

    expect(await it.step(runId, "mail")).toMatchObject({ status: "done" });
    expect(sent.filter((one) => one.key.startsWith(runId))).toHaveLength(1);
  });

  test("is cancelled: the mail that left is on record as sent, and the run stays cancelled", async () => {
    const { runId, answer } = await inFlight();

    await cancelRun(it.control, { ...it.press(runId), reason: "stop" });
    await answer(ok);

    expect(await it.execution(runId)).toMatchObject({ result: "cancelled" });
    expect(await it.deliveries(runId)).toMatchObject([{ status: "sent" }]);
    expect(await it.step(runId, "mail")).toMatchObject({
      status: "done",
      note: "it had left already",
    });
    expect(await it.step(runId, "note")).toMatchObject({ status: "skipped" });
  });
});

describe("a run that has just been queued", () => {
  test("may be paused and resumed at once: it is still one worker's at a time", async () => {
    let working = 0;
    let most = 0;
    await using one = await createEngine({
      async delegate() {
        working += 1;
        most = Math.max(most, working);
        await new Promise((resolve) => setTimeout(resolve, 50));
        working -= 1;
        return { is: "answered", by: "risk", output: { text: "fine" } };
      },
    });
    await one.write(playbookWith("think", "  - id: think\n    do: agent\n    ask: Think\n"));
    await one.engine.stop(1000);
    const runIds: string[] = [];
    for (let i = 0; i < 4; i++) {
      const started = await one.queue("think", "acme-robotics");
      const runId = started.is === "started" ? started.runId : "";
      runIds.push(runId);
      await pauseRun(one.control, one.press(runId));
      await resumeRun(one.control, one.press(runId));
      await pauseRun(one.control, one.press(runId));
      await resumeRun(one.control, one.press(runId));
    }

    one.restart();
    await one.settle();

    for (const runId of runIds) {
      expect(await one.execution(runId)).toMatchObject({ result: "succeeded" });
      expect(await one.step(runId, "think")).toMatchObject({ attempt: 1 });
    }
    expect(most).toBeLessThanOrEqual(runIds.length);
  });
});
