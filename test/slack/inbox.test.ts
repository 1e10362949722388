import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Answer, Chat } from "../../src/chat/chat.ts";
import { actionIdOf } from "../../src/slack/action-id.ts";
import { eventually } from "../support/eventually.ts";
import { startProcess } from "../support/processes.ts";
import { bot, maya, renewals, type Stand, startStand } from "./stand.ts";
import { noting, words } from "./test-chat.ts";

const never = () => new Promise<never>(() => {});
const lease = { leaseMs: 400 };
const hello = { reply: words("Hello"), everybody: true };

const mention = (stand: Stand) =>
  stand.act("say", { user: maya, channel: renewals, text: "@Playbooks list" });

const left = async (stand: Stand) =>
  (await stand.pool.query("select key from slack_inbox where done_at is null")).rowCount;

test("what a killed process took is dealt with once by the next", async () => {
  const { chat, said } = noting({ hear: hello });
  await using stand = await startStand({ chat, start: false, pace: lease });
  await using program = await startProcess({
    file: fileURLToPath(new URL("./program.ts", import.meta.url)),
    env: { DATABASE_URL: stand.databaseUrl, API_URL: stand.settings.apiUrl ?? "" },
    ready: /ready/,
  });

  const { ts, acknowledged } = await mention(stand);
  await eventually(() => expect(program.output()).toContain("heard list"));
  program.kill("SIGKILL");
  await program.exited;
  expect(acknowledged).toBe(true);
  expect(await left(stand)).toBe(1);
  await stand.slack.start();
  await eventually(async () => expect(await left(stand)).toBe(0));

  expect(said).toMatchObject([{ text: "list", key: `said:${renewals}:${ts}` }]);
  expect(await stand.posted()).toMatchObject([{ text: "Hello", thread_ts: ts }]);
  const rows = await stand.pool.query("select attempts from slack_inbox where kind = 'heard'");
  expect(rows.rows).toEqual([{ attempts: 2 }]);
});

test("an answer that was given before the crash is not given again", async () => {
  let count = 0;
  const hear = async () => {
    count += 1;
    return hello;
  };
  await using stand = await startStand({ chat: { hear }, pace: lease });
  await mention(stand);
  await stand.quiet();
  // the answer went out, and the process died before it could note so
  await stand.pool.query("update slack_inbox set done_at = null, lease_until = 'epoch'");
  await eventually(async () => expect(await left(stand)).toBe(0));

  expect(count).toBe(2);
  expect(await stand.posted()).toHaveLength(1);
});

test("a lease lasts as long as the work does, and is given up when we stop", async () => {
  let count = 0;
  const hear = async () => {
    count += 1;
    return count === 1 ? never() : hello;
  };
  await using stand = await startStand({ chat: { hear }, pace: { leaseMs: 300 } });
  const other = await stand.another({ hear });
  await mention(stand);

  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(count).toBe(1);
  await Promise.all([stand.slack.stop(0), other.stop(0)]);
  await (await stand.another({ hear })).quiet();

  await eventually(async () => expect(await stand.posted()).toHaveLength(1));
  expect(count).toBe(2);
});

test.each([10, -10])("a clock that jumps by %i minutes has nothing done twice", async (minutes) => {
  let count = 0;
  const hear = async () => {
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, 700));
    return hello;
  };
  await using stand = await startStand({ chat: { hear }, pace: { leaseMs: 1000 } });
  onTestFinished(() => void vi.useRealTimers());
  await mention(stand);
  await eventually(() => expect(count).toBe(1));

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
  await stand.quiet();
  await mention(stand);
  await stand.quiet();

  expect(count).toBe(2);
  expect(await stand.posted()).toHaveLength(2);
});

