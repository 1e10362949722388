import { afterAll, expect, test } from "vitest";
import type { OutgoingEmail } from "../../src/connect/email.ts";
import type { SendResult } from "../../src/connect/provider.ts";
import { testMail } from "../../src/engine/carrier.ts";
import { pauseRun, resumeRun } from "../../src/engine/control.ts";
import { reassignRun } from "../../src/engine/reassign.ts";
import { foreseeShift } from "../../src/engine/shift.ts";
import { answerStep } from "../../src/engine/step-words.ts";
import { turnBack } from "../../src/engine/turn-back.ts";
import { compile } from "../../src/playbook/compile.ts";
import { knownSteps, schemaOf, typeOf } from "../../src/steps/all.ts";
import { saveVersion } from "../../src/store/playbooks.ts";
import { settleDueSteps } from "../../src/store/steps.ts";
import { listTasks } from "../../src/store/tasks.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import {
  createEngine,
  day,
  keptMail,
  maya,
  playbookWith,
  tom,
  workspaceId,
} from "../support/engine.ts";

const answers: ((mail: OutgoingEmail) => SendResult)[] = [];
const { email, sent: left } = keptMail(answers);
const it = await createEngine({ email });
afterAll(() => it[Symbol.asyncDispose]());

const review = (id: string, more: string) =>
  playbookWith(
    id,
    `  - id: review
    do: meeting
    title: Review with {{customer.name}}
    to: [champion, sponsor]
    duration: 45 minutes
${more}
  - id: after
    do: wait
    for: 1 day
`,
  );
const when = "    when: 3 days later at 10:00\n";
const write = (id: string, more: string) => it.write(review(id, more));
await write("held", when);
await write("accepted", `${when}    done_when: accepted\n    match: event.uid == "this one"\n`);
await write("sent", `${when}    done_when: sent\n`);
await write("timed", `${when}    timeout: 7 days\n`);
await write("open", "");

async function invited(playbook: string, customer = "acme-robotics") {
  const runId = await it.run(playbook, customer);
  await it.approve(runId);
  return runId;
}

const tasks = async (runId: string, person = maya) =>
  (await listTasks(it.tenant, person, 100)).flatMap((task) =>
    task.runId === runId ? [task.stepId] : [],
  );
const mailOf = (runId: string) => left.filter(({ key }) => key.startsWith(runId));
const calendarOf = (runId: string) =>
  (mailOf(runId)[0]?.invitation?.text ?? "").replaceAll("\r\n ", "");

test("an invitation is what was approved, goes to all at once, and is in the ledger", async () => {
  const runId = await invited("held");

  const [mail, ...others] = mailOf(runId);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    key: `${runId}:review:1`,
    subject: "Review with Acme Robotics",
    invitation: { method: "REQUEST" },
  });
  expect(mail?.to.map(({ address }) => address)).toHaveLength(2);
  const calendar = calendarOf(runId);
  for (const line of [
    "METHOD:REQUEST",
    `UID:${runId}:review:1`,
    "SEQUENCE:0",
    "SUMMARY:Review with Acme Robotics",
    ...(mail?.to.map(({ address }) => `MAILTO:${address}`) ?? []),
    `mailto:${mail?.from.address}`,
  ])
    expect(calendar).toContain(line);
  expect(await it.deliveries(runId)).toMatchObject([
    { channel: "meeting", status: "sent", subject: "Review with Acme Robotics" },
  ]);
  const ledger =
    "select c.channel from customer_communications c join playbook_deliveries d on d.id = c.delivery_id where d.run_id = $1";
  expect(await it.rows(ledger, [runId])).toEqual([{ channel: "meeting" }]);
  expect(await it.step(runId, "review")).toMatchObject({ status: "waiting", stage: "work" });
});

const over = 3 * day + 2 * 3_600_000;

test.each([
  ["It was held", "held"],
  ["It was not", "not held"],
])("once it is over its host says “%s”, once", async (meeting, result) => {
  const runId = await invited("held");
  const before = await it.step(runId, "review");
  expect(before).toMatchObject({ ask: { quiet: true }, note: expect.stringMatching(/^invited, /) });
  expect(await tasks(runId)).toEqual([]);

  await it.pass(over);
  const { ask, due } = await it.step(runId, "review");
  expect(ask).toMatchObject({ who: maya, title: "Was “Review with Acme Robotics” held?" });
  expect([ask?.quiet, due]).toEqual([undefined, null]);
  expect(await tasks(runId)).toEqual(["review"]);
  // a click on the card as it was before
  const old = { ...it.at(runId, "review", maya), turn: before.turn };
  expect(await answerStep(it.control, old, { meeting: "They declined" })).toBe(false);

  expect(await it.answer(runId, "review", { meeting })).toBe(true);
  expect(await it.answer(runId, "review", { meeting })).toBe(false);

  const step = await it.step(runId, "review");
  expect(step).toMatchObject({ status: "done", result, by: maya });
  const [mail] = mailOf(runId);
  expect(step.output).toMatchObject({ to: mail?.to.map(({ address }) => address).join(", ") });
  expect(await it.step(runId, "after")).toMatchObject({ status: "waiting" });
});

