import { afterAll, expect, test } from "vitest";
import type { EmailProvider, OutgoingEmail } from "../../src/connect/email.ts";
import type { SendResult } from "../../src/connect/provider.ts";
import { decide } from "../../src/approvals/decide.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { storeEvent } from "../../src/store/events.ts";
import { turnOn } from "../../src/engine/switch.ts";
import { evaluateDueTriggers } from "../../src/engine/evaluate-triggers.ts";
import { dispatchEvent } from "../../src/engine/happen.ts";
import { runSegment } from "../../src/engine/segment.ts";
import { settleApproval } from "../../src/engine/signal.ts";
import { helpStep } from "../../src/engine/step-words.ts";
import { lookAtDue } from "../../src/engine/timers.ts";
import {
  createEngine,
  day,
  keptMail,
  mailStep,
  maya,
  playbookWith,
  workspaceId,
} from "../support/engine.ts";
import { eventually } from "../support/eventually.ts";
import { type Fault, faultyPool } from "../support/faulty-pool.ts";
import { takeJobs } from "../support/take-jobs.ts";

const answers: ((mail: OutgoingEmail) => SendResult | Promise<SendResult>)[] = [];
const { email, sent } = keptMail(answers);
const it = await createEngine({ email });
afterAll(() => it[Symbol.asyncDispose]());
await it.engine.stop(1000);
const control = { ...it.control, wake: () => {} };
const faults = faultyPool(it.needs.pool);
const needs = { ...it.needs, pool: faults.pool };

const steps = `${mailStep}  - id: route
    do: if
    paths:
      - name: Sent
        when: mail.result == "sent"
        steps:
          - id: after
            do: message
            text: After.
  - id: pause
    do: wait
    for: 1 day
`;
await it.write(playbookWith("crash", steps));

/** Again and again while the database fails, as another worker, a person or Slack would. */
async function insisted<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 3) throw error;
    }
  }
}

/** Works off the jobs that are there; what fails is taken up again, as another worker would. */
async function work(): Promise<void> {
  for (;;) {
    const jobs = await takeJobs(it.needs, 10);
    if (jobs.length === 0) return;
    for (const job of jobs) await insisted(() => runSegment(needs, job));
    await it.needs.jobs.complete(jobs);
  }
}

/** A person who was asked looks into the mailbox. */
async function answerDoubt(runId: string): Promise<boolean> {
  if ((await it.step(runId, "mail")).status !== "unknown") return false;
  const arrived = sent.some(({ key }) => key.startsWith(runId));
  await helpStep(control, it.at(runId, "mail", maya), arrived ? "arrived" : "again");
  await work();
  return true;
}

async function approve(runId: string, pool = it.needs.pool) {
  const { id, contentSha256: sha256 } = await it.approval(runId);
  const settle = settleApproval(it.needs.jobs);
  const word = { is: "approve" } as const;
  const at = it.clock.now();
  return decide({ pool, settle }, { workspaceId, approvalId: id, sha256, by: maya, word, at });
}

type Passed = { hit: boolean; doubted: boolean };

/** One run from its start to its end, one statement of its workers failing. */
async function goThrough(fault: Fault): Promise<Passed> {
  faults.arm(fault);
  const runId = await started();
  await approve(runId);
  await work();
  const doubted = await answerDoubt(runId);
  it.clock.move(day);
  await lookAtDue(it.needs, () => {});
  await work();
  const hit = faults.disarm();

  const told = `statement ${fault.at} ${fault.done ? "done" : "not done"}`;
  expect(await it.execution(runId), told).toMatchObject({ status: "ended", result: "succeeded" });
  const states = [...(await it.steps(runId)).values()].map(({ id, status }) => `${id} ${status}`);
  expect(new Set(states), told).toEqual(
    new Set(["mail", "route", "after", "pause"].map((id) => `${id} done`)),
  );
  expect(
    sent.filter(({ key }) => key.startsWith(runId)),
    told,
  ).toHaveLength(1);
  expect(await it.deliveries(runId), told).toMatchObject([{ status: "sent" }]);
  expect(
    await it.rows("select key from slack_outbox where key like $1", [`${runId}%`]),
    told,
  ).toHaveLength(1);
  const ends = "select 1 from audit_log where subject = $1 and action = 'run succeeded'";
  expect(await it.rows(ends, [`run:${runId}`]), told).toHaveLength(1);
  return { hit, doubted };
}

test.each([false, true])(
  "whichever statement of a run fails (done: %s), the run ends right and its mail is sent once",
  async (done) => {
    const doubts: number[] = [];
    let at = 1;
    for (; ; at++) {
      const { hit, doubted } = await goThrough({ at, done });
      if (doubted) doubts.push(at);
      if (!hit) break;
    }

    expect(at).toBeGreaterThan(20);
    // only a crash between the intent and the receipt needs a person: here, an intent whose commit was not heard of
    expect(doubts).toHaveLength(done ? 1 : 0);
  },
  60_000,
);

test("a worker that dies while a mail is on its way leaves a question behind, and no second mail", async () => {
  const runId = await started();
  await approve(runId);
  const [job] = await takeJobs(it.needs, 1);
  if (!job) throw new Error("no job");
  answers.push(() => new Promise(() => {}));
  void runSegment(needs, job);
  await eventually(async () => expect(await effectsOf(runId)).toEqual([{ state: "open" }]));

  await runSegment(needs, job);

  expect(await it.step(runId, "mail")).toMatchObject({ status: "unknown", attempt: 2 });
  expect(await it.deliveries(runId)).toMatchObject([{ status: "unknown" }]);
  await it.needs.jobs.complete([job]);
});