test("Slack's repetitions are acknowledged and dropped", async () => {
  const { chat, said } = noting({ hear: hello });
  await using stand = await startStand({ chat });
  const payload = (event_id: string, type: string) => ({
    type: "event_callback",
    team_id: "T0NORTH01",
    event_id,
    event: { type, user: maya, text: `<@${bot}> list`, ts: "12.000100", channel: renewals },
  });
  const send = (envelope_id: string, its: object) =>
    stand.fault({ method: "socket", answer: { type: "events_api", envelope_id, payload: its } });

  await send("1", payload("Ev1", "app_mention"));
  await send("2", payload("Ev1", "app_mention"));
  // the same message as the other event it is
  await send("3", payload("Ev2", "message"));
  await eventually(() => expect(said).toHaveLength(1));
  await stand.quiet();

  expect(said).toHaveLength(1);
});

test("without a database nothing is acknowledged, and whoever pressed is told that it does not count", async () => {
  const { chat, pressed } = noting();
  const offer = { reply: words("Go?", { label: "Go", act: "go", value: "1" }) };
  await using stand = await startStand({
    chat: { ...chat, hear: async () => offer },
    slack: { redelivery: { ackMs: 400, delaysMs: [300] } },
  });
  await stand.act("slash", { user: maya, channel: renewals, command: "/playbook", text: "go" });
  await stand.quiet();
  const [whisper] = await stand.whispers();
  await stand.pool.query("alter table slack_inbox rename to slack_inbox_away");

  const at = { channel: renewals, ts: whisper?.ts, action_id: actionIdOf("go", 0) };
  const clicked = await stand.act("click", { user: maya, ...at });
  const said = await mention(stand);
  expect([clicked.acknowledged, said.acknowledged]).toEqual([false, false]);
  await stand.pool.query("alter table slack_inbox_away rename to slack_inbox");

  // Slack sends the event again, and now it counts; the press is the person's to repeat
  await eventually(async () => expect(await stand.whispers()).toHaveLength(3));
  expect((await stand.whispers()).map((it) => it.text)).toContainEqual(
    expect.stringContaining("Not recorded"),
  );
  expect(pressed).toEqual([]);
});

/** Does one thing with a process that dies over it, and lets another follow. */
async function follows(
  stand: Stand,
  act: () => Promise<unknown>,
  chat: Partial<Chat>,
): Promise<void> {
  await act();
  await eventually(async () => expect(await left(stand)).toBe(1));
  await stand.slack.stop(0);
  await stand.another(chat);
  await eventually(async () => expect(await left(stand)).toBe(0));
}

const button = (act: string) => words("Go?", { label: "Go", act, value: "1" });

async function offered(stand: Stand): Promise<{ channel: string; ts: string }> {
  await stand.act("say", { user: maya, channel: renewals, text: "@Playbooks go" });
  await stand.quiet();
  const [message] = await stand.posted(renewals);
  return { channel: renewals, ts: message?.ts ?? "" };
}

test("after a crash a decision is made, and a command is answered at its address", async () => {
  const offer = { reply: button("approve"), everybody: true };
  const { chat, pressed } = noting({ hear: hello });
  await using stand = await startStand({ chat: { hear: async () => offer, press: never } });
  const at = await offered(stand);

  await follows(
    stand,
    () => stand.act("click", { user: maya, ...at, action_id: actionIdOf("approve", 0) }),
    chat,
  );
  expect(pressed).toMatchObject([{ act: "approve", value: "1", by: maya }]);

  await using second = await startStand({ chat: { hear: never } });
  const command = { user: maya, channel: renewals, command: "/playbook", text: "list" };
  await follows(second, () => second.act("slash", command), {
    hear: async () => ({ reply: words("Here") }),
  });
  expect(await second.whispers()).toMatchObject([{ text: "Here" }]);
});

test("a command older than its address is answered in a direct message", async () => {
  await using stand = await startStand({ chat: { hear: never } });
  await stand.act("slash", { user: maya, channel: renewals, command: "/playbook", text: "list" });
  await eventually(async () => expect(await left(stand)).toBe(1));
  await stand.slack.stop(0);
  await stand.pool.query(
    "update slack_inbox set received_at = received_at - interval '31 minutes'",
  );

  await stand.another({ hear: async () => ({ reply: words("Here") }) });
  // the first may have prolonged its lease just before it stopped
  await eventually(async () => expect(await stand.posted()).toHaveLength(1), { within: 15_000 });

  expect((await stand.posted())[0]?.channel).toMatch(/^D/);
  expect(await stand.whispers()).toEqual([]);
});

