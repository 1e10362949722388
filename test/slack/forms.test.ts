import { expect, test } from "vitest";
import type { Answer } from "../../src/chat/chat.ts";
import type { Form } from "../../src/chat/replies.ts";
import { UserError } from "../../src/errors.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { eventually } from "../support/eventually.ts";
import { maya, renewals, type Stand, startStand, tom } from "./stand.ts";
import { noting, words } from "./test-chat.ts";

const long = Array.from({ length: 200 }, (_, i) => `Line ${i} of a mail that is long.`).join("\n");

const form: Form = {
  title: "Edit the mail before it goes",
  submit: "Save and send",
  act: "edited",
  value: "approval-1 abc",
  intro: "To Dana Fox <dana@acme.test>",
  fields: [
    { name: "subject", label: "Subject", kind: "line", initial: "Your renewal" },
    { name: "body", label: "Text", kind: "text", initial: long },
    { name: "discount", label: "Discount", kind: "number", initial: "2.5" },
    { name: "start", label: "Start", kind: "date", initial: "2027-02-03" },
    { name: "call", label: "Call", kind: "moment", initial: "2027-02-03T15:00:00.000Z" },
    {
      name: "next",
      label: "What then?",
      kind: "choice",
      initial: "skip",
      options: [
        { label: "Send back", value: "send_back" },
        { label: "Skip", value: "skip" },
      ],
    },
    {
      name: "segments",
      label: "Segments",
      kind: "choices",
      initial: "smb, enterprise",
      options: [
        { label: "Small", value: "smb" },
        { label: "Large", value: "enterprise" },
      ],
    },
    { name: "owner", label: "Owner", kind: "person", initial: tom },
    { name: "note", label: "Note", kind: "text", optional: true, hint: "For your colleagues" },
  ],
};

const filled = {
  subject: "Your renewal",
  body: long,
  discount: "2.5",
  start: "2027-02-03",
  call: "2027-02-03T15:00:00.000Z",
  next: "skip",
  segments: ["smb", "enterprise"],
  owner: tom,
  note: "",
};

const opens = { reply: words("Edit?", { label: "Edit", act: "edit", value: "1" }) };

async function openForm(stand: Stand): Promise<string> {
  await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks edit" });
  await stand.quiet();
  const offered = (await stand.whispers()).find((it) => it.text === "Edit?");
  const at = { channel: renewals, ts: offered?.ts ?? "", action_id: actionIdOf("edit", 0) };
  await stand.act("click", { user: maya, ...at });
  await stand.quiet();
  return (await viewOf(stand))?.id ?? "";
}

async function viewOf(stand: Stand) {
  const [view] = (await stand.state()).views[maya] ?? [];
  return view;
}

const talk = (submit: () => Promise<Answer>) => ({
  hear: async () => opens,
  press: async () => ({ form }),
  submit,
});

test("a form is sent back as it was shown: every kind of field, and a text longer than one input takes", async () => {
  const { chat, submitted } = noting();
  const { submit } = chat;
  await using stand = await startStand({
    chat: { ...talk(async () => ({})), ...(submit && { submit }) },
  });
  const view_id = await openForm(stand);

  const outcome = await stand.act("submit", { user: maya, view_id, values: {} });
  await stand.quiet();

  expect(outcome).toMatchObject({ ok: true, acknowledged: true });
  expect(submitted).toMatchObject([
    { workspaceId: "T0NORTH01", by: maya, act: "edited", value: "approval-1 abc", fields: filled },
  ]);
  expect(await viewOf(stand)).toBeUndefined();
});