test.each([
  ["held", "meeting.held", "held"],
  ["held", "meeting.declined", "declined"],
  ["accepted", "meeting.accepted", "accepted"],
  ["accepted", "meeting.held", "held"],
])("with done_when %s, %s ends it as %s", async (playbook, name, result) => {
  const runId = await invited(playbook);

  const own = { uid: playbook === "held" ? `${runId}:review:1` : "this one" };
  await it.event("meeting.moved", "acme-robotics", own);
  if (playbook === "held") await it.event("meeting.accepted", "acme-robotics");
  await it.event(name, "acme-robotics", { uid: "another" });
  await it.event(name, "kestrel-health", own);
  expect(await it.step(runId, "review")).toMatchObject({ status: "waiting" });

  const twice = `${runId} ${name}`;
  await it.event(name, "acme-robotics", own, twice);
  await it.event(name, "acme-robotics", own, twice);
  expect(await it.step(runId, "review")).toMatchObject({ status: "done", result });
  // a click on the card that still stands there
  expect(await it.answer(runId, "review", { meeting: "It was not" })).toBe(false);
});

test("a meeting that is moved is asked about when it is over at its new time", async () => {
  const runId = await invited("held");
  const first = await it.step(runId, "review");
  const at = (days: number) =>
    new Date((first.due?.getTime() ?? 0) - 45 * 60_000 + days * day).toISOString();
  const uid = `${runId}:review:1`;

  await it.event("meeting.moved", "acme-robotics", { uid, when: at(2) }, `${runId} moved`);
  await it.event("meeting.moved", "acme-robotics", { uid, when: at(2) }, `${runId} moved`);
  expect(await it.step(runId, "review")).toMatchObject({
    ask: { quiet: true },
    due: new Date((first.due?.getTime() ?? 0) + 2 * day),
    output: { when: at(2) },
    turn: first.turn + 1,
  });
  // the same time said once more is no other meeting
  await it.event("meeting.moved", "acme-robotics", { uid, when: at(2) }, `${runId} again`);

  await it.pass(over);
  expect(await tasks(runId)).toEqual([]);
  await it.pass(2 * day);
  expect(await tasks(runId)).toEqual(["review"]);

  // a person says so, and when they say no time they are asked for it
  await it.answer(runId, "review", { meeting: "It was moved" });
  expect(await it.step(runId, "review")).toMatchObject({
    ask: { form: { day: "date", time: "text" } },
    note: expect.stringMatching(/^moved; it was to be on /),
  });
  const next = at(9);
  await it.answer(runId, "review", { day: next.slice(0, 10), time: "half past" });
  await it.answer(runId, "review", { day: next.slice(0, 10), time: "14:30" });
  expect(await tasks(runId)).toEqual([]);
  await it.pass(8 * day);
  await it.answer(runId, "review", { meeting: "It was held" });
  const { result, output } = await it.step(runId, "review");
  expect(result).toBe("held");
  expect(output).toMatchObject({
    when: `${next.slice(0, 10)}T19:30:00.000Z`,
    invitation: { at: output?.["when"], sequence: 2 },
  });
});

test("of two meetings of one customer an event reaches the one whose uid it names, and without one both", async () => {
  const one = await invited("held", "meridian-insurance");
  const two = await invited("held", "meridian-insurance");

  await it.event("meeting.declined", "meridian-insurance", { uid: `${two}:review:1` });
  expect(await it.step(one, "review")).toMatchObject({ status: "waiting" });
  expect(await it.step(two, "review")).toMatchObject({ status: "done", result: "declined" });

  await it.event("meeting.held", "meridian-insurance", { uid: null });
  expect(await it.step(one, "review")).toMatchObject({ status: "done", result: "held" });
});

