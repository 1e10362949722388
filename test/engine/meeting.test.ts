import { afterAll, expect, test } from "vitest";
import type { OutgoingEmail } from "../../src/connect/email.ts";
import type { SendResult } from "../../src/connect/provider.ts";
import { turnBack } from "../../src/engine/turn-back.ts";
import { compile } from "../../src/playbook/compile.ts";
import { knownSteps, schemaOf, typeOf } from "../../src/steps/all.ts";
import { saveVersion } from "../../src/store/playbooks.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createEngine, day, keptMail, maya, playbookWith, workspaceId } from "../support/engine.ts";

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

test.each([
  ["It was held", "held"],
  ["It was not", "not held"],
])("its host says “%s”, once", async (meeting, result) => {
  const runId = await invited("held");
  const { ask } = await it.step(runId, "review");
  expect(ask).toMatchObject({ who: maya, title: "Was “Review with Acme Robotics” held?" });

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

  await it.event("meeting.moved", "acme-robotics", { uid: "this one" });
  if (playbook === "held") await it.event("meeting.accepted", "acme-robotics");
  else await it.event(name, "acme-robotics", { uid: "another" });
  await it.event(name, "globex", { uid: "this one" });
  expect(await it.step(runId, "review")).toMatchObject({ status: "waiting" });

  const data = { uid: "this one" };
  const twice = `${runId} ${name}`;
  await it.event(name, "acme-robotics", data, twice);
  await it.event(name, "acme-robotics", data, twice);
  expect(await it.step(runId, "review")).toMatchObject({ status: "done", result });
  // a click on the card that still stands there
  expect(await it.answer(runId, "review", { meeting: "It was not" })).toBe(false);
});

test("it may be done when it is sent, or time out", async () => {
  const sent = await invited("sent");
  expect(await it.step(sent, "review")).toMatchObject({ status: "done", result: "sent" });

  const timed = await invited("timed");
  await it.pass(8 * day);
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
