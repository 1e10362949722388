import { createServer } from "node:http";
import { afterAll, expect, test } from "vitest";
import type { SendResult } from "../../src/connect/provider.ts";
import { createTwilio } from "../../src/connect/twilio.ts";
import { findHealth, goFirst } from "../../src/store/health.ts";
import { eventually } from "../support/eventually.ts";
import { createEngine, keptMail, mailStep, playbookWith, workspaceId } from "../support/engine.ts";

const minute = 60_000;

// a server of its own, so that what it counts is what came over the wire
let texts = 0;
const twilio = createServer((request, response) => {
  texts += 1;
  request.resume();
  if (texts === 1) response.writeHead(429, { "retry-after": "600" }).end();
  else response.writeHead(201).end(JSON.stringify({ sid: `SM${texts}` }));
}).listen(0, "127.0.0.1");
await new Promise((resolve) => twilio.once("listening", resolve));
afterAll(() => twilio.close().closeAllConnections());
const address = twilio.address();
const port = address !== null && typeof address === "object" ? address.port : 0;

let answer: SendResult | null = null;
let asked = 0;
const { email, sent } = keptMail();
const kept: typeof email = {
  ...email,
  class: "once",
  async send(mail) {
    asked += 1;
    return answer ?? email.send(mail);
  },
};
const url = `http://127.0.0.1:${port}`;
const sms = createTwilio({ accountSid: "AC123", authToken: "hush", from: "+15005550006", url });
const it = await createEngine({ email: kept, sms });
afterAll(() => it[Symbol.asyncDispose]());
await it.rows(
  `insert into people (workspace_id, id, handle, name, time_zone, role) values ('${workspaceId}', 'UADMIN001', 'ada', 'Ada', 'UTC', 'admin')`,
);
await it.write(playbookWith("mail", mailStep));
const text = `  - id: nudge\n    do: sms\n    to: champion\n    body: Hello {{recipient.first_name}}\n`;
await it.write(playbookWith("text", text));

const down: SendResult = { is: "refused", reason: "the mail server is not there", again: true };

async function approved(playbook = "mail") {
  const runId = await it.run(playbook, "acme-robotics");
  await it.approve(runId);
  return runId;
}

async function severalApproved(count: number): Promise<string[]> {
  return Array.fromAsync({ length: count }, () => approved());
}

const statuses = async (runs: string[]) =>
  Array.fromAsync(runs, async (runId) => (await it.step(runId, "mail")).status);

const posts = async () =>
  (
    await it.rows("select message ->> 'text' as text from slack_outbox where place = 'UADMIN001'")
  ).map((row) => row["text"]);

const aloneFor = async () =>
  ((await findHealth(it.tenant, "kept")).aloneUntil?.getTime() ?? 0) - it.clock.now().getTime();

test("who is down is left alone, tried by one for all, and then takes what waited, once each", async () => {
  answer = down;
  await severalApproved(3);
  expect(asked).toBe(3);
  const waiting = await severalApproved(6);

  expect(asked).toBe(3);
  const [first = ""] = waiting;
  const held = await it.step(first, "mail");
  expect(held).toMatchObject({
    status: "retrying",
    stage: "away",
    attempt: 0,
    failures: 0,
    note: "the mail server is down since 10:00 (New York time)",
  });
  const wait = (held.due?.getTime() ?? 0) - it.clock.now().getTime();
  expect(wait).toBeGreaterThanOrEqual(2 * minute);
  expect(wait).toBeLessThan(3 * minute);

  await it.pass(3 * minute);
  expect(asked).toBe(4);
  expect((await it.steps(first)).get("mail")?.note).toMatch(/^the mail server is/);
  // the one that tried it burned one of its own tries, and nobody else did
  const attempts = await Array.fromAsync(
    waiting,
    async (id) => (await it.step(id, "mail")).attempt,
  );
  expect(attempts.filter((count) => count > 0).length).toBeLessThanOrEqual(1);

  for (let i = 0; i < 5; i += 1) await it.pass((await aloneFor()) + minute);
  expect(await posts()).toEqual([
    expect.stringMatching(/^The mail server is down since 15:00: the mail server is not there\./),
  ]);

  answer = null;
  for (let i = 0; i < 3; i += 1) await it.pass(31 * minute);
  expect(new Set(await statuses(waiting))).toEqual(new Set(["done"]));
  const keys = sent.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect((await posts()).slice(1)).toEqual([
    "The mail server works again. It was down since 15:00, and what waited for it goes on by itself.",
  ]);
  expect(await findHealth(it.tenant, "kept")).toMatchObject({ failures: 0, aloneUntil: null });
});

