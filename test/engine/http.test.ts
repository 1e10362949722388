import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeEach, expect, test } from "vitest";
import { secretOf, seal } from "../../src/connect/seal.ts";
import { listConnectors, saveConnector } from "../../src/store/connectors.ts";
import { createEngine, maya, playbookWith, workspaceId } from "../support/engine.ts";

type Seen = { method: string; url: string; body: string; headers: IncomingHttpHeaders };
type Answer = { status: number; body: unknown } | "break off";
const seen: Seen[] = [];
const answers: Answer[] = [];
const server = createServer(async (request, response) => {
  const chunks = await Array.fromAsync(request, String);
  const { method = "", url = "", headers } = request;
  seen.push({ method, url, headers, body: chunks.join("") });
  const answer = answers.shift() ?? { status: 200, body: { data: { id: "c-1" } } };
  if (answer === "break off") return void request.socket.destroy();
  response.writeHead(answer.status).end(JSON.stringify(answer.body));
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const address = server.address();
const port = address !== null && typeof address === "object" ? address.port : 0;
afterAll(() => void server.close());

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
const key = it.needs.connectorKey ?? Buffer.alloc(0);
const secret = "Bearer sk-planted-0451";
for (const [id, knowsRepeats] of [
  ["billing", false],
  ["ledger", true],
] as const)
  await saveConnector(
    it.tenant,
    {
      id,
      baseUrl: `http://127.0.0.1:${port}/api`,
      header: "authorization",
      sealedSecret: seal(key, secretOf(workspaceId, id), secret),
      lastFour: "0451",
      knowsRepeats,
    },
    maya,
    it.clock.now(),
  );
beforeEach(() => {
  seen.length = 0;
  answers.length = 0;
});

const step = (connector: string, method = "POST", path = "/v1/credits") => `  - id: credit
    do: http
    connector: ${connector}
    method: ${method}
    path: "${path}"
${method === "POST" ? '    body: { customer: "{{customer.id}}", seats: "{{customer.seats}}" }\n' : ""}    output: { credit_id: text }
    from: { credit_id: data.id }
`;

test("a call carries the secret and a key, and later steps read its answer", async () => {
  await it.update("acme-robotics", { seats: 12 });
  const note = '  - id: note\n    do: message\n    text: "{{credit.credit_id}}"\n';
  await it.write(playbookWith("calls", step("billing") + note));

  const runId = await it.run("calls", "acme-robotics");

  expect(await it.step(runId, "credit")).toMatchObject({
    status: "done",
    result: "answered",
    output: { credit_id: "c-1", http_status: 200 },
  });
  expect(await it.step(runId, "note")).toMatchObject({ status: "done" });
  expect(seen).toMatchObject([
    {
      method: "POST",
      url: "/api/v1/credits",
      body: '{"customer":"acme-robotics","seats":12}',
      headers: { authorization: secret, "idempotency-key": `${runId}:credit:1` },
    },
  ]);
});

test("whoever does a call by hand is asked for what later steps name, and for its status only if they do", async () => {
  const note = "  - id: note\n    do: message\n    text: ";
  await it.write(playbookWith("by-hand", `${step("billing")}${note}"{{credit.credit_id}}"\n`));
  await it.write(playbookWith("by-status", `${step("billing")}${note}"{{credit.http_status}}"\n`));
  for (const [playbook, form] of [
    ["by-hand", { credit_id: "text" }],
    ["by-status", { credit_id: "text", http_status: "number" }],
  ] as const) {
    answers.push({ status: 404, body: null });
    const runId = await it.run(playbook, "acme-robotics");
    await it.help(runId, "credit", "take over");
    expect((await it.step(runId, "credit")).ask?.form).toEqual(form);
    const status = playbook === "by-status" ? { http_status: 200 } : {};
    await it.answer(runId, "credit", { credit_id: "by phone", ...status });
    expect(await it.step(runId, "credit")).toMatchObject({ status: "done", note: "done by hand" });
    expect(await it.execution(runId)).toMatchObject({ result: "succeeded" });
  }
});

test.each([
  ["POST", "broke off", "break off"],
  ["PATCH", "broke off", "break off"],
  ["POST", "was answered 408", { status: 408, body: null }],
] as const)(
  "a %s that %s is in doubt, and a person says what they see",
  async (method, _, answer) => {
    await it.write(playbookWith("doubt", step("billing", method)));
    answers.push(answer);

    const runId = await it.run("doubt", "acme-robotics");
    expect(await it.step(runId, "credit")).toMatchObject({ status: "unknown", stage: "doubt" });
    await it.pass(86_400_000);
    expect(seen).toHaveLength(1);
    await it.help(runId, "credit", "again");

    expect(await it.step(runId, "credit")).toMatchObject({ status: "done" });
    expect(seen).toHaveLength(2);
  },
);

test.each([
  ["ledger", "POST"],
  ["billing", "GET"],
  ["billing", "PUT"],
])("at %s a %s that broke off is tried again by itself, under the same key", async (to, method) => {
  const id = `again-${to}-${method.toLowerCase()}`;
  await it.write(playbookWith(id, step(to, method)));
  answers.push("break off", { status: 503, body: null });

  const runId = await it.run(id, "acme-robotics");
  expect(await it.step(runId, "credit")).toMatchObject({ status: "retrying" });
  await it.pass(150_000);
  await it.pass(600_000);

  expect(await it.step(runId, "credit")).toMatchObject({ status: "done" });
  expect(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  expect(seen).toHaveLength(3);
});

test("a POST that came too early is made again, and one whose server broke is for a person", async () => {
  await it.write(playbookWith("busy", step("billing")));
  answers.push({ status: 429, body: null }, { status: 500, body: null });

  const runId = await it.run("busy", "acme-robotics");
  expect(await it.step(runId, "credit")).toMatchObject({ status: "retrying" });
  await it.pass(150_000);
  expect(await it.step(runId, "credit")).toMatchObject({ status: "unknown", stage: "doubt" });
  await it.pass(86_400_000);

  expect(seen).toHaveLength(2);
  await it.help(runId, "credit", "stop");
});

test.each([408, 429, 500, 502, 503])(
  "a GET that was answered %i is tried again",
  async (status) => {
    await it.write(playbookWith("passing", step("billing", "GET")));
    answers.push({ status, body: null });

    const runId = await it.run("passing", "acme-robotics");

    expect(await it.step(runId, "credit")).toMatchObject({ status: "retrying" });
    await it.pass(150_000);
    expect(await it.step(runId, "credit")).toMatchObject({ status: "done" });
  },
);

test.each([
  [{ status: 422, body: {} }, "billing answered 422"],
  [{ status: 401, body: {} }, "billing answered 401: it does not accept the secret"],
  [
    { status: 200, body: "x".repeat(1024 * 1024) },
    "its answer is larger than 1 MB, which is not read: ask it for less at once",
  ],
  [{ status: 302, body: {} }, "billing answered 302"],
  [{ status: 200, body: {} }, "its answer has no credit_id"],
  [
    { status: 200, body: { data: { id: 7 } } },
    "credit_id in its answer is not of the kind the step names",
  ],
])("what helps no second time is for a person at once %#", async (answer, note) => {
  await it.write(playbookWith("final", step("billing", "GET")));
  answers.push(answer);

  const runId = await it.run("final", "acme-robotics");

  expect(await it.step(runId, "credit")).toMatchObject({ status: "failed", note });
  await it.help(runId, "credit", "stop");
});

test("a system that is down is left alone by all runs, and asked by one of them later", async () => {
  await it.write(playbookWith("down", step("billing", "GET")));
  const away = { status: 503, body: null };
  answers.push(away, away, away, away);
  for (let i = 0; i < 3; i += 1) await it.run("down", "acme-robotics");
  const waiting = [await it.run("down", "acme-robotics"), await it.run("down", "acme-robotics")];

  expect(seen).toHaveLength(3);
  for (const id of waiting)
    expect(await it.step(id, "credit")).toMatchObject({
      stage: "away",
      attempt: 0,
      note: expect.stringMatching(/^billing is down since/),
    });
  await it.pass(180_000);
  expect(seen).toHaveLength(4);
  for (let i = 0; i < 3; i += 1) await it.pass(600_000);
  for (const id of waiting) expect(await it.step(id, "credit")).toMatchObject({ status: "done" });
});

test("answers that are too large do not mean that a system is down", async () => {
  await it.write(playbookWith("large", step("billing")));
  for (let i = 0; i < 4; i += 1) {
    answers.push({ status: 200, body: "x".repeat(1024 * 1024) });
    const runId = await it.run("large", "acme-robotics");
    // it may have done what it was asked for
    expect(await it.step(runId, "credit")).toMatchObject({ status: "unknown" });
  }

  expect(seen).toHaveLength(4);
});

test.each(["..", "../admin", "a/b", "a\\b"])(
  "what is filled in leads nowhere else: %s",
  async (value) => {
    await it.update("acme-robotics", { tier: value });
    await it.write(playbookWith("out", step("billing", "GET", "/{{customer.tier}}/x")));

    const runId = await it.run("out", "acme-robotics");

    expect(await it.step(runId, "credit")).toMatchObject({ status: "failed" });
    expect(seen).toEqual([]);
    await it.help(runId, "credit", "stop");
  },
);

test("what is filled in is one part of the path, whatever is in it", async () => {
  await it.update("acme-robotics", { tier: "a b?c=1&d#e" });
  await it.write(playbookWith("part", step("billing", "GET", "/v1/{{customer.tier}}?all=1")));

  await it.run("part", "acme-robotics");

  expect(seen).toMatchObject([{ url: "/api/v1/a%20b%3Fc%3D1%26d%23e?all=1" }]);
});

test("a secret that cannot be opened stops the step before anything is called", async () => {
  const [row] = await listConnectors(it.tenant);
  if (!row) throw new Error("no connector");
  const other = seal(Buffer.alloc(32, 9), secretOf(workspaceId, "lost"), secret);
  await saveConnector(it.tenant, { ...row, id: "lost", sealedSecret: other }, maya, it.clock.now());
  await it.write(playbookWith("lost", step("lost")));

  const runId = await it.run("lost", "acme-robotics");

  expect(await it.step(runId, "credit")).toMatchObject({ status: "failed" });
  expect(seen).toEqual([]);
});

test("the secret stands nowhere in the database", async () => {
  const tables = await it.rows(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')",
  );
  const found: unknown[] = [];
  for (const { name } of tables) {
    const rows = await it.rows(`select 1 from ${String(name)} t where t::text like '%planted%'`);
    if (rows.length > 0) found.push(name);
  }

  expect(tables.length).toBeGreaterThan(20);
  expect(found).toEqual([]);
});
