import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { SendResult } from "../../src/connect/provider.ts";
import {
  createEngine,
  day,
  keptMail,
  mailStep,
  maya,
  playbookWith,
  priya,
} from "../support/engine.ts";

const minute = 60_000;
const busy: SendResult = { is: "refused", reason: "the mail server said: busy", again: true };
const never: SendResult = {
  is: "refused",
  reason: "the mail server said: no such person",
  again: false,
};
const silence: SendResult = { is: "unknown", reason: "the mail server did not confirm" };

const answers: (() => SendResult)[] = [];
const { email, sent } = keptMail(answers);
const it = await createEngine({ email });
afterAll(() => it[Symbol.asyncDispose]());
beforeEach(async () => {
  answers.length = 0;
  // what one mail has met holds up no other here
  await it.rows("delete from provider_health");
});

const task = "  - id: call\n    do: task\n    title: Call them\n    who: csm\n";
await it.write(playbookWith("mail", mailStep + task));

/** a run whose mail was approved, and what the mail server says to each try */
async function approved(...script: SendResult[]) {
  answers.push(...script.map((answer) => () => answer));
  const runId = await it.run("mail", "acme-robotics");
  await it.approve(runId);
  return runId;
}

function mailsOf(runId: string) {
  return sent.filter((mail) => mail.key.startsWith(runId));
}

async function minutesToTry(runId: string) {
  const { due } = await it.step(runId, "mail");
  return ((due?.getTime() ?? 0) - it.clock.now().getTime()) / minute;
}

/** until its next try, and so much longer */
async function untilTry(runId: string, more = 0) {
  await it.pass((await minutesToTry(runId)) * minute + more);
}

const isAbout = (minutes: number) => (found: number) =>
  found >= minutes * 0.8 && found <= minutes * 1.2;

async function stepCard(runId: string) {
  const subject = `${runId}:mail:1`;
  const text =
    "select place, wanted from slack_cards where kind = 'step' and subject = $1 order by place";
  return it.rows(text, [subject]);
}

describe("a mail that is sent", () => {
  test("is exactly what was approved, and is in the customer's ledger", async () => {
    const runId = await approved();

    expect(mailsOf(runId)).toEqual([
      {
        key: `${runId}:mail:1`,
        to: [
          expect.objectContaining({
            name: "Dana Whitfield",
            address: "dana.whitfield@acme-robotics.example",
          }),
        ],
        from: { name: "Maya Chen", address: "maya@northwind.example" },
        subject: "Hello Acme Robotics",
        body: "Hi Dana",
      },
    ]);
    expect(await it.step(runId, "mail")).toMatchObject({
      status: "done",
      result: "sent",
      by: maya,
      output: { to: "dana.whitfield@acme-robotics.example", subject: "Hello Acme Robotics" },
    });
    expect(await it.deliveries(runId)).toMatchObject([{ status: "sent", contact: "champion" }]);
    const ledger =
      "select count(*)::int as n from customer_communications c join playbook_deliveries d on d.id = c.delivery_id where d.run_id = $1";
    expect(await it.rows(ledger, [runId])).toEqual([{ n: 1 }]);
  });
});

describe("a mail that is refused for now", () => {
  test("is tried again, later each time, and then by the next step's turn", async () => {
    const runId = await approved(busy, busy);

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "retrying",
      attempt: 1,
      note: busy.reason,
    });
    expect(await minutesToTry(runId)).toSatisfy(isAbout(2));
    await untilTry(runId, -1);
    expect((await it.step(runId, "mail")).attempt).toBe(1);
    await it.pass(1);
    expect(await it.step(runId, "mail")).toMatchObject({
      status: "retrying",
      attempt: 2,
    });
    expect(await minutesToTry(runId)).toSatisfy(isAbout(8));
    await untilTry(runId);

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "done",
      attempt: 3,
      failures: 2,
      note: null,
    });
    expect(mailsOf(runId)).toHaveLength(1);
    expect(await it.step(runId, "call")).toMatchObject({ status: "waiting" });
    // one approval was enough for all of it
    const asked = await it.rows("select status from approvals where run_id = $1", [runId]);
    expect(asked).toEqual([{ status: "approved" }]);
  });

  test("goes on being tried within each hour for a day, tells who can help after three times, and asks them in the end", async () => {
    const runId = await approved(...Array.from({ length: 33 }, () => busy));
    await untilTry(runId);
    expect(await stepCard(runId)).toHaveLength(1);
    await untilTry(runId);
    const told = [{ place: maya }, { place: expect.any(String) }];
    expect(await stepCard(runId)).toMatchObject(told);
    await untilTry(runId);
    expect(await it.step(runId, "mail")).toMatchObject({ status: "retrying", attempt: 4 });
    expect(await minutesToTry(runId)).toSatisfy(isAbout(50));
    for (let hour = 0; hour < 29; hour++) await untilTry(runId);

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "failed",
      stage: "failed",
      attempt: 33,
    });
    expect(await stepCard(runId)).toMatchObject(told);
    expect(await it.help(runId, "mail", "retry")).toBe(true);
    expect(await it.step(runId, "mail")).toMatchObject({ status: "asking" });
    await it.approve(runId);
    expect(mailsOf(runId)).toHaveLength(1);
  });

  test("may be tried at once, skipped, or end the run by a person's word", async () => {
    const [retried, skipped, stopped] = [
      await approved(busy),
      await approved(busy),
      await approved(busy),
    ];

    await it.help(retried, "mail", "retry");
    await it.help(skipped, "mail", "skip", priya);
    await it.help(stopped, "mail", "stop");

    expect(await it.step(retried, "mail")).toMatchObject({ status: "done" });
    expect(await it.step(skipped, "mail")).toMatchObject({ status: "skipped", by: priya });
    expect(await it.step(skipped, "call")).toMatchObject({ status: "waiting" });
    expect(await it.execution(stopped)).toMatchObject({
      result: "stopped",
      reason: "somebody stopped it",
    });
    await it.pass(10 * minute);
    expect(mailsOf(skipped)).toEqual([]);
  });
});