test("problems keep the form open with what was typed, and the corrected one counts", async () => {
  const answers: Answer[] = [
    { problems: { body: "A mail needs a text.", unknown: "And more." } },
    { problems: { subject: "Taken." } },
    { reply: words("Sent.") },
  ];
  await using stand = await startStand({ chat: talk(async () => answers.shift() ?? {}) });
  const view_id = await openForm(stand);
  const send = () => stand.act("submit", { user: maya, view_id, values: { subject: "Hello" } });

  const first = await send();
  await stand.quiet();
  // the very same again: nothing came of the first, so it is no repetition
  const second = await send();
  await stand.quiet();
  const third = await send();
  await stand.quiet();

  expect(first.errors).toEqual({ body: "A mail needs a text.", subject: "And more." });
  expect(second.errors).toEqual({ subject: "Taken." });
  expect(third).toMatchObject({ ok: true });
  expect((await stand.whispers()).map((it) => it.text)).toEqual(["Edit?", "Sent."]);
});

test("what goes wrong is said in the form: nothing that was typed is lost", async () => {
  const wrong = [new UserError("It was decided already."), new Error("secret")];
  await using stand = await startStand({
    chat: talk(async () => {
      throw wrong.shift() ?? new Error("no more");
    }),
  });
  const view_id = await openForm(stand);

  const first = await stand.act("submit", { user: maya, view_id });
  await stand.quiet();
  const second = await stand.act("submit", { user: maya, view_id });

  expect(first.errors).toEqual({ subject: "It was decided already." });
  expect(second.errors).toEqual({ subject: expect.stringContaining("nothing was lost") });
  expect(await viewOf(stand)).toMatchObject({ title: { text: "Edit the mail before it…" } });
});

test("a form that takes long is answered in time; its problems come back into the window", async () => {
  const answers: Answer[] = [{ problems: { subject: "Taken." } }, { reply: words("Saved.") }];
  await using stand = await startStand({
    pace: { formMs: 100 },
    chat: talk(async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return answers.shift() ?? {};
    }),
  });
  const view_id = await openForm(stand);
  const values = { subject: "Hello", next: "send_back" };

  const first = await stand.act("submit", { user: maya, view_id, values });
  expect(first).toMatchObject({ acknowledged: true });
  expect(first.ack_ms).toBeLessThan(350);
  expect(await viewOf(stand)).toMatchObject({ title: { text: "One moment…" } });
  await stand.quiet();

  const again = await viewOf(stand);
  const shown = JSON.stringify(again?.blocks);
  expect(shown).toContain(":warning: Taken.");
  expect(shown).toContain('"initial_value":"Hello"');
  expect(shown).toContain('"initial_option":{"text":{"type":"plain_text","text":"Send back"');
  await stand.act("submit", { user: maya, view_id });
  await stand.quiet();
  expect(JSON.stringify(await viewOf(stand))).toContain("Saved.");
});

test("a form that was closed meanwhile comes back as it was filled", async () => {
  const answers: Answer[] = [{ problems: { subject: "Taken." } }];
  await using stand = await startStand({
    pace: { formMs: 50 },
    chat: talk(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return answers.shift() ?? {};
    }),
  });
  const view_id = await openForm(stand);
  await stand.act("submit", { user: maya, view_id, values: { subject: "Hello" } });
  await stand.act("close", { user: maya, view_id });
  await stand.quiet();

  const [told] = await stand.posted();
  expect(told?.text).toContain("was not accepted yet");
  expect(told?.text).toContain("Taken.");
  const open = { action_id: actionIdOf("slack:reopen", 0) };
  await stand.act("click", { user: maya, channel: told?.channel, ts: told?.ts, ...open });
  await eventually(async () =>
    expect(JSON.stringify(await viewOf(stand))).toContain('"initial_value":"Hello"'),
  );
});

test("one form can be followed by another", async () => {
  const next: Form = { ...form, title: "And why?", fields: [], intro: null };
  await using stand = await startStand({ chat: talk(async () => ({ form: next })) });
  const view_id = await openForm(stand);

  await stand.act("submit", { user: maya, view_id });

  expect(await viewOf(stand)).toMatchObject({ title: { text: "And why?" } });
});