test("what needs a live press is not guessed at: the person is asked to press again", async () => {
  const offer = { reply: button("edit"), everybody: true };
  const form = {
    title: "Edit",
    submit: "Save",
    act: "edited",
    value: "1",
    intro: null,
    fields: [],
  };
  const { chat, pressed } = noting({ press: { form } });
  const replayOf = () => "ask again" as const;
  await using stand = await startStand({
    chat: { hear: async () => offer, press: never, replayOf },
  });
  const at = await offered(stand);

  await follows(
    stand,
    () => stand.act("click", { user: maya, ...at, action_id: actionIdOf("edit", 0) }),
    { ...chat, replayOf },
  );
  expect(pressed).toEqual([]);
  const told = (await stand.posted()).find((it) => it.channel !== renewals);
  expect(told?.text).toContain("press again");
  const again = { channel: told?.channel, ts: told?.ts, action_id: actionIdOf("slack:again", 0) };
  await stand.act("click", { user: maya, ...again });
  await eventually(() => expect(pressed).toMatchObject([{ act: "edit", value: "1" }]));
  await eventually(async () =>
    expect((await stand.state()).views[maya]).toMatchObject([{ title: { text: "Edit" } }]),
  );
});

test("a form that was sent counts; what is wrong with it is said with a way back to it", async () => {
  const offer = { reply: button("edit"), everybody: true };
  const field = { name: "subject", label: "Subject", kind: "line" as const, initial: "Hello" };
  const form = {
    title: "Edit",
    submit: "Save",
    act: "edited",
    value: "1",
    intro: null,
    fields: [field],
  };
  const answers: Answer[] = [{ problems: { subject: "Taken." } }, { reply: words("Saved.") }];
  const submitted: unknown[] = [];
  const submit: Chat["submit"] = async (sent) => {
    submitted.push(sent.fields);
    return answers.shift() ?? {};
  };
  const first = { hear: async () => offer, press: async () => ({ form }), submit: never };
  await using stand = await startStand({ chat: first, pace: { formMs: 60_000 } });
  const at = await offered(stand);
  await stand.act("click", { user: maya, ...at, action_id: actionIdOf("edit", 0) });
  await stand.quiet();
  const [view] = (await stand.state()).views[maya] ?? [];
  const values = { subject: "Renewal" };

  void stand.act("submit", { user: maya, view_id: view?.id, values }).catch(() => {});
  await follows(stand, async () => {}, { submit });

  expect(submitted).toEqual([{ subject: "Renewal" }]);
  const told = (await stand.posted()).find((it) => it.channel !== renewals);
  expect(told?.text).toContain("Taken.");
  const reopen = { channel: told?.channel, ts: told?.ts, action_id: actionIdOf("slack:reopen", 0) };
  await stand.act("click", { user: maya, ...reopen });
  await eventually(async () =>
    expect(JSON.stringify((await stand.state()).views[maya])).toContain(
      '"initial_value":"Renewal"',
    ),
  );
});

test("what fails in every process is given up after a few, and whoever asked is told so", async () => {
  const { chat, said } = noting();
  await using stand = await startStand({ chat, pace: lease });
  await mention(stand);
  await stand.quiet();
  await stand.pool.query(
    "update slack_inbox set done_at = null, lease_until = 'epoch', attempts = 5 where kind = 'heard'",
  );

  await eventually(async () => expect(await left(stand)).toBe(0));

  expect(said).toHaveLength(1);
  expect(stand.log.join("")).toContain("given up");
  expect(JSON.stringify(await stand.state())).toContain("Please try once more");
});