test("nobody is asked while the run is paused, no shift moves it, and whoever has the run by then is asked", async () => {
  const runId = await invited("held", "sundial-solar");
  const press = it.press(runId);

  const moves = await foreseeShift(it.control, { ...press, id: "later", days: 5 });
  expect(moves).toEqual([]);
  await reassignRun(it.control, { ...press, to: tom });
  await it.settle();
  expect(await tasks(runId, tom)).toEqual([]);
  await pauseRun(it.control, press);
  await it.pass(over);
  expect(await it.step(runId, "review")).toMatchObject({ ask: { quiet: true } });

  await resumeRun(it.control, press);
  await it.pass(1000);
  expect(await tasks(runId, tom)).toEqual(["review"]);
  await it.answer(runId, "review", { meeting: "It was not" }, tom);
  expect(await it.step(runId, "review")).toMatchObject({ result: "not held", by: tom });
});

test("what is heard counts in its order while nobody works on the run, and when it is to be asked just now", async () => {
  const hear = (name: string, data = {}) =>
    it.happen(`meeting.${name}`, "atlas-construction", data);
  const runId = await invited("held", "atlas-construction");
  const { due } = await it.step(runId, "review");
  const to = new Date((due?.getTime() ?? 0) + day).toISOString();
  await pauseRun(it.control, it.press(runId));
  await hear("moved", { when: to });
  await hear("accepted");
  const { output, note } = await it.step(runId, "review");
  expect([output?.["when"], note]).toEqual([to, expect.stringMatching(/^accepted, /)]);
  // to when it was moved is to be asked; that they declined makes that idle
  for (const name of ["moved", "accepted", "declined", "held"]) await hear(name);
  await resumeRun(it.control, it.press(runId));
  await it.settle();
  expect(await it.step(runId, "review")).toMatchObject({ status: "done", result: "declined" });

  const other = await invited("held", "atlas-construction");
  it.clock.move(over);
  await settleDueSteps(it.tenant.db, it.needs.jobs, it.clock.now(), 100);
  expect((await it.step(other, "review")).settled).toEqual({ is: "time" });
  await hear("moved", { when: new Date(it.clock.now().getTime() - day).toISOString() });
  await hear("declined");
  await it.settle();
  expect(await it.step(other, "review")).toMatchObject({ status: "done", result: "declined" });
});

test("a test of it is a meeting of its own, for nobody but whoever asked", async () => {
  const runId = await it.run("held", "acme-robotics");
  const { content } = await it.approval(runId);
  const person = { name: "Maya Chen", address: "maya@ours.example" };

  const mail = testMail(content, { key: "once", person, now: it.clock.now() });

  expect(mail).toMatchObject({ to: [person], subject: "[Test] Review with Acme Robotics" });
  const text = mail.invitation?.text.replaceAll("\r\n ", "") ?? "";
  expect(text.match(/^(UID|SUMMARY|ATTENDEE).*/gm)).toEqual([
    "UID:test:once",
    "SUMMARY:[Test] Review with Acme Robotics",
    expect.stringContaining("MAILTO:maya@ours.example"),
  ]);
  const later = content.kind === "meeting" ? { ...content, at: null } : content;
  expect(testMail(later, { key: "once", person, now: it.clock.now() }).invitation).toBeUndefined();
});

test("it may be done when it is sent, or time out", async () => {
  const sent = await invited("sent");
  expect(await it.step(sent, "review")).toMatchObject({ status: "done", result: "sent" });

  const timed = await invited("timed");
  await it.pass(over);
  expect(await it.step(timed, "review")).toMatchObject({ status: "waiting" });
  // counted from when it was over
  await it.pass(7 * day);
  expect(await it.step(timed, "review")).toMatchObject({ status: "done", result: "timed out" });
});

test("whoever approves it sets the time, and may give it another host; both are another content", async () => {
  const runId = await it.run("open", "acme-robotics");
  const before = await it.approval(runId);
  await expect(it.approve(runId)).rejects.toThrow(
    "The meeting has no date and time yet: press Edit. Nothing was sent.",
  );
  const { content } = before;
  const other =
    content.kind === "meeting" ? content.hosts.find(({ id }) => id !== content.host.id) : null;

  const past = { at: "2020-01-01T10:00:00Z", host: other?.id ?? "", body: "Let us look back." };
  await expect(it.decide(runId, { is: "edit", parts: past })).rejects.toThrow("has passed");
  const at = new Date(it.clock.now().getTime() + 3 * day).toISOString();
  await it.decide(runId, { is: "edit", parts: { ...past, at } });

  const [row] = await it.rows("select content_sha256 as sha from approvals where id = $1", [
    before.id,
  ]);
  expect(row?.["sha"]).not.toBe(before.contentSha256);
  expect(mailOf(runId)[0]?.from).toMatchObject({ name: other?.name });
  expect(calendarOf(runId)).toContain("SEQUENCE:1");
  expect((await it.step(runId, "review")).ask?.who).toBe(other?.id);
});

