import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { readBody } from "../../../../src/local/slack/http.ts";
import { eventually } from "../../../support/eventually.ts";
import { ana, bot, general, listen, random, section, type Stand, startStand } from "../stand.ts";

const quick = { ackMs: 100, delaysMs: [0, 40, 80] };

test("an event that is not acknowledged comes again with the same event_id and a reason", async () => {
  const requests: { num: unknown; reason: unknown; id: string }[] = [];
  const Body = z.object({ event_id: z.string() });
  await using app = await listener(async (request, body) => {
    const { "x-slack-retry-num": num, "x-slack-retry-reason": reason } = request.headers;
    requests.push({ num, reason, id: Body.parse(JSON.parse(body)).event_id });
    // silent at first, then failing, then good
    return requests.length === 1 ? null : { status: requests.length === 2 ? 500 : 200 };
  });
  await using stand = await startStand({ app: { request_url: app.url }, redelivery: quick });

  const said = await stand.act("say", { user: ana, channel: general, text: "a" });

  expect(said).toMatchObject({ acknowledged: false, delivered: 1 });
  await eventually(() => expect(requests).toHaveLength(3));
  expect(new Set(requests.map((one) => one.id)).size).toBe(1);
  expect(requests.map(({ num, reason }) => [num, reason])).toEqual([
    [undefined, undefined],
    ["1", "http_timeout"],
    ["2", "http_error"],
  ]);
});

test("after three retries an event is given up", async () => {
  await using stand = await startStand({ redelivery: quick });

  await stand.act("say", { user: ana, channel: general, text: "a" });
  await eventually(async () => expect(await stand.log("message")).toHaveLength(4));
  await new Promise((resolve) => setTimeout(resolve, 200));

  expect(await stand.log("message")).toHaveLength(4);
});

test("told to, it tells the same twice, or something later than what came after it", async () => {
  const heard: { id: string; text: string; num: unknown }[] = [];
  const Body = z.object({ event_id: z.string(), event: z.object({ text: z.string() }) });
  await using app = await listener(async (request, body) => {
    const { event_id: id, event } = Body.parse(JSON.parse(body));
    heard.push({ id, text: event.text, num: request.headers["x-slack-retry-num"] });
    return { status: 200 };
  });
  await using stand = await startStand({ app: { request_url: app.url }, redelivery: quick });
  const say = (text: string) => stand.act("say", { user: ana, channel: general, text });

  await stand.post("/_control/fault", { method: "delivery", twice: true });
  await say("twice");
  await stand.post("/_control/fault", { method: "delivery", delay: 300 });
  await Promise.all([say("late"), sleep(50).then(() => say("early"))]);

  expect(heard.map(({ text }) => text)).toEqual(["twice", "twice", "early", "late"]);
  const [first, second] = heard;
  expect(second?.id).toBe(first?.id);
  expect(heard.slice(0, 2).map(({ num }) => num)).toContain("1");
});

test("an app can say that it wants no retry", async () => {
  await using app = await listener(async () => ({
    status: 500,
    headers: { "x-slack-no-retry": "1" },
  }));
  await using stand = await startStand({ app: { request_url: app.url }, redelivery: quick });

  await stand.act("say", { user: ana, channel: general, text: "a" });
  await new Promise((resolve) => setTimeout(resolve, 150));

  expect(await stand.log("message")).toHaveLength(1);
});

test("a mention arrives twice, as two events with two ids", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  const said = await stand.act("say", { user: ana, channel: general, text: "@App run it" });

  const [message] = await stand.log("message");
  const [mention] = await stand.log("app_mention");
  expect(said.delivered).toBe(2);
  expect(eventOf(message)).toMatchObject({ text: `<@${bot}> run it`, ts: said.ts });
  expect(eventOf(mention)).toMatchObject({ text: `<@${bot}> run it`, ts: said.ts });
  expect(message?.arguments.event_id).not.toBe(mention?.arguments.event_id);
});

const places: [string, string, object][] = [
  ["a channel", general, { channel_type: "channel", channel: general }],
  ["a direct message", "@App", { channel_type: "im" }],
];

