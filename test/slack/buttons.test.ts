import { expect, test } from "vitest";
import type { Button } from "../../src/chat/replies.ts";
import { UserError } from "../../src/errors.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { post } from "../../src/slack/post.ts";
import { createClients } from "../../src/slack/clients.ts";
import { wordsView } from "../../src/slack/views/words.ts";
import { silent } from "../../src/log.ts";
import { eventually } from "../support/eventually.ts";
import { elsewhere, maya, priya, renewals, type Stand, startStand, tom } from "./stand.ts";
import { noting, words } from "./test-chat.ts";

const yes: Button = { label: "Yes", act: "yes", value: "42", style: "primary" };
const form = { title: "Reason", submit: "Send", act: "sent", value: "7", intro: null, fields: [] };

/** A message of ours with a button, as a card or an answer leaves it. */
async function withButton(stand: Stand, thread: string | null = null, button = yes) {
  const { interactive } = createClients(stand.settings, silent);
  const message = wordsView(words("Shall I?", button));
  return post(interactive, { channel: renewals, thread, message, key: `k${thread}` });
}

const press = (stand: Stand, at: { channel: string; ts: string }, more: object = {}) =>
  stand.act("click", { user: maya, ...at, action_id: actionIdOf("yes", 0), ...more });

test("a press reaches the program with what it was about and where", async () => {
  const { chat, pressed } = noting();
  await using stand = await startStand({ chat });
  const root = await withButton(stand);
  const reply = await withButton(stand, root.ts);

  expect(await press(stand, root)).toMatchObject({ ok: true, acknowledged: true });
  await press(stand, reply);
  await stand.quiet();

  const place = { channel: renewals, thread: root.ts, direct: false };
  expect(pressed).toMatchObject([
    { workspaceId: "T0NORTH01", by: maya, act: "yes", value: "42", place },
    { by: maya, act: "yes", value: "42", place },
  ]);
  expect(pressed[0]?.key).toMatch(/^press:/);
  expect(pressed[0]?.key).not.toBe(pressed[1]?.key);
});

test("what is answered alone is whispered where the person looks; what replaces, replaces", async () => {
  const answers = [
    { reply: words("Not yours") },
    { reply: words("Not yours") },
    { replace: words("Started.") },
  ];
  await using stand = await startStand({ chat: { press: async () => answers.shift() ?? {} } });
  const root = await withButton(stand);
  const reply = await withButton(stand, root.ts);

  await press(stand, root);
  await press(stand, reply);
  await stand.quiet();
  await press(stand, root);
  await stand.quiet();

  const [first, second] = await stand.whispers();
  expect(first?.thread_ts).toBeUndefined();
  expect(second).toMatchObject({ thread_ts: root.ts });
  const [replaced] = await stand.posted();
  expect(replaced).toMatchObject({ text: "Started." });
  expect(JSON.stringify(replaced?.blocks)).not.toContain("button");
});

test("what is pressed on a whisper in a thread is answered in that thread, by either way", async () => {
  const answers = [
    { reply: words("Shall I?", yes) },
    { reply: words("First") },
    { reply: words("Second") },
  ];
  await using stand = await startStand({ chat: { press: async () => answers.shift() ?? {} } });
  const root = await withButton(stand);
  const reply = await withButton(stand, root.ts);
  await press(stand, reply);
  await stand.quiet();
  const [asked] = await stand.whispers();
  const whisper = { channel: renewals, ts: asked?.ts ?? "" };

  await press(stand, whisper);
  await stand.quiet();
  await stand.fault({ method: "chat.postEphemeral", error: "user_not_in_channel" });
  await press(stand, whisper);
  await stand.quiet();

  expect(await stand.whispers()).toMatchObject([
    { text: "Shall I?", thread_ts: root.ts },
    { text: "First", thread_ts: root.ts },
    { text: "Second", thread_ts: root.ts },
  ]);
});

test("a button on what only one person sees works where we are not", async () => {
  const answers = [{ reply: words("Shall I?", yes) }];
  await using stand = await startStand({
    chat: {
      hear: async () => answers.shift() ?? {},
      press: async () => ({ replace: words("Started.") }),
    },
  });
  await stand.act("slash", { user: maya, channel: elsewhere, command: "/playbook", text: "run" });
  await stand.quiet();
  const [whisper] = await stand.whispers();

  await press(stand, { channel: elsewhere, ts: whisper?.ts ?? "" });
  await stand.quiet();

  expect(await stand.whispers()).toMatchObject([{ text: "Started." }]);
});

