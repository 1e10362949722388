import { afterAll, describe, expect, test } from "vitest";
import { cancelRun, pauseRun, resumeRun } from "../../src/engine/control.ts";
import { seeRun } from "../../src/engine/held-run.ts";
import { shiftRun } from "../../src/engine/shift.ts";
import { nudgeDue } from "../../src/engine/nudge.ts";
import { listCustomers } from "../../src/store/customers.ts";
import { lateOf } from "../../src/run/late.ts";
import { nextDue } from "../../src/store/triggers.ts";
import { createEngine, day, mailStep, maya, playbookWith, priya, tom } from "../support/engine.ts";

// Monday 23 November 2026, 10:00 in New York, where Maya and Priya are
const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());

const words = "    remind: 5d\n    escalate:\n      - in: 10d\n        who: manager\n";
const task = (more = words) => `  - id: call
    do: task
    title: Call {{customer.name}}
    who: csm
${more}`;

async function lines(runId: string): Promise<string[]> {
  const rows = await it.rows(
    "select message ->> 'text' as text from slack_outbox where key like $1 order by id",
    [`nudge:${runId}:%`],
  );
  return rows.map((row) => String(row["text"]));
}

const passed = (runId: string) =>
  it.rows("select place from slack_cards where subject like $1 and place = $2", [
    `${runId}:%`,
    priya,
  ]);

describe("whoever a task waits for", () => {
  test("is reminded, in the morning where it would be on a weekend, and then somebody else is asked", async () => {
    await it.write(playbookWith("nudged", task()));
    const runId = await it.run("nudged", "acme-robotics");
    // five days later is a Saturday
    expect(await it.step(runId, "call")).toMatchObject({
      nudgeAt: new Date("2026-11-30T13:00:00Z"),
      nudges: 0,
    });

    await it.pass(7 * day - 2 * 3_600_000 - 1);
    expect(await lines(runId)).toEqual([]);
    await it.pass(1);
    expect(await lines(runId)).toEqual([
      `:bell: <@${maya}>, open for 6 days: “Call Acme Robotics” is still to be done.`,
    ]);
    expect(await passed(runId)).toHaveLength(0);

    // the tenth day, at the hour at which it began to wait
    await it.pass(3 * day + 2 * 3_600_000);
    expect((await lines(runId)).slice(1)).toEqual([
      `:arrow_up: <@${priya}>, this was escalated to you after 10 days: “Call Acme Robotics” is still to be done.`,
    ]);
    expect(await passed(runId)).toHaveLength(1);
    expect(await it.step(runId, "call")).toMatchObject({ nudges: 2, ask: { also: [priya] } });

    await it.pass(30 * day);
    expect((await lines(runId)).filter((text) => text.includes("escalated"))).toHaveLength(1);
    await it.answer(runId, "call", {}, priya);
    const before = (await lines(runId)).length;
    await it.pass(30 * day);
    expect(await lines(runId)).toHaveLength(before);
    const audit = await it.rows(
      "select details from audit_log where action = 'step escalated' and subject = $1",
      [`run:${runId}`],
    );
    expect(audit).toEqual([{ details: { step: "call", to: priya, approval: null } }]);
  });

  test("is reminded by their own clock, not by the customer's", async () => {
    await using one = await createEngine();
    await one.write(playbookWith("abroad", task()));
    const { id } = (await listCustomers(one.tenant)).find(
      ({ zone, csm }) => zone === "Australia/Sydney" && csm?.id === maya,
    ) ?? { id: "" };
    const runId = await one.run("abroad", id);
    const morning = new Date("2026-11-30T13:00:00Z");
    expect((await one.step(runId, "call")).nudgeAt).toEqual(morning);

    await one.pass(morning.getTime() - one.clock.now().getTime());

    expect(await one.step(runId, "call")).toMatchObject({ nudges: 1 });
  });

  test("is not reminded while the run is paused, once for all afterwards, and never when it is over", async () => {
    await using one = await createEngine();
    await one.write(playbookWith("paused", task()));
    const runId = await one.run("paused", "acme-robotics");
    const count = async () =>
      (await one.rows("select 1 from slack_outbox where key like $1", [`nudge:${runId}:%`])).length;
    expect(await nextDue(one.needs.pool)).toEqual(new Date("2026-11-30T13:00:00Z"));
    await pauseRun(one.control, one.press(runId));
    expect(await nextDue(one.needs.pool)).toBeNull();

    await one.pass(23 * day);
    expect(await count()).toBe(0);
    await resumeRun(one.control, one.press(runId));
    await one.pass(1000);
    expect(await count()).toBe(1);
    expect(await one.step(runId, "call")).toMatchObject({ nudges: 1, ask: { also: [priya] } });

    await cancelRun(one.control, { ...one.press(runId), reason: "no" });
    await one.pass(30 * day);
    expect(await count()).toBe(1);
    expect(await nextDue(one.needs.pool)).toBeNull();
  });

  test("is reminded once, however many look at once, and again after a crash", async () => {
    await using one = await createEngine();
    await one.write(playbookWith("twice", task()));
    const runIds = await Promise.all(
      ["acme-robotics", "kestrel-health", "quantum-freight"].map((id) => one.run("twice", id)),
    );
    await one.engine.stop(1000);
    one.clock.move(8 * day);

    // this one dies before it commits
    const failing = {
      ...one.needs,
      directory: { ...one.needs.directory, runnable: () => Promise.reject(new Error("gone")) },
    };
    expect(await nudgeDue(failing)).toBe(0);
    const given = await Promise.all([1, 2, 3, 4].map(() => nudgeDue(one.needs)));

    expect(given.reduce((a, b) => a + b)).toBe(3);
    const posts = await one.rows(
      "select key from slack_outbox where key like 'nudge:%' order by key",
    );
    expect(posts.map((row) => row["key"])).toEqual(
      runIds.map((id) => `nudge:${id}:call:1:1:1`).toSorted(),
    );
  });
});