test.each(places)("a message in %s says where it is", async (_name, channel, wanted) => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  await stand.act("say", { user: ana, channel, text: "a" });

  const [message] = await stand.log("message");
  expect(eventOf(message)).toMatchObject({ type: "message", user: ana, text: "a", ...wanted });
});

test("in a direct message there is no second event for a mention", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  const said = await stand.act("say", { user: ana, channel: "@App", text: "@App hi" });

  expect(said.delivered).toBe(1);
});

test("the app hears nothing of channels it is not in, nor of what it did not subscribe to", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });

  const elsewhere = await stand.act("say", { user: ana, channel: random, text: "@App hi" });

  expect(elsewhere).toMatchObject({ ok: true, acknowledged: false, delivered: 0, ack_ms: null });
  const manifest = {
    display_information: { name: "App" },
    oauth_config: { scopes: { bot: ["chat:write", "channels:history"] } },
    settings: { event_subscriptions: { bot_events: ["message.channels", "app_mention"] } },
  };
  await using narrow = await startStand({ app: { manifest }, redelivery: { delaysMs: [] } });
  // subscribed to mentions, but without their scope
  expect((await narrow.act("say", { user: ana, channel: general, text: "@App" })).delivered).toBe(
    1,
  );
});

test("the app hears its own messages, their changes and deletions", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  const { ts } = await stand.call("chat.postMessage", {
    channel: general,
    text: "one",
    blocks: [section("one")],
  });
  await stand.call("chat.update", { channel: general, ts, text: "two" });
  await stand.call("chat.delete", { channel: general, ts });

  const events = (await stand.log("message")).map(eventOf);

  expect(events).toMatchObject([
    { text: "one", user: bot, bot_id: "B0APP0001", ts },
    {
      subtype: "message_changed",
      hidden: true,
      message: { text: "two", ts, edited: { user: bot } },
      previous_message: { text: "one" },
    },
    { subtype: "message_deleted", deleted_ts: ts, previous_message: { text: "two" } },
  ]);
});

test("people's edits, deletions, reactions and arrivals are events too", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "one" });
  await stand.act("edit", { user: ana, channel: general, ts, text: "two" });
  await stand.act("react", { user: ana, channel: general, ts, name: "eyes" });
  await stand.act("delete", { user: ana, channel: general, ts });
  await stand.act("invite", { user: ana, channel: random, invited: "App" });

  const events = (await stand.log()).map(eventOf);

  expect(events).toMatchObject([
    { text: "one" },
    { subtype: "message_changed", message: { text: "two" } },
    { type: "reaction_added", reaction: "eyes", item: { ts } },
    { subtype: "message_deleted" },
    { type: "member_joined_channel", user: bot, inviter: ana, channel: random },
  ]);

  // the app that joins by itself hears of that, once
  await stand.act("leave", { user: bot, channel: random });
  await stand.call("conversations.join", { channel: random });
  await stand.call("conversations.join", { channel: random });
  await stand.act("say", { user: ana, channel: random, text: "Hi" });
  const joined = (await stand.log("member_joined_channel")).map(eventOf).slice(1);
  expect(joined).toMatchObject([{ user: bot, channel: random }]);
  expect(joined[0]).not.toHaveProperty("inviter");
});

test("a thread's messages carry its ts and whose it is", async () => {
  await using stand = await startStand({ redelivery: { delaysMs: [] } });
  const parent = await stand.act("say", { user: ana, channel: general, text: "parent" });
  await stand.act("say", { user: "ben", channel: general, text: "reply", thread_ts: parent.ts });

  const [, reply] = await stand.log("message");

  expect(eventOf(reply)).toMatchObject({ thread_ts: parent.ts, parent_user_id: ana });
});

type Logged = Awaited<ReturnType<Stand["log"]>>[number];

function eventOf(entry: Logged | undefined) {
  return z.looseObject({ event: z.unknown() }).parse(entry?.arguments).event;
}

type Reply = { status: number; headers?: Record<string, string> } | null;

/** A request URL that answers as told; null is silence. */
async function listener(
  answer: (request: { headers: Record<string, unknown> }, body: string) => Promise<Reply>,
) {
  const server = createServer((request, response) => {
    void readBody(request)
      .then((body) => answer(request, body.toString()))
      .then((reply) => reply && response.writeHead(reply.status, reply.headers).end());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