test("when it is tried again is shown in its run's thread, with a way to hurry it, and nobody is called", async () => {
  const runId = await approved(busy);
  const [shown] = await stepCard(runId);
  expect(await stepCard(runId)).toHaveLength(1);
  expect(shown?.["place"]).not.toBe(maya);

  await it.help(runId, "mail", "retry");

  const [over] = await stepCard(runId);
  expect(over?.["wanted"]).toBeGreaterThan(Number(shown?.["wanted"]));
  expect(await it.step(runId, "mail")).toMatchObject({ status: "done" });
});

test("a mail that is refused for ever asks a person at once", async () => {
  const runId = await approved(never);

  expect(await it.step(runId, "mail")).toMatchObject({
    status: "failed",
    attempt: 1,
    note: never.reason,
  });
  expect(await it.help(runId, "mail", "arrived")).toBe(false);
  expect(await it.help(runId, "mail", "skip")).toBe(true);
  expect(await it.execution(runId)).toMatchObject({ status: "running" });
});

describe("a mail nobody knows the fate of", () => {
  test("is not sent again by itself, whatever happens to the run", async () => {
    const runId = await approved(silence);

    expect(await it.step(runId, "mail")).toMatchObject({ status: "unknown", stage: "doubt" });
    expect(await it.deliveries(runId)).toMatchObject([
      { status: "unknown", reason: silence.reason },
    ]);
    expect(await stepCard(runId)).toHaveLength(2);
    await it.update("acme-robotics", { seats: 401 });
    await it.pass(30 * day);
    expect(await it.step(runId, "mail")).toMatchObject({ status: "unknown" });
    expect(mailsOf(runId)).toEqual([]);
    expect(await it.help(runId, "mail", "retry")).toBe(false);
  });

  test("arrived: the run goes on, and the ledger knows", async () => {
    const runId = await approved(silence);

    expect(await it.help(runId, "mail", "arrived")).toBe(true);
    expect(await it.help(runId, "mail", "again")).toBe(false);

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "done",
      result: "sent",
      by: maya,
    });
    expect(await it.deliveries(runId)).toMatchObject([
      { status: "sent", receipt: `seen by ${maya}` },
    ]);
    expect(mailsOf(runId)).toEqual([]);
  });

  test("again: it is sent under the same key, and only then", async () => {
    const runId = await approved(silence);

    await it.help(runId, "mail", "again");

    expect(mailsOf(runId)).toMatchObject([{ key: `${runId}:mail:1` }]);
    expect(await it.step(runId, "mail")).toMatchObject({ status: "done" });
    expect(await it.deliveries(runId)).toMatchObject([{ status: "sent" }]);
    const effects =
      "select sequence, state from playbook_effects where run_id = $1 order by sequence";
    expect(await it.rows(effects, [runId])).toEqual([
      { sequence: 1, state: "abandoned" },
      { sequence: 2, state: "received" },
    ]);
  });

  test("again, and unknown again", async () => {
    const runId = await approved(silence, silence);

    await it.help(runId, "mail", "again");
    expect(await it.step(runId, "mail")).toMatchObject({ status: "unknown", failures: 2 });
    await it.help(runId, "mail", "again");

    expect(mailsOf(runId)).toHaveLength(1);
  });

  test("skip: the run goes on without it", async () => {
    const runId = await approved(silence);

    await it.help(runId, "mail", "skip");

    expect(await it.step(runId, "mail")).toMatchObject({ status: "skipped" });
    expect(await it.deliveries(runId)).toMatchObject([
      { status: "skipped", reason: "skipped while in doubt" },
    ]);
  });

  test("a mail program that breaks leaves it unknown, too", async () => {
    answers.push(() => {
      throw new Error("a bug in the mail program");
    });
    const runId = await it.run("mail", "acme-robotics");

    await it.approve(runId);

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "unknown",
      note: "a bug in the mail program",
    });
  });
});