describe("an approval", () => {
  const approval =
    "    approval:\n      remind: 4h\n      escalate:\n        - in: 1d\n          who: manager\n";

  test("reminds whoever decides, and whom it is escalated to may decide", async () => {
    await using one = await createEngine();
    await one.write(playbookWith("mail", `${mailStep}${approval}`));
    const runId = await one.run("mail", "acme-robotics");
    const wrong = await one.approve(runId, priya);
    expect(wrong.is).toBe("not-yours");

    await one.pass(4 * 3_600_000);
    const [first] = await one.rows(
      "select message ->> 'text' as text from slack_outbox where key like 'nudge:%'",
    );
    expect(first?.["text"]).toBe(
      `:bell: <@${maya}>, open for 4 h: “Hello Acme Robotics” needs a yes or no before it can go out.`,
    );
    await one.pass(day);

    expect((await one.approval(runId)).approvers).toEqual([
      { id: maya, because: "you are Acme Robotics's CSM" },
      { id: priya, because: "it was escalated to you" },
    ]);
    expect((await one.approve(runId, priya)).is).toBe("recorded");
    expect(await one.step(runId, "mail")).toMatchObject({ status: "done", nudgeAt: null });
  });

  test("that wants a second person is not decided by whoever wrote it, escalated or not", async () => {
    await using one = await createEngine();
    const second =
      "    approval:\n      who: manager\n      second_person: true\n      escalate:\n        - in: 1d\n          who: csm\n";
    await one.write(playbookWith("second", `${mailStep}${second}`));
    const runId = await one.run("second", "acme-robotics");
    await one.pass(2 * day);

    expect((await one.approve(runId, maya)).is).toBe("not-yours");
    expect(await one.approval(runId)).toMatchObject({ status: "pending" });
  });
});

test("a wait for an event and a step that failed remind whoever looks after the customer", async () => {
  await using one = await createEngine();
  const steps = `  - id: reply
    do: wait
    event: email.replied
    remind: 1d
  - id: sign
    do: task
    title: Sign
    who: "@tom"
    remind: 2d
`;
  await one.write(playbookWith("others", steps));
  const runId = await one.run("others", "acme-robotics");
  await one.pass(day);
  await one.rows("update people set handle = 'gone' where id = $1", [tom]);
  one.needs.directory.forgetPeople("TLOCAL01");
  await one.event("email.replied", "acme-robotics");
  expect(await one.step(runId, "sign")).toMatchObject({ status: "failed" });
  await one.pass(2 * day);

  const posts = await one.rows(
    "select message ->> 'text' as text from slack_outbox where key like 'nudge:%' order by id",
  );
  expect(posts.map((row) => row["text"])).toEqual([
    `:bell: <@${maya}>, open for 1 day: nothing has been heard of email.replied for “Wait for email.replied”.`,
    `:bell: <@${maya}>, open for 2 days: “Sign” failed. Say on its card how to go on.`,
  ]);
});

