import { expect, test } from "vitest";
import { z } from "zod";
import {
  ana,
  ben,
  bot,
  general,
  mrkdwn,
  plain,
  random,
  section,
  type Stand,
  startStand,
} from "../stand.ts";

type Case = [name: string, method: string, given: Record<string, unknown>, error: string];
const long = (length: number) => "x".repeat(length);

const refused: Case[] = [
  ["nothing to say", "chat.postMessage", { channel: general }, "no_text"],
  ["no channel", "chat.postMessage", { text: "a" }, "invalid_arguments"],
  [
    "a place that is not there",
    "chat.postMessage",
    { channel: "C9", text: "a" },
    "channel_not_found",
  ],
  [
    "a channel the app is not in",
    "chat.postMessage",
    { channel: random, text: "a" },
    "not_in_channel",
  ],
  [
    "a thread that is not there",
    "chat.postMessage",
    { channel: general, text: "a", thread_ts: "1.000001" },
    "thread_not_found",
  ],
  [
    "blocks that are not JSON",
    "chat.postMessage",
    { channel: general, blocks: "[" },
    "invalid_blocks_format",
  ],
  [
    "blocks that are no list",
    "chat.postMessage",
    { channel: general, blocks: {} },
    "invalid_blocks_format",
  ],
  [
    "an unknown block",
    "chat.postMessage",
    { channel: general, blocks: [{ type: "foo" }] },
    "invalid_blocks",
  ],
  [
    "51 blocks",
    "chat.postMessage",
    { channel: general, blocks: Array.from({ length: 51 }, () => ({ type: "divider" })) },
    "invalid_blocks",
  ],
  [
    "too much text in blocks",
    "chat.postMessage",
    { channel: general, blocks: Array.from({ length: 5 }, () => section(long(2700))) },
    "msg_blocks_too_long",
  ],
  [
    "markdown beside text",
    "chat.postMessage",
    { channel: general, text: "a", markdown_text: "b" },
    "markdown_text_conflict",
  ],
  [
    "long markdown",
    "chat.postMessage",
    { channel: general, markdown_text: long(12_001) },
    "msg_too_long",
  ],
  [
    "metadata without a type",
    "chat.postMessage",
    { channel: general, text: "a", metadata: { event_payload: {} } },
    "invalid_metadata_format",
  ],
  [
    "metadata that is not JSON",
    "chat.postMessage",
    { channel: general, text: "a", metadata: "{" },
    "invalid_metadata_format",
  ],
  [
    "large metadata",
    "chat.postMessage",
    {
      channel: general,
      text: "a",
      metadata: { event_type: "t", event_payload: { a: long(9000) } },
    },
    "metadata_too_large",
  ],
  [
    "101 attachments",
    "chat.postMessage",
    { channel: general, attachments: Array.from({ length: 101 }, () => ({ text: "a" })) },
    "too_many_attachments",
  ],
  [
    "a message that is not there",
    "chat.update",
    { channel: general, ts: "1.000001", text: "a" },
    "message_not_found",
  ],
  ["nothing to update to", "chat.update", { channel: general, ts: "OWN" }, "no_text"],
  [
    "a long update",
    "chat.update",
    { channel: general, ts: "OWN", text: long(4001) },
    "msg_too_long",
  ],
  [
    "someone else's message",
    "chat.update",
    { channel: general, ts: "ANA", text: "a" },
    "cant_update_message",
  ],
  [
    "deleting someone else's",
    "chat.delete",
    { channel: general, ts: "ANA" },
    "cant_delete_message",
  ],
  [
    "deleting what is not there",
    "chat.delete",
    { channel: general, ts: "1.000001" },
    "message_not_found",
  ],
  [
    "whispering outside",
    "chat.postEphemeral",
    { channel: random, user: ana, text: "a" },
    "not_in_channel",
  ],
  [
    "whispering to nobody",
    "chat.postEphemeral",
    { channel: general, user: "U9", text: "a" },
    "user_not_in_channel",
  ],
  ["whispering nothing", "chat.postEphemeral", { channel: general, user: ana }, "no_text"],
  [
    "a link to nothing",
    "chat.getPermalink",
    { channel: general, message_ts: "1.000001" },
    "message_not_found",
  ],
];