test("a try for all that a crash has ended is made by the next one, and by one only", async () => {
  answer = down;
  await severalApproved(3);
  const waiting = await severalApproved(4);
  it.clock.move(2 * minute);
  const seen = new Date(it.clock.now().getTime());
  const until = new Date(seen.getTime() + minute);
  const gone = await Promise.all(
    Array.from({ length: 4 }, () => goFirst(it.tenant, "kept", { seen, until })),
  );
  expect(gone.filter(Boolean)).toHaveLength(1);

  // whoever went never came back
  answer = null;
  for (let i = 0; i < 3; i += 1) await it.pass(minute);

  expect(new Set(await statuses(waiting))).toEqual(new Set(["done"]));
  for (let i = 0; i < 3; i += 1) await it.pass(10 * minute);
});

test("somebody who wants it tried now has it tried, and a day of it asks a person", async () => {
  answer = down;
  await severalApproved(3);
  const [now = "", patient = ""] = await severalApproved(2);
  const before = asked;

  await it.help(now, "mail", "retry");
  expect(asked).toBe(before + 1);
  expect(await it.step(now, "mail")).toMatchObject({ status: "retrying", attempt: 1 });
  expect(await it.step(patient, "mail")).toMatchObject({ stage: "away", attempt: 0 });

  for (let i = 0; i < 9; i += 1) await it.pass(180 * minute);
  const late = await severalApproved(2);
  expect((await statuses(late)).at(-1)).toBe("failed");

  answer = null;
  await it.pass(60 * minute);
  await it.help(late[1] ?? "", "mail", "retry");
  await it.approve(late[1] ?? "");
  expect((await statuses(late)).at(-1)).toBe("done");
  await it.pass(2 * 60 * minute);
});

test("a worker that dies at a late try is no reason to give up: only tries that never ended are counted", async () => {
  answer = down;
  const runId = await approved();
  for (let tried = 1; tried < 11; tried += 1) await it.pass(72 * minute);
  expect(await it.step(runId, "mail")).toMatchObject({ status: "retrying", attempt: 11 });
  // as a worker leaves it that dies before anything leaves
  await it.rows(
    `update playbook_step_executions set status = 'running', stage = null, due = null, attempt = 12
     where run_id = $1 and step_id = 'mail'`,
    [runId],
  );
  await it.rows("update playbook_executions set segment = 'queued' where id = $1", [runId]);
  await it.needs.jobs.add(it.needs.pool, [{ workspaceId, runId }]);

  answer = null;
  await it.pass(72 * minute);

  expect(await it.step(runId, "mail")).toMatchObject({ status: "done", attempt: 13 });
});

test("who asks by Retry-After to be left alone is, by all", async () => {
  const runs = [await approved("text")];
  await eventually(async () =>
    expect(await findHealth(it.tenant, "twilio")).toMatchObject({
      failures: 1,
      failure: "Twilio answered 429",
    }),
  );
  runs.push(await approved("text"));

  expect(texts).toBe(1);
  const [refused, held] = await Array.fromAsync(runs, (id) => it.step(id, "nudge"));
  expect(refused).toMatchObject({ stage: "rest", attempt: 1 });
  expect(held).toMatchObject({
    stage: "away",
    note: "the service for text messages asks to be left alone for a while",
  });
  for (const step of [refused, held])
    expect((step?.due?.getTime() ?? 0) - it.clock.now().getTime()).toBeGreaterThanOrEqual(
      10 * minute,
    );

  await it.pass(13 * minute);
  await it.pass(2 * minute);
  for (const id of runs) expect((await it.step(id, "nudge")).status).toBe("done");
  expect(texts).toBe(3);
});

test("while it works nothing is written of it for a minute", async () => {
  const row = () =>
    it.rows("select xmin::text, done_at from provider_health where provider = 'kept'");
  await approved();
  const written = await row();
  await approved();
  expect(await row()).toEqual(written);

  await it.pass(minute);
  await approved();
  expect(await row()).not.toEqual(written);
});
