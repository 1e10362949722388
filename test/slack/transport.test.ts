import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import { createLog, silent } from "../../src/log.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { createSlack } from "../../src/slack/app.ts";
import { createHints } from "../../src/slack/hints.ts";
import { readTeam } from "../../src/slack/team.ts";
import { eventually } from "../support/eventually.ts";
import { maya, renewals, type Stand, startStand } from "./stand.ts";
import { noting, silentChat, words } from "./test-chat.ts";

const mention = (stand: Stand, text = "list") =>
  stand.act("say", { user: maya, channel: renewals, text: `@Playbooks ${text}` });

test("all of it works by signed HTTP as well", async () => {
  const field = { name: "why", label: "Why?", kind: "line" as const };
  const form = {
    title: "Why",
    submit: "Send",
    act: "sent",
    value: "1",
    intro: null,
    fields: [field],
  };
  const { chat, said, submitted } = noting({
    hear: { reply: words("Go?", { label: "Go", act: "go", value: "1" }) },
    press: { form },
    submit: { problems: { why: "Not this." } },
  });
  await using stand = await startStand({ chat, http: true });

  expect(await mention(stand)).toMatchObject({ acknowledged: true });
  await stand.act("slash", { user: maya, channel: renewals, command: "/playbook", text: "list" });
  await stand.quiet();
  const [whisper] = await stand.whispers();
  const at = { channel: renewals, ts: whisper?.ts, action_id: actionIdOf("go", 0) };
  await stand.act("click", { user: maya, ...at });
  await stand.quiet();
  const [view] = (await stand.state()).views[maya] ?? [];
  const sent = await stand.act("submit", { user: maya, view_id: view?.id, values: { why: "x" } });

  expect(said.map((it) => it.via).toSorted()).toEqual(["mention", "slash"]);
  expect(submitted).toMatchObject([{ fields: { why: "x" } }]);
  expect(sent.errors).toEqual({ why: "Not this." });
});

test("by HTTP, what cannot be stored is answered 503 and comes again", async () => {
  const { chat, said } = noting();
  await using stand = await startStand({
    chat,
    http: true,
    slack: { redelivery: { ackMs: 500, delaysMs: [400] } },
  });
  await stand.pool.query("alter table slack_inbox rename to slack_inbox_away");

  const outcome = await mention(stand);
  await stand.pool.query("alter table slack_inbox_away rename to slack_inbox");
  await eventually(() => expect(said).toHaveLength(1));

  expect(outcome).toMatchObject({
    acknowledged: false,
    problem: "The app answered with an error.",
  });
});

const minutes = 60;
const dates: [string, number, number][] = [
  ["now", 0, 200],
  ["four minutes ago", -4 * minutes, 200],
  ["six minutes ago", -6 * minutes, 401],
  ["six minutes ahead", 6 * minutes, 401],
];

test.each(dates)("a request that is dated %s", async (_name, shift, status) => {
  await using stand = await startStand({ http: true });

  expect((await send(stand, { shift })).status).toBe(status);
});

test("a request with another signature, or none, or of another path, is not ours", async () => {
  await using stand = await startStand({ http: true });

  expect((await send(stand, { secret: "another" })).status).toBe(401);
  expect((await fetch(`${stand.oursUrl}/slack/events`, { method: "POST" })).status).toBe(401);
  expect((await send(stand, { path: "/other" })).status).toBe(404);
});

test("before it is started and after it is stopped, requests are put off", async () => {
  await using stand = await startStand({ http: true, start: false });

  expect((await send(stand, {})).status).toBe(503);
  await stand.slack.start();
  expect((await send(stand, {})).status).toBe(200);
  await stand.slack.stop(0);
  expect((await send(stand, {})).status).toBe(503);
});

function send(stand: Stand, { shift = 0, secret = "a-test-secret", path = "/slack/events" }) {
  const body = JSON.stringify({ type: "url_verification", challenge: "c" });
  const at = String(Math.floor(Date.now() / 1000) + shift);
  const digest = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-slack-request-timestamp": at,
    "x-slack-signature": `v0=${digest}`,
  };
  return fetch(stand.oursUrl + path, { method: "POST", headers, body });
}