test("what Slack refuses is refused with its code", async () => {
  await using stand = await startStand();
  const own = await post(stand, { text: "own" });
  const { ts } = await stand.act("say", { user: ana, channel: general, text: "hers" });

  for (const [name, method, given, error] of refused) {
    const marks: Record<string, string> = { OWN: own, ANA: ts };
    const named = {
      ...given,
      ...("ts" in given && { ts: marks[String(given["ts"])] ?? given["ts"] }),
    };
    expect(await stand.call(method, named), name).toMatchObject({ ok: false, error });
  }
});

test("refused blocks come with a line for each problem", async () => {
  await using stand = await startStand();

  const blocks = [section("fine"), { type: "header", text: plain(long(151)) }];
  const answer = await stand.call("chat.postMessage", { channel: general, blocks });

  const line = "must be less than 151 characters [json-pointer:/blocks/1/text/text]";
  expect(answer).toMatchObject({
    error: "invalid_blocks",
    errors: [line],
    response_metadata: { messages: [`[ERROR] ${line}`] },
  });
});

test("a posted message is read back as Slack shapes it", async () => {
  await using stand = await startStand();
  const { client } = await stand.connect();

  const posted = await client.apiCall("chat.postMessage", {
    channel: "#general",
    text: "Hello",
    blocks: [{ type: "section", text: { type: "mrkdwn", text: "*Hello*" } }],
  });
  const { messages } = await client.conversations.history({ channel: general });

  const message = {
    type: "message",
    ts: "1795168800.000000",
    user: bot,
    bot_id: "B0APP0001",
    app_id: "A0LOCAL01",
    team: "T0LOCAL01",
    text: "Hello",
    blocks: [{ type: "section", block_id: expect.any(String) }],
    bot_profile: { name: "App" },
  };
  expect(posted).toMatchObject({ ok: true, channel: general, ts: message.ts, message });
  expect(messages).toMatchObject([message]);
});

test("timestamps follow the given clock and never repeat", async () => {
  await using stand = await startStand();

  const first = await post(stand, { text: "1" });
  const second = await post(stand, { text: "2" });
  stand.clock.move(24 * 3_600_000);
  const third = await post(stand, { text: "3" });

  expect([first, second, third]).toEqual([
    "1795168800.000000",
    "1795168800.000001",
    "1795255200.000000",
  ]);
});

test("metadata comes back only where it is asked for, stays over an update, and can be taken away", async () => {
  await using stand = await startStand();
  const metadata = { event_type: "run", event_payload: { id: 7 } };
  const ts = await post(stand, { text: "a", metadata });
  const stored = async (all: boolean) => {
    const given = { channel: general, include_all_metadata: all };
    const read = z.object({ messages: z.array(z.looseObject({})) });
    return read.parse(await stand.call("conversations.history", given)).messages[0];
  };

  expect(await stored(false)).not.toHaveProperty("metadata");
  expect(await stored(true)).toMatchObject({ metadata });
  await stand.call("chat.update", { channel: general, ts, text: "b" });
  expect(await stored(true)).toMatchObject({ text: "b", metadata, edited: { user: bot } });
  await stand.call("chat.update", { channel: general, ts, text: "c", metadata: {} });
  expect(await stored(true)).not.toHaveProperty("metadata");
});

test("an update without blocks drops them, and keeps attachments", async () => {
  await using stand = await startStand();
  const ts = await post(stand, {
    text: "a",
    blocks: [section("a")],
    attachments: [{ text: "side" }],
  });

  await stand.call("chat.update", { channel: general, ts, text: "b" });

  const [message] = (await stand.state()).messages;
  expect(message?.blocks).toBeUndefined();
  expect(message).toMatchObject({ text: "b", attachments: [{ id: 1, text: "side" }] });
});

