import { expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { eventually } from "../support/eventually.ts";
import { bot, elsewhere, maya, renewals, startStand, tom } from "./stand.ts";
import { noting, words } from "./test-chat.ts";

const hello = { reply: words("Hello <@U0TOM0001> & <!channel>") };

test("a mention in a channel is answered to the person alone, where they look", async () => {
  const { chat, said } = noting({ hear: hello });
  await using stand = await startStand({ chat });

  const { ts } = await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks list" });
  await stand.quiet();

  expect(said).toEqual([
    {
      workspaceId: "T0NORTH01",
      by: maya,
      text: "list",
      via: "mention",
      place: { channel: renewals, thread: ts, direct: false },
      key: `said:${renewals}:${ts}`,
    },
  ]);
  const [whisper] = await stand.whispers();
  expect(whisper).toMatchObject({ text: "Hello <@U0TOM0001> &amp; &lt;!channel&gt;" });
  expect(whisper?.thread_ts).toBeUndefined();
  expect(await stand.posted()).toEqual([]);
});

test("an answer for everybody stands in the thread of the mention", async () => {
  const { chat } = noting({ hear: { ...hello, everybody: true } });
  await using stand = await startStand({ chat });

  const { ts } = await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks list" });
  await stand.quiet();

  expect(await stand.posted()).toMatchObject([{ channel: renewals, thread_ts: ts }]);
  expect(await stand.whispers()).toEqual([]);
});

test("in a thread of a mention one need not name us again, in other threads we are not spoken to", async () => {
  const { chat, said } = noting({ hear: hello });
  await using stand = await startStand({ chat });
  const ours = await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks help" });
  const other = await stand.act("say", { user: tom, channel: renewals, text: "Lunch?" });
  await stand.quiet();

  await stand.act("say", { user: tom, channel: renewals, text: "Yes", thread_ts: other.ts });
  await stand.act("say", { user: tom, channel: renewals, text: "run it", thread_ts: ours.ts });
  await stand.quiet();

  expect(said.map(({ text, via }) => [text, via])).toEqual([
    ["help", "mention"],
    ["run it", "thread"],
  ]);
  // what is said in a thread of ours is answered there
  expect(await stand.whispers(tom)).toMatchObject([{ thread_ts: ours.ts }]);
  const kept = await stand.pool.query("select kind from slack_inbox order by received_at");
  expect(kept.rows.map((row: { kind: string }) => row.kind)).toEqual(["heard", "thread", "heard"]);
});

test("in a direct message the answer is a message, in the thread if it was said in one", async () => {
  const { chat, said } = noting({ hear: hello });
  await using stand = await startStand({ chat });

  const { ts, channel } = await stand.act("say", {
    user: maya,
    channel: "@Playbooks",
    text: "help",
  });
  await stand.quiet();
  await stand.act("say", { user: maya, channel, text: "and now?", thread_ts: ts });
  await stand.quiet();

  expect(said.map(({ via, place }) => [via, place])).toEqual([
    ["direct", { channel, thread: null, direct: true }],
    ["direct", { channel, thread: ts, direct: true }],
  ]);
  const [flat, threaded] = await stand.posted(channel);
  expect(flat?.thread_ts).toBeUndefined();
  expect(threaded).toMatchObject({ thread_ts: ts });
});

test("a command is acknowledged at once and answered at its own address, where we are not, too", async () => {
  const { chat, said } = noting({ hear: hello });
  await using stand = await startStand({ chat });

  const outcome = await stand.act("slash", {
    user: maya,
    channel: elsewhere,
    command: "/playbook",
    text: "run renewal for @Tom Okafor in #renewals",
  });
  await stand.quiet();

  expect(outcome).toMatchObject({ ok: true, acknowledged: true });
  expect(said).toMatchObject([
    { text: `run renewal for <@${tom}> in #renewals`, via: "slash", place: { channel: elsewhere } },
  ]);
  expect(await stand.whispers()).toMatchObject([{ channel: elsewhere }]);
  expect(await stand.calls("chat.postEphemeral")).toEqual([]);
});

test("what bots write, what is edited and what is only a file is none of our business", async () => {
  const { chat, said } = noting();
  await using stand = await startStand({ chat });

  const { ts } = await stand.act("say", { user: maya, channel: renewals, text: "Hi" });
  await stand.act("edit", { user: maya, channel: renewals, ts, text: "@Playbooks list" });
  await stand.act("delete", { user: maya, channel: renewals, ts });
  const file = { name: "a.txt", content: "x" };
  await stand.act("say", { user: maya, channel: "@Playbooks", files: [file] });
  await stand.quiet();

  expect(said).toEqual([]);
  const kept = await stand.pool.query("select 1 from slack_inbox");
  expect(kept.rowCount).toBe(0);
  expect((await stand.state()).messages.every((it) => it.user !== bot)).toBe(true);
});

test("what a person did wrong is said to them, what we did wrong is said without details", async () => {
  const wrong = [new UserError("There is no playbook x."), new Error("relation secret")];
  await using stand = await startStand({
    chat: {
      hear: async () => {
        throw wrong.shift() ?? new Error("no more");
      },
    },
  });

  await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks show x" });
  await stand.quiet();
  await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks show y" });
  await stand.quiet();

  const texts = (await stand.whispers()).map((it) => it.text);
  expect(texts).toEqual([
    "There is no playbook x.",
    "Something went wrong on our side; nothing was lost. Please try again in a moment.",
  ]);
  expect(stand.log.join("")).toContain("relation secret");
});

test("a file goes into the direct message, and the person is told where they asked", async () => {
  const file = {
    is: "file" as const,
    name: "renewal.yml",
    title: "Renewal",
    text: "format: 1\nid: renewal\n",
    comment: "Renewal, version 3",
  };
  const { chat } = noting({ hear: { reply: file } });
  await using stand = await startStand({ chat });

  await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks yaml" });
  await stand.quiet();

  expect(await stand.posted()).toMatchObject([
    { text: "Renewal, version 3", files: [{ name: "renewal.yml" }] },
  ]);
  expect((await stand.posted())[0]?.channel).toMatch(/^D/);
  expect(await stand.whispers()).toMatchObject([
    { text: "I sent you the file in a direct message." },
  ]);
});

test("an answer that Slack has no room for waits; one it never heard of is not given twice", async () => {
  const { chat } = noting({ hear: { ...hello, everybody: true } });
  await using stand = await startStand({ chat });
  await stand.fault({ method: "chat.postMessage", status: 429, retry_after: 1 });
  await stand.fault({ method: "chat.postMessage", drop_after: true });

  for (const text of ["@Playbooks list", "@Playbooks runs"])
    await stand.act("say", { user: maya, channel: renewals, text });
  await stand.quiet();

  expect(await stand.posted()).toHaveLength(2);
  expect(await stand.calls("chat.postMessage")).toHaveLength(3);
  expect(await stand.calls("conversations.replies")).not.toEqual([]);
});

test("a person of another workspace is refused, alone", async () => {
  const { chat, said } = noting();
  await using stand = await startStand({ chat });
  const payload = {
    type: "event_callback",
    team_id: "T0NORTH01",
    event_id: "Ev1",
    event: {
      type: "app_mention",
      user: maya,
      text: `<@${bot}> list`,
      ts: "1.000100",
      channel: renewals,
      // Slack Connect: the message says whose it is
      user_team: "T0THEIRS1",
    },
  };

  await stand.fault({
    method: "socket",
    answer: { type: "events_api", envelope_id: "1", payload, accepts_response_payload: false },
  });
  await eventually(async () => expect(await stand.whispers()).toHaveLength(1));

  expect(await stand.whispers()).toMatchObject([
    { text: expect.stringContaining("one workspace") },
  ]);
  await stand.quiet();
  expect(said).toEqual([]);
});