test("frames that mean nothing harm nobody", async () => {
  const { chat, said } = noting();
  await using stand = await startStand({ chat });
  const bad = [
    null,
    [],
    7,
    { type: "events_api" },
    { type: "events_api", payload: {} },
    { type: "events_api", payload: { event: null } },
    { type: "interactive", payload: null },
    { type: "slash_commands", payload: { command: 7 } },
    { type: "unheard_of" },
  ];

  for (const answer of bad) await stand.fault({ method: "socket", answer });
  await mention(stand);
  await stand.quiet();

  expect(said).toHaveLength(1);
});

test("a connection that is cut, or asked to renew itself, is back at once", async () => {
  const { chat, said } = noting();
  await using stand = await startStand({ chat });
  const connected = (times: number) =>
    eventually(() =>
      expect(stand.log.filter((line) => line.includes("connected to Slack"))).toHaveLength(times),
    );
  await connected(1);

  await stand.fault({ method: "socket", error: "refresh" });
  await connected(2);
  await mention(stand, "one");
  await stand.fault({ method: "socket", error: "disconnect" });
  await connected(3);
  await mention(stand, "two");

  await eventually(() => expect(said.map((it) => it.text)).toEqual(["one", "two"]));
});

test("Slack that gives no address, or no answer, is asked again", async () => {
  await using stand = await startStand({ start: false });
  await stand.fault({ method: "apps.connections.open", answer: { ok: true } });
  await stand.fault({ method: "apps.connections.open", drop_after: true });

  await stand.slack.start();

  expect((await stand.state()).app.connections).toBe(1);
});

test("a wrong token is said at the start", async () => {
  await using stand = await startStand({ start: false });
  const { pool, hints, settings, intake } = stand;
  const needs = { pool, chat: silentChat, clock: createClock(), log: silent, hints, ...intake };

  const bot = createSlack({ ...settings, botToken: "xoxb-wrong" }, needs);
  await expect(bot.start()).rejects.toThrow("did not take the bot token: invalid_auth");
  const app = createSlack({ ...settings, appToken: "xapp-wrong" }, needs);
  await expect(app.start()).rejects.toThrow("invalid_auth");
  await Promise.all([bot.stop(0), app.stop(0)]);
});

test("each payload goes to one of two connections, and stopping waits for what is under way", async () => {
  let finish = () => {};
  const heard: string[] = [];
  await using stand = await startStand({ start: false });
  const { pool, settings, intake } = stand;
  const chat = {
    ...silentChat,
    hear: async ({ text }: { text: string }) => {
      heard.push(text);
      if (text === "slow") await new Promise<void>((resolve) => (finish = resolve));
      return { reply: words(`Answer to ${text}`), everybody: true };
    },
  };
  const slack = createSlack(
    { ...settings, connections: 2 },
    { pool, chat, clock: createClock(), log: silent, hints: createHints(), ...intake },
  );
  await slack.start();
  expect((await stand.state()).app.connections).toBe(2);
  for (const text of ["1", "2", "3", "slow"]) await mention(stand, text);
  await eventually(() => expect(heard).toHaveLength(4));

  const stopping = slack.stop(5000);
  setTimeout(() => finish(), 200);
  await stopping;

  expect((await stand.posted()).map((it) => it.text)).toContain("Answer to slow");
  const { rowCount } = await pool.query("select 1 from slack_inbox where done_at is null");
  expect(rowCount).toBe(0);
});

test("who begins while Slack stumbles waits for it, and says so; a refusal is an error", async () => {
  await using stand = await startStand({});
  const said: string[] = [];
  const log = createLog({ level: "warn", write: (line) => said.push(line) });
  await stand.fault({ method: "auth.test", status: 503 });
  await stand.fault({ method: "users.list", status: 429, retry_after: 1 });

  const team = await readTeam(stand.settings, log);
  await stand.fault({ method: "auth.test", error: "invalid_auth" });

  expect(team.people.map((it) => it.id)).toContain(maya);
  expect(said.filter((line) => line.includes("waiting for Slack"))).toHaveLength(2);
  await expect(readTeam(stand.settings, log)).rejects.toThrow("invalid_auth");
});