test("a button of another version is acknowledged, and the person is told", async () => {
  const { chat, pressed } = noting();
  await using stand = await startStand({ chat });
  const { interactive } = createClients(stand.settings, silent);
  const element = {
    type: "button",
    action_id: "approve_v0",
    text: { type: "plain_text", text: "Approve" },
  };
  const at = await post(interactive, {
    channel: renewals,
    thread: null,
    key: "old",
    message: { text: "Old", blocks: [{ type: "actions", elements: [element] }] },
  });

  const outcome = await stand.act("click", { user: maya, ...at, action_id: "approve_v0" });
  await stand.quiet();

  expect(outcome.acknowledged).toBe(true);
  expect(await stand.whispers()).toMatchObject([
    { text: expect.stringContaining("older version") },
  ]);
  expect(pressed).toEqual([]);
});

test("a form opens at once; when the program thinks long, a window holds its place", async () => {
  let pause = 0;
  await using stand = await startStand({
    pace: { slowMs: 100 },
    chat: {
      replayOf: () => "ask again",
      async press() {
        await new Promise((resolve) => setTimeout(resolve, pause));
        return { form };
      },
    },
  });
  const at = await withButton(stand);
  await press(stand, at);
  await stand.quiet();
  expect((await stand.state()).views[maya]).toMatchObject([{ title: { text: "Reason" } }]);

  pause = 400;
  await press(stand, at, { user: tom });
  await eventually(async () =>
    expect((await stand.state()).views[tom]).toMatchObject([{ title: { text: "One moment…" } }]),
  );
  await stand.quiet();

  expect((await stand.state()).views[tom]).toMatchObject([{ title: { text: "Reason" } }]);
});

test("a window that was opened for nothing says what came instead", async () => {
  const slow = () => new Promise((resolve) => setTimeout(resolve, 200));
  await using stand = await startStand({
    pace: { slowMs: 20 },
    chat: {
      replayOf: () => "ask again",
      async press({ by }) {
        await slow();
        if (by === tom) throw new UserError("It is decided already.");
        return { reply: words("Two mails went to you.") };
      },
    },
  });
  const at = await withButton(stand);

  await press(stand, at);
  await press(stand, at, { user: tom });
  await stand.quiet();

  const { views } = await stand.state();
  expect(JSON.stringify(views[maya])).toContain("Two mails went to you.");
  expect(JSON.stringify(views[tom])).toContain("did not work");
  expect(await stand.whispers(tom)).toMatchObject([{ text: "It is decided already." }]);
});

test("who closes the window that said one moment is told where the button was", async () => {
  const answered = Promise.withResolvers<void>();
  await using stand = await startStand({
    pace: { slowMs: 20 },
    chat: {
      replayOf: () => "ask again",
      async press() {
        await answered.promise;
        return { reply: words("This is for somebody else to decide.") };
      },
    },
  });
  const at = await withButton(stand);
  await press(stand, at);
  const view_id = await eventually(async () => {
    const [view] = (await stand.state()).views[maya] ?? [];
    expect(view).toBeDefined();
    return view?.id ?? "";
  });

  await stand.act("close", { user: maya, view_id });
  answered.resolve();
  await stand.quiet();

  expect(await stand.whispers(maya)).toMatchObject([
    { text: "This is for somebody else to decide." },
  ]);
});

test("where no window can be opened, a button opens it: by mention, and when Slack was too slow", async () => {
  const { chat, said } = noting({ hear: { form } });
  await using stand = await startStand({ chat });
  await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks edit" });
  await stand.quiet();
  const [offer] = await stand.whispers();
  const open = { channel: renewals, ts: offer?.ts ?? "", action_id: actionIdOf("slack:again", 0) };

  await stand.act("click", { user: maya, ...open });
  await stand.quiet();

  expect((await stand.state()).views[maya]).toMatchObject([{ title: { text: "Reason" } }]);
  expect(said.map((it) => it.text)).toEqual(["edit", "edit"]);
  expect(said[0]?.key).not.toBe(said[1]?.key);

  await stand.fault({ method: "views.open", error: "expired_trigger_id" });
  await stand.act("slash", { user: priya, channel: renewals, command: "/playbook", text: "edit" });
  await stand.quiet();
  expect(await stand.whispers(priya)).toMatchObject([
    { text: expect.stringContaining("press here") },
  ]);
});

test("nobody presses for somebody else, and what was forgotten is said again", async () => {
  const { chat, said } = noting({ hear: { form } });
  await using stand = await startStand({ chat });
  const { ts } = await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks edit" });
  await stand.quiet();
  const again = (value: string): Button => ({ label: "Do it", act: "slack:again", value });
  const theirs = await withButton(stand, null, again(`said:${renewals}:${ts}`));
  const gone = await withButton(stand, ts, again("said:C1:1"));

  await stand.act("click", { user: tom, ...theirs, action_id: actionIdOf("slack:again", 0) });
  await stand.act("click", { user: tom, ...gone, action_id: actionIdOf("slack:again", 0) });
  await stand.quiet();

  const told = (await stand.whispers(tom)).map((it) => it.text).join();
  expect(told).toContain("for somebody else");
  expect(told).toContain("too long ago");
  expect(said).toHaveLength(1);
});
