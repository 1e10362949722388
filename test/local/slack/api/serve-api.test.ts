import { expect, test } from "vitest";
import { methods } from "../../../../src/local/slack/api/all.ts";
import { sampleApp } from "../../../../src/local/slack/sample.ts";
import { general, startStand } from "../stand.ts";

const withScopes = (...bot: string[]) => ({
  manifest: {
    display_information: { name: "App" },
    features: { app_home: { messages_tab_enabled: true } },
    oauth_config: { scopes: { bot } },
  },
});

test("a call needs a token that is known and of the right kind", async () => {
  await using stand = await startStand();

  const bare = await fetch(`${stand.url}/api/auth.test`, { method: "POST" });

  expect(await bare.json()).toEqual({ ok: false, error: "not_authed" });
  expect(await stand.call("auth.test", {}, "xoxb-other")).toMatchObject({ error: "invalid_auth" });
  expect(await stand.call("auth.test", {}, sampleApp.app_token)).toMatchObject({
    error: "not_allowed_token_type",
  });
  expect(await stand.call("apps.connections.open")).toMatchObject({
    error: "not_allowed_token_type",
  });
});

test("a method that is not there is unknown_method", async () => {
  await using stand = await startStand();

  expect(await stand.call("chat.shout")).toMatchObject({ ok: false, error: "unknown_method" });
});

test("a method without its scope is missing_scope, saying what is needed and what there is", async () => {
  await using stand = await startStand({ app: withScopes("users:read") });

  const answer = await stand.call("chat.postMessage", { channel: general, text: "a" });

  expect(answer).toMatchObject({
    error: "missing_scope",
    needed: "chat:write",
    provided: "users:read",
  });
  expect(await stand.call("conversations.list")).toMatchObject({ needed: "channels:read" });
  expect(await stand.call("conversations.list", { types: "im" })).toMatchObject({
    needed: "im:read",
  });
  expect(await stand.call("conversations.history", { channel: general })).toMatchObject({
    needed: "channels:history",
  });
});

test("every method that needs scopes is refused without them", async () => {
  await using stand = await startStand({ app: withScopes() });

  for (const method of methods.values()) {
    if (method.scopes.length === 0) continue;
    expect(await stand.call(method.name), method.name).toMatchObject({ error: "missing_scope" });
  }
});

test("arguments come as a form, as JSON or in the address", async () => {
  await using stand = await startStand();
  const headers = { authorization: `Bearer ${sampleApp.bot_token}` };
  const given = { channel: general, text: "a", blocks: [{ type: "divider" }] };

  const json = await stand.post("/api/chat.postMessage", given, headers);
  const address = await fetch(`${stand.url}/api/conversations.info?channel=${general}`, {
    headers,
  });
  const inForm = await fetch(`${stand.url}/api/auth.test`, {
    method: "POST",
    body: new URLSearchParams({ token: sampleApp.bot_token }),
  });

  expect(await json.json()).toMatchObject({ ok: true, message: { blocks: [{}] } });
  expect(json.headers.get("x-oauth-scopes")).toContain("chat:write");
  expect(await address.json()).toMatchObject({ channel: { name: "general" } });
  expect(await inForm.json()).toMatchObject({ ok: true });
});

test("a fault happens as often as asked, then the method works again", async () => {
  await using stand = await startStand();
  const post = () => stand.call("chat.postMessage", { channel: general, text: "a" });

  await stand.post("/_control/fault", {
    method: "chat.postMessage",
    error: "fatal_error",
    times: 2,
  });

  expect(await post()).toMatchObject({ ok: false, error: "fatal_error" });
  expect(await post()).toMatchObject({ ok: false, error: "fatal_error" });
  expect(await post()).toMatchObject({ ok: true });
  expect((await stand.state()).messages).toHaveLength(1);
});

test("a fault can be a status, with Retry-After", async () => {
  await using stand = await startStand();
  const { client } = await stand.connect();
  await stand.post("/_control/fault", { method: "auth.test", status: 429, retry_after: 7 });
  await stand.post("/_control/fault", { method: "users.list", status: 500 });

  await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 7 });
  await expect(client.users.list({})).rejects.toMatchObject({ statusCode: 500 });
});

test("drop_after does the call and loses the answer", async () => {
  await using stand = await startStand();
  await stand.post("/_control/fault", { method: "chat.postMessage", drop_after: true });

  const call = stand.call("chat.postMessage", { channel: general, text: "posted" });

  await expect(call).rejects.toThrow("fetch failed");
  expect((await stand.state()).messages.map((one) => one.text)).toEqual(["posted"]);
});

test("with limits on, one channel takes a message a second after a small burst", async () => {
  await using stand = await startStand({ limits: true });
  const headers = { authorization: `Bearer ${sampleApp.bot_token}` };
  const post = (channel: string) =>
    stand.post("/api/chat.postMessage", { channel, text: "a" }, headers);

  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1) statuses.push((await post(general)).status);
  const refused = await post(general);
  const elsewhere = await post("U0ANA0001");

  expect(statuses).toEqual([200, 200, 200, 429]);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await refused.json()).toEqual({ ok: false, error: "ratelimited" });
  expect(elsewhere.status).toBe(200);
});

test("with limits on, chat.update takes fifty a minute; without, any number", async () => {
  await using limited = await startStand({ limits: true });
  await using free = await startStand();
  const updates = async (stand: typeof free) => {
    const { ts } = await stand.call("chat.postMessage", { channel: general, text: "a" });
    const calls = Array.from({ length: 52 }, () =>
      stand.call("chat.update", { channel: general, ts, text: "b" }),
    );
    return (await Promise.all(calls)).filter((one) => one.error === "ratelimited").length;
  };

  expect(await updates(limited)).toBe(2);
  expect(await updates(free)).toBe(0);
});

test("every call is in the log with its arguments, answer and time, but not its token", async () => {
  await using stand = await startStand();
  await stand.call("chat.postMessage", { channel: general, text: "a", token: "xoxb-secret" });

  const [entry] = await stand.log("chat.postMessage");

  expect(entry).toMatchObject({ kind: "call", arguments: { text: "a" }, answer: { ok: true } });
  expect(JSON.stringify(entry)).not.toContain("secret");
  expect(Math.abs((entry?.started ?? 0) - Date.now())).toBeLessThan(5000);
  expect(entry?.duration).toBeGreaterThan(0);
});