test("in doubt a person says that it arrived, and the wait begins", async () => {
  answers.push(() => ({ is: "unknown", reason: "the mail server did not confirm" }));
  const runId = await invited("held");
  expect(await it.step(runId, "review")).toMatchObject({ status: "unknown" });

  await it.help(runId, "review", "arrived");

  expect(mailOf(runId)).toEqual([]);
  expect(await it.step(runId, "review")).toMatchObject({ status: "waiting", stage: "work" });
  await it.event("meeting.held", "acme-robotics");
  expect(await it.step(runId, "review")).toMatchObject({ status: "done", result: "held" });
});

test("a time that passes while it waits for a yes invites nobody", async () => {
  const runId = await it.run("held", "acme-robotics");
  it.clock.move(4 * day);

  await expect(it.approve(runId)).rejects.toThrow("The meeting's time has passed");

  expect(mailOf(runId)).toEqual([]);
  await write("over", "    when: 2026-03-02 at 10:00\n");
  const { note } = await it.step(await it.run("over", "acme-robotics"), "review");
  expect(note).toBe("the meeting's time, 2026-03-02 at 10:00, has passed");
});

test("a time that passes while it is tried again invites nobody, unless it turns out to have left", async () => {
  const busy = { is: "refused", reason: "busy", again: true, receiver: true } as const;
  answers.push(...[busy, busy].map((answer) => () => answer));
  const [runId, other] = [await invited("held"), await invited("held", "sundial-solar")];
  const sql = "update playbook_effects set state = 'received', receipt = '<a>' where run_id = $1";
  await it.rows(sql, [other]);

  await it.pass(4 * day);

  const { note } = await it.step(runId, "review");
  expect(note).toBe("the meeting's time has passed");
  expect(await it.step(other, "review")).toMatchObject({ status: "waiting", stage: "work" });
  expect([...mailOf(runId), ...mailOf(other)]).toEqual([]);
});

test("it is taken back by cancelling it with the same people, after a yes", async () => {
  const runId = await invited("sent");
  const step = (await it.playbook("sent")).playbook.steps[0];
  const { iteration, output, result } = await it.step(runId, "review");
  if (!step || !output) throw new Error("nothing was sent");
  const done = { iteration, output, result, part: null };
  const undo = typeOf(knownSteps, step).undo?.(step, done);
  if (!undo || !("steps" in undo)) throw new Error("it cannot be taken back");
  expect(typeOf(knownSteps, step).undo?.(step, { ...done, result: "held" })).toEqual({
    cannot: "the meeting was held",
  });
  for (const cancel of undo.steps) schemaOf(knownSteps, cancel).parse(cancel);

  const { playbook } = await it.playbook("sent");
  const cancelling = { ...playbook, id: "cancelling", name: "Cancelling" };
  await forWorkspace(it.needs.pool, workspaceId, (inside) =>
    saveVersion(inside, {
      source: "",
      playbook: cancelling,
      plan: compile(undo.steps),
      note: "",
      by: maya,
      at: it.clock.now(),
    }),
  );
  const back = await invited("cancelling");

  const [first] = mailOf(runId);
  expect(mailOf(back)).toMatchObject([
    {
      to: first?.to,
      subject: "Cancelled: Review with Acme Robotics",
      invitation: { method: "CANCEL" },
    },
  ]);
  for (const line of ["METHOD:CANCEL", `UID:${back}:review:1`, "SEQUENCE:1", "STATUS:CANCELLED"])
    expect(calendarOf(back)).toContain(line);
});

test("an invitation that waits to be held is taken back by a cancellation of the same meeting", async () => {
  const runId = await invited("held", "sundial-solar");
  const uid = /UID:(\S+)/.exec(calendarOf(runId))?.[1] ?? "none";
  const back = { runId, scope: { is: "run" }, by: maya, reason: "The wrong customer" } as const;

  await forWorkspace(it.needs.pool, workspaceId, (tenant) => turnBack(it.needs, tenant, back));
  await it.settle();
  await it.approve(runId);

  const cancelled = mailOf(runId)[1]?.invitation;
  expect(cancelled?.method).toBe("CANCEL");
  expect(cancelled?.text.replaceAll("\r\n ", "")).toContain(`UID:${uid}`);
  expect(await it.step(runId, "review")).toMatchObject({ status: "undone" });
  expect((await it.execution(runId)).result).toBe("rolled back");
});