test("a provider that can be asked is asked, and no person is", async () => {
  const arrived = new Set<string>();
  const checkable = {
    name: "checkable",
    class: "checkable",
    // it takes the mail, and its answer never comes
    send: ({ key }: OutgoingEmail) => new Promise<SendResult>(() => arrived.add(key)),
    check: async (key: string) =>
      arrived.has(key) ? ({ is: "sent", receipt: "found" } as const) : null,
  } as const;
  const through = (provider: EmailProvider) => ({
    ...needs,
    providers: { ...needs.providers, email: provider },
  });
  const asking = through(checkable);
  const [there, never] = [await started(), await started()];
  for (const runId of [there, never]) await approve(runId);
  const jobs = await takeJobs(it.needs, 2);
  for (const job of jobs) void runSegment(asking, job);
  await eventually(async () => expect(await effectsOf(there)).toEqual([{ state: "open" }]));
  await eventually(async () => expect(await effectsOf(never)).toEqual([{ state: "open" }]));
  arrived.delete(`${never}:mail:1`);

  for (const job of jobs) await runSegment(through({ ...checkable, send: email.send }), job);

  expect(await it.step(there, "mail")).toMatchObject({ status: "done", result: "sent" });
  expect(await it.deliveries(there)).toMatchObject([{ status: "sent", receipt: "found" }]);
  expect(sent.some(({ key }) => key.startsWith(there))).toBe(false);
  expect(await it.step(never, "mail")).toMatchObject({ status: "done", result: "sent" });
  expect(sent.filter(({ key }) => key.startsWith(never))).toHaveLength(1);
  await it.needs.jobs.complete(jobs);
});

/** a run that asks for a yes to its mail */
async function started(): Promise<string> {
  const begun = await it.queue("crash", "acme-robotics");
  await work();
  return begun.is === "started" ? begun.runId : "";
}

function effectsOf(runId: string) {
  return it.rows("select state from playbook_effects where run_id = $1", [runId]);
}

/** Does something with each of its statements failing in turn, before and after it was done. */
async function withEveryFault(attempt: (fault: Fault) => Promise<boolean>): Promise<number> {
  for (let at = 1; ; at++) {
    const before = await attempt({ at, done: false });
    const after = await attempt({ at, done: true });
    if (!before && !after) return at;
  }
}

test("whichever statement of a decision fails, it counts once when it is pressed again", async () => {
  const statements = await withEveryFault(async (fault) => {
    const runId = await started();
    const { id } = await it.approval(runId);

    faults.arm(fault);
    // a word whose answer was lost has counted: then there is no open approval any more
    await insisted(() => approve(runId, faults.pool)).catch(() => null);
    const hit = faults.disarm();
    await work();

    const [row] = await it.rows("select status, decided_by as by from approvals where id = $1", [
      id,
    ]);
    expect(row, JSON.stringify(fault)).toEqual({ status: "approved", by: maya });
    expect(sent.filter(({ key }) => key.startsWith(runId))).toHaveLength(1);
    const audit = await it.rows("select 1 from audit_log where subject = $1", [`approval:${id}`]);
    expect(audit).toHaveLength(1);
    return hit;
  });

  expect(statements).toBeGreaterThan(8);
});

const top = (trigger: string) =>
  `customers: customer.id == "acme-robotics"\nlimits:\n  conflict: allow\ntriggers:\n${trigger}`;
const pause = "  - id: pause\n    do: wait\n    for: 1 day\n";

test("whichever statement of an event fails, it starts its run once", async () => {
  await it.write(playbookWith("alarm", pause, top("  - by: event\n    name: alarm\n")));
  await on("alarm");
  let alarms = 0;

  const statements = await withEveryFault(async (fault) => {
    const id = `alarm-${++alarms}`;
    const event = { id, name: "alarm", customerId: "acme-robotics", at: it.clock.now(), data: {} };
    await storeEvent(it.tenant, { ...event, bodySha256: id, source: "test" });

    faults.arm(fault);
    await insisted(() => dispatchEvent(needs, workspaceId, id));
    const hit = faults.disarm();

    const firings = "select outcome from trigger_firings where occurrence = $1";
    expect(await it.rows(firings, [id]), JSON.stringify(fault)).toEqual([{ outcome: "started" }]);
    expect(await it.runs("alarm")).toHaveLength(Math.min(alarms, 50));
    return hit;
  });

  expect(statements).toBeGreaterThan(10);
});

test("whichever statement of a trigger by time fails, it starts its run once", async () => {
  let days = 0;
  const renews = new Date(it.clock.now().getTime() + 30 * day).toISOString().slice(0, 10);
  const change =
    "update customers set fields = fields || jsonb_build_object('renewal_date', $1::text) where id = 'acme-robotics'";
  await it.rows(change, [renews]);

  const statements = await withEveryFault(async (fault) => {
    const id = `day-${++days}`;
    await it.write(
      playbookWith(id, pause, top("  - by: date\n    at: 100 days before renewal_date\n")),
    );
    await on(id);

    faults.arm(fault);
    await evaluateDueTriggers(needs).catch(() => 0);
    // what failed is looked at again after a while
    const hit = faults.disarm();
    it.clock.move(60_000);
    await evaluateDueTriggers(it.needs);
    await it.turnOff(id);

    expect(await it.runs(id), JSON.stringify(fault)).toHaveLength(1);
    return hit;
  });

  expect(statements).toBeGreaterThan(10);
});

function on(id: string) {
  return forWorkspace(it.needs.pool, workspaceId, (tenant) =>
    turnOn(it.needs, tenant, { id, by: maya, startNow: true }),
  );
}