test("whoever answers the gate of a phase, or helps where another system fails, is reminded as the step says", async () => {
  await it.write(
    playbookWith(
      "gates",
      `  - id: cutover
    do: phase
    gate: [{ say: All tests pass, who: csm }]
${words}    steps:
      - { id: note, do: message, text: We cut over. }
  - id: credit
    do: http
    connector: nobody
    method: GET
    path: /credit
    remind: 1d
`,
    ),
  );
  const runId = await it.run("gates", "acme-foods");
  const who = (await it.step(runId, "cutover/gate")).ask?.who ?? "";

  await it.pass(7 * day);
  await it.pass(4 * day);
  expect((await lines(runId)).map((text) => text.split(",")[0])).toEqual([
    `:bell: <@${who}>`,
    `:arrow_up: <@${priya}>`,
  ]);
  await it.answer(runId, "cutover/gate", { holds: "Yes" }, priya);
  expect(await it.step(runId, "credit")).toMatchObject({ status: "failed" });
  await it.pass(4 * day);
  expect((await lines(runId)).at(-1)).toContain("failed. Say on its card how to go on.");
});

describe("what has a date of its own", () => {
  const own = (at: string) => `  - id: call
    do: task
    title: Call them
    who: csm
    at: ${at}
  - { id: sign, do: task, title: Sign, who: csm, at: 2026-12-01 }
  - { id: perhaps, do: task, title: Perhaps, who: csm, at: 2026-12-01, only_if: customer.health > 10 }
`;
  const wanted = async (runId: string) => {
    const [card] = await it.rows(
      "select wanted from slack_cards where kind = 'run' and subject = $1",
      [runId],
    );
    return Number(card?.["wanted"]);
  };
  const late = async (runId: string) => {
    const situation = await seeRun(it.needs, it.tenant, runId);
    return Object.fromEntries(situation ? lateOf(situation, it.clock.now()) : []);
  };

  test("is late once its day is over, also before it begins; its cards say so then, and nobody is called", async () => {
    const [today] = it.clock.now().toISOString().split("T");
    await it.write(playbookWith("dated", own(today ?? "").replaceAll("2026-12-01", "2027-06-01")));
    const runId = await it.run("dated", "acme-robotics");
    const { nudgeAt, startedAt } = await it.step(runId, "call");
    if (!nudgeAt) throw new Error("nothing is due");
    // the first moment of the next day there
    expect(nudgeAt.getTime() - startedAt.getTime()).toBeLessThanOrEqual(day);
    await it.pass(nudgeAt.getTime() - it.clock.now().getTime() - 1);
    expect(await late(runId)).toEqual({});
    const before = await wanted(runId);

    await it.pass(1);

    expect(Object.keys(await late(runId))).toEqual(["call"]);
    expect(await wanted(runId)).toBe(before + 1);
    expect(await lines(runId)).toEqual([]);
    // what comes after it is late on a day of its own, unless a condition may leave it out
    const june = new Date("2027-06-02T04:00:00Z").getTime();
    expect((await it.step(runId, "call")).nudgeAt?.getTime()).toBe(june);
    await it.pass(june - it.clock.now().getTime());
    expect(Object.keys(await late(runId))).toEqual(["call", "sign"]);
    expect(await wanted(runId)).toBe(before + 2);
    expect((await it.step(runId, "call")).nudgeAt).toBeNull();

    await it.answer(runId, "call");
    expect(Object.keys(await late(runId))).toEqual(["sign"]);
  });

  test("that is shifted is late by its new date", async () => {
    const at = new Date(it.clock.now().getTime() + 10 * day).toISOString().slice(0, 10);
    await it.write(
      playbookWith(
        "shifted",
        `  - { id: first, do: task, title: First, who: csm }
  - { id: later, do: task, title: Later, who: csm, at: ${at} }
`,
      ),
    );
    const runId = await it.run("shifted", "kestrel-health");
    const { nudgeAt } = await it.step(runId, "first");
    await shiftRun(it.control, { ...it.press(runId), id: "one", days: -5 });
    await it.pass(1);
    const moved = (await it.step(runId, "first")).nudgeAt;
    expect((nudgeAt?.getTime() ?? 0) - (moved?.getTime() ?? 0)).toBe(5 * day);
    expect(await lines(runId)).toEqual([]);
  });

  test("a deadline that passes while the run is paused is late, and over once it goes on", async () => {
    await it.write(playbookWith("held", task("    timeout: 1 day\n")));
    const runId = await it.run("held", "quantum-freight");
    const { due } = await it.step(runId, "call");
    await pauseRun(it.control, it.press(runId));
    await it.pass(2 * day);
    expect(await late(runId)).toEqual({ call: due });
    await resumeRun(it.control, it.press(runId));
    await it.pass(1);
    expect(await it.step(runId, "call")).toMatchObject({ result: "timed out" });
    expect(await late(runId)).toEqual({});
  });
});
