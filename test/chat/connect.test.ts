import { afterAll, expect, test } from "vitest";
import type { Answer } from "../../src/chat/chat.ts";
import { lockHealth, saveHealth } from "../../src/store/health.ts";
import { forWorkspace } from "../../src/store/tenant.ts";
import { createTestChat } from "../support/chat.ts";
import { createEngine, maya, workspaceId } from "../support/engine.ts";

const admin = "UADMIN001";
const planted = "Bearer sk-planted-secret-0451";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
await it.rows(
  `insert into people (workspace_id, id, handle, name, time_zone, role) values ('${workspaceId}', '${admin}', 'ada', 'Ada', 'UTC', 'admin')`,
);
const { chat } = createTestChat(it);
const place = { channel: "CRENEWALS1", thread: null, direct: false };
const say = (by: string, text: string) =>
  chat.hear({ workspaceId, by, text, place, via: "slash", key: text });
const fields = {
  base: "https://api.billing.example/v1",
  header: "Authorization",
  secret: chat.seal(workspaceId, planted),
  repeats: "yes",
};
const send = (by: string, more: Record<string, string> = {}): Promise<Answer> =>
  chat.submit({
    workspaceId,
    by,
    act: "connector-save",
    value: "billing",
    fields: { ...fields, ...more },
    key: "form:1",
  });
const rows = () => it.rows("select id, base_url, header, last_four, knows_repeats from connectors");
const audits = () => it.rows("select action from audit_log where subject = 'connector:billing'");

test("only an admin connects, looks, and disconnects", async () => {
  const press = { workspaceId, by: maya, value: "billing", place, key: "p" };
  const answers = [
    await say(maya, "connect billing"),
    await say(maya, "connections"),
    await say(maya, "doctor"),
    await say(maya, "disconnect billing"),
    await send(maya),
    await chat.press({ ...press, act: "connector-change" }),
    await chat.press({ ...press, act: "connector-remove" }),
  ];

  for (const answer of answers)
    expect(answer).toMatchObject({ reply: { text: expect.stringContaining("Only <@") } });
  expect(await rows()).toEqual([]);
});

test.each([
  [{ base: "http://api.example.com?x=1" }, "base"],
  [{ header: "Host" }, "header"],
  [{ header: "x y" }, "header"],
  [{ secret: "" }, "secret"],
  [{ secret: chat.seal(workspaceId, "two\nlines") }, "secret"],
])("%j keeps the form open", async (more, field) => {
  expect(await send(admin, more)).toMatchObject({ problems: { [field]: expect.any(String) } });
  expect(await rows()).toEqual([]);
});

test("a connection is made once though its form comes twice, is listed without its secret, and goes", async () => {
  expect(await say(admin, "connect billing")).toMatchObject({ form: { act: "connector-save" } });
  await send(admin);
  await send(admin);

  expect(await rows()).toEqual([
    {
      id: "billing",
      base_url: fields.base,
      header: "authorization",
      last_four: "0451",
      knows_repeats: true,
    },
  ]);
  expect(await audits()).toEqual([{ action: "connector made" }]);
  const listed = JSON.stringify([
    await say(admin, "connect"),
    await say(admin, "connect billing"),
    await say(admin, "disconnect billing"),
  ]);
  expect(listed).toContain("ends in 0451");
  expect(listed).not.toContain("planted");

  const press = { workspaceId, by: admin, value: "billing", place, key: "p" };
  await chat.press({ ...press, act: "connector-remove" });
  await chat.press({ ...press, act: "connector-remove" });
  expect(await rows()).toEqual([]);
  expect(await audits()).toEqual([{ action: "connector made" }, { action: "connector removed" }]);
});

test("the doctor names each connection, how it is and what to do, until it is made anew", async () => {
  const before = (minutes: number) => new Date(it.clock.now().getTime() - minutes * 60_000);
  await send(admin);
  expect(await say(admin, "doctor")).toMatchObject({
    reply: { text: "· Mail: not used yet\n\n· Texts: not used yet\n\n· billing: not used yet" },
  });
  await forWorkspace(it.needs.pool, workspaceId, async (tenant) => {
    const health = await lockHealth(tenant, "connector billing");
    await saveHealth(tenant, {
      ...health,
      doneAt: before(24 * 60),
      failedAt: before(1),
      failure: "billing answered 503: it is busy or away",
      failures: 3,
      failingSince: before(20),
      aloneUntil: before(-2),
      rests: 1,
    });
  });

  const ill = [
    "✗ billing: down since 14:40, tried again by itself at 15:02",
    "Last worked 22 Nov, 15:00. Last failure 14:59: billing answered 503: it is busy or away.",
    "If it lasts, ask whoever runs it.",
  ].join("\n");
  expect(await say(admin, "doctor")).toMatchObject({
    reply: { text: expect.stringContaining(`${ill}\n\n· Mail`) },
  });
  expect((await chat.home(workspaceId, admin)).systems[0]).toBe(ill);
  expect((await chat.home(workspaceId, maya)).systems).toEqual([]);

  // one that failed once is not down
  await forWorkspace(it.needs.pool, workspaceId, async (tenant) => {
    const health = await lockHealth(tenant, "connector billing");
    await saveHealth(tenant, { ...health, failures: 1, aloneUntil: null, rests: 0 });
  });
  expect(await say(admin, "doctor")).toMatchObject({
    reply: {
      text: expect.stringContaining("⚠ billing: failed, and is tried again by itself\nLast worked"),
    },
  });

  await send(admin, { base: "https://api.billing.example/v2" });
  expect(await say(admin, "doctor")).toMatchObject({
    reply: { text: expect.stringContaining("· billing: not used yet") },
  });
});