describe("a mail that cannot be written", () => {
  const steps = `  - id: mail
    do: email
    to: champion
    subject: Your plan
    body: You are on {{customer.plan}}.
`;

  test("is for a person; once what was missing is known it is asked about", async () => {
    await it.write(playbookWith("held", steps));
    await it.update("kestrel-health", { plan: null });

    const runId = await it.run("held", "kestrel-health");
    expect(await it.step(runId, "mail")).toMatchObject({
      status: "failed",
      note: "it cannot be written: customer plan is not known",
    });
    await it.update("kestrel-health", { plan: "Enterprise" });
    expect(await it.step(runId, "mail")).toMatchObject({ status: "failed" });
    await it.help(runId, "mail", "retry");

    expect((await it.approval(runId)).content.body).toBe("You are on Enterprise.");
  });

  test("has nobody to go to", async () => {
    await it.write(playbookWith("nobody", steps));

    const runId = await it.run("nobody", "meridian-insurance");

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "failed",
      note: "nobody to send to: the customer has no champion",
    });
  });

  test("or nobody who may say yes to it, is for a person, too", async () => {
    await it.write(playbookWith("alone", `${mailStep}    approval:\n      second_person: true\n`));
    await it.rows("update people set role = 'csm', manager_id = null where id = $1", [priya]);
    it.needs.directory.forgetPeople("TLOCAL01");

    const runId = await it.run("alone", "acme-robotics");

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "failed",
      note: "there is nobody who may say yes to it",
    });
    const on = "    approval: { second_person: true }\n    on_error: continue\n";
    await it.write(playbookWith("alone", mailStep + on));
    const goesOn = await it.execution(await it.run("alone", "acme-robotics"));
    expect(goesOn.status).toBe("ended");
    await it.rows("update people set role = 'manager' where id = $1", [priya]);
    it.needs.directory.forgetPeople("TLOCAL01");
  });
});

describe("an approval", () => {
  test("that is not given in time never sends", async () => {
    await it.write(playbookWith("in-time", `${mailStep}    timeout: 2 days\n${task}`));
    const runId = await it.run("in-time", "acme-robotics");
    const { id } = await it.approval(runId);

    await it.pass(2 * day);

    expect(await it.step(runId, "mail")).toMatchObject({
      status: "skipped",
      result: "timed out",
      note: "nobody decided in time",
    });
    expect(await it.rows("select status from approvals where id = $1", [id])).toEqual([
      { status: "void" },
    ]);
    expect(await it.deliveries(runId)).toMatchObject([
      { status: "skipped", reason: "nobody decided in time" },
    ]);
    expect(mailsOf(runId)).toEqual([]);
    expect(await it.step(runId, "call")).toMatchObject({ status: "waiting" });
  });

  test("that comes at the last moment is either in time or told that it is not", async () => {
    await it.write(playbookWith("last-moment", `${mailStep}    timeout: 1 day\n`));
    const runId = await it.run("last-moment", "acme-robotics");
    const approval = await it.approval(runId);

    it.clock.move(day);
    const [verdict] = await Promise.all([it.approve(runId), it.engine.look()]);
    await it.settle();

    const [row] = await it.rows("select status from approvals where id = $1", [approval.id]);
    const isIn = verdict.is === "recorded";
    expect(row).toEqual({ status: isIn ? "approved" : "void" });
    expect(verdict.is).toBe(isIn ? "recorded" : "late");
    expect(mailsOf(runId)).toHaveLength(isIn ? 1 : 0);
  });

  test("that comes after the time was up counts for nothing, even before anybody has noticed", async () => {
    await it.write(playbookWith("too-late", `${mailStep}    timeout: 1 day\n`));
    const runId = await it.run("too-late", "acme-robotics");
    await it.approval(runId);
    // the time-out is settled, but no worker has seen it yet
    const settled = `update playbook_step_executions set settled = '{"is": "timeout"}' where run_id = $1`;
    await it.rows(settled, [runId]);

    const verdict = await it.approve(runId);

    expect(verdict).toMatchObject({ is: "late", approval: { decidedBy: null } });
    expect(mailsOf(runId)).toEqual([]);
    const entries = await it.rows("select action from audit_log where subject = $1", [
      `approval:${verdict.approval.id}`,
    ]);
    expect(entries).toEqual([]);
  });
});