test("a whisper is seen by one person and cannot be updated", async () => {
  await using stand = await startStand();

  const answer = await stand.call("chat.postEphemeral", {
    channel: general,
    user: ana,
    text: "psst",
  });

  const { ephemerals, messages } = await stand.state();
  expect(ephemerals[ana]).toMatchObject([{ text: "psst", ts: answer["message_ts"] }]);
  expect(ephemerals[ben]).toBeUndefined();
  expect(messages).toEqual([]);
  const update = { channel: general, ts: answer["message_ts"], text: "b" };
  expect(await stand.call("chat.update", update)).toMatchObject({ error: "message_not_found" });
});

test("a deleted message is gone, one with replies leaves a tombstone", async () => {
  await using stand = await startStand();
  const alone = await post(stand, { text: "alone" });
  const parent = await post(stand, { text: "parent" });
  await post(stand, { text: "reply", thread_ts: parent });

  await stand.call("chat.delete", { channel: general, ts: alone });
  await stand.call("chat.delete", { channel: general, ts: parent });

  const { messages } = await stand.state();
  expect(messages.map((one) => one.text)).toEqual(["This message was deleted.", "reply"]);
});

test("a person's id is the direct message with them", async () => {
  await using stand = await startStand();

  const answer = await stand.call("chat.postMessage", { channel: ana, text: "hi" });

  const info = await stand.call("conversations.info", { channel: answer["channel"] });
  expect(info).toMatchObject({ channel: { is_im: true, user: ana } });
});

test("a reply names its parent, and a broadcast one shows in the channel too", async () => {
  await using stand = await startStand();
  const parent = await post(stand, { text: "parent" });
  const reply = await post(stand, { text: "reply", thread_ts: parent });
  await post(stand, { text: "loud", thread_ts: reply, reply_broadcast: true });

  const thread = await stand.call("conversations.replies", { channel: general, ts: parent });
  const history = await stand.call("conversations.history", { channel: general });

  expect(thread).toMatchObject({
    messages: [
      { text: "parent", reply_count: 2, reply_users: [bot], thread_ts: parent },
      { text: "reply", thread_ts: parent, parent_user_id: bot },
      { text: "loud", subtype: "thread_broadcast" },
    ],
  });
  expect(history).toMatchObject({ messages: [{ text: "loud" }, { text: "parent" }] });
});

test("markdown_text becomes a markdown block, and long text is cut with a warning", async () => {
  await using stand = await startStand();

  const markdown = await stand.call("chat.postMessage", {
    channel: general,
    markdown_text: "# Hi",
  });
  const cut = await stand.call("chat.postMessage", { channel: general, text: long(40_001) });

  expect(markdown).toMatchObject({ message: { blocks: [{ type: "markdown", text: "# Hi" }] } });
  expect(cut).toMatchObject({ ok: true, warning: "message_truncated" });
});

test("text that looks like JSON stays text", async () => {
  await using stand = await startStand();

  await post(stand, { text: '{"a": 1}' });
  await post(stand, { text: "[x](y)" });

  expect((await stand.state()).messages.map((one) => one.text)).toEqual(['{"a": 1}', "[x](y)"]);
});

test("blocks inside attachments are checked like others", async () => {
  await using stand = await startStand();

  const attachments = [{ color: "#ff0000", blocks: [{ type: "section", text: mrkdwn("") }] }];
  const answer = await stand.call("chat.postMessage", { channel: general, attachments });

  expect(answer.response_metadata?.messages?.[0]).toContain("/attachments/0/blocks/0/text/text");
});

async function post(stand: Stand, given: Record<string, unknown>): Promise<string> {
  const answer = await stand.call("chat.postMessage", { channel: general, ...given });
  if (!answer.ok) throw new Error(answer.error);
  return z.string().parse(answer["ts"]);
}
