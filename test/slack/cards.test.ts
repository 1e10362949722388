import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Chat } from "../../src/chat/chat.ts";
import { type CardKind, touchCards, wantCard } from "../../src/store/cards.ts";
import { eventually } from "../support/eventually.ts";
import { elsewhere, maya, renewals, type Stand, startStand } from "./stand.ts";
import { runCard } from "./test-chat.ts";

const subject = randomUUID();

async function want(
  stand: Stand,
  more: {
    place?: string;
    kind?: CardKind;
    threadTs?: string;
    threadOf?: string;
    subject?: string;
  } = {},
) {
  const { place = "renewals", kind = "run", threadTs = null, threadOf = null } = more;
  const id = randomUUID();
  await wantCard(stand.tenant, {
    id,
    kind,
    subject: more.subject ?? subject,
    place,
    threadOf,
    threadTs,
  });
  return id;
}

const touch = (stand: Stand) => touchCards(stand.tenant, "run", [subject]);

/** A run whose number of finished steps a test moves. */
function counting() {
  const state = { done: 0 };
  const card: Chat["card"] = async () => runCard({ done: state.done, total: 50 });
  return { state, chat: { card } };
}

const doneOn = (text: string | undefined) => /(\d+) of 50 steps/.exec(text ?? "")?.[1];
const shown = async (stand: Stand) => (await stand.posted()).map((it) => JSON.stringify(it.blocks));

test("fifty changes are shown by a few edits within Slack's limits, the last of them in the end", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat, pace: { editMs: 400 }, slack: { limits: true } });
  await want(stand);
  await stand.quiet();
  const begun = performance.now();

  for (let i = 1; i <= 50; i += 1) {
    state.done = i;
    await touch(stand);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await stand.quiet();

  const spans = Math.ceil((performance.now() - begun) / 400);
  const edits = await stand.calls("chat.update");
  expect(edits.length).toBeGreaterThanOrEqual(2);
  expect(edits.length).toBeLessThanOrEqual(spans + 1);
  const gaps = edits.slice(1).map((it, i) => it.started - (edits[i]?.started ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(390);
  expect((await shown(stand)).map(doneOn)).toEqual(["50"]);
});

test("the first change is shown at once, the next waits its time", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat, pace: { editMs: 1500 } });
  await want(stand);
  await eventually(async () => expect(await stand.posted()).toHaveLength(1), { within: 1000 });

  state.done = 1;
  await touch(stand);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await stand.calls("chat.update")).toEqual([]);
  await stand.quiet();

  expect((await shown(stand)).map(doneOn)).toEqual(["1"]);
});

test("what looks the same is not sent again, unless another process showed something else", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat });
  await want(stand);
  await stand.quiet();
  await touch(stand);
  await stand.quiet();
  expect(await stand.calls("chat.update")).toEqual([]);

  state.done = 7;
  await stand.slack.stop(100);
  const other = await stand.another(chat);
  await touch(stand);
  await eventually(async () => expect((await shown(stand)).map(doneOn)).toEqual(["7"]));
  await other.stop(100);
  state.done = 0;
  await touch(stand);
  await stand.slack.start();
  await stand.quiet();

  expect((await shown(stand)).map(doneOn)).toEqual(["0"]);
});

test("a card whose post came through unheard shows what has changed since", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat });
  await stand.fault({ method: "chat.postMessage", drop_after: true });
  await want(stand);
  await eventually(async () => expect(await stand.posted()).toHaveLength(1));

  state.done = 9;
  await touch(stand);
  await eventually(async () => expect((await shown(stand)).map(doneOn)).toEqual(["9"]), {
    within: 10_000,
  });

  expect(await stand.posted()).toHaveLength(1);
});

test("a hint makes a look happen soon", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat });
  await want(stand);
  await stand.quiet();

  state.done = 3;
  for (let i = 0; i < 100; i += 1) stand.hints.hint("T0NORTH01", subject);
  await stand.quiet();

  expect((await shown(stand)).map(doneOn)).toEqual(["3"]);
  expect(await stand.calls("chat.update")).toHaveLength(1);
});

test("what this process does itself is shown without waiting for a turn", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat, pace: { lookMs: 60_000 } });
  const isShown = (done: string) =>
    eventually(async () => expect((await shown(stand)).map(doneOn)).toEqual([done]));

  await want(stand);
  stand.hints.hint("T0NORTH01", subject);
  await isShown("0");
  // until nothing looks any more for what came together with the first
  await new Promise((resolve) => setTimeout(resolve, 400));
  state.done = 1;
  await touch(stand);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await shown(stand)).map(doneOn)).toEqual(["0"]);
  await stand.act("slash", { user: maya, channel: renewals, command: "/playbook", text: "help" });
  await isShown("1");
});

test("a card stands once, though the answer to its post was lost", async () => {
  const { chat } = counting();
  await using stand = await startStand({ chat, pace: { leaseMs: 1000 } });
  await stand.fault({ method: "chat.postMessage", drop_after: true });

  await want(stand);
  await eventually(async () => expect(await stand.calls("conversations.history")).toHaveLength(1));
  await stand.quiet();

  expect(await stand.posted()).toHaveLength(1);
  const { rows } = await stand.pool.query("select ts from slack_cards");
  expect(rows).toEqual([{ ts: (await stand.posted())[0]?.ts }]);
});

test("a card stands in the thread it was wanted in, and its own thread follows it", async () => {
  const { chat } = counting();
  await using stand = await startStand({ chat });
  const { ts } = await stand.act("say", { user: maya, channel: renewals, text: "Renewal?" });

  const run = await want(stand);
  await want(stand, { kind: "draft", place: renewals, threadTs: ts });
  await want(stand, { kind: "approval", threadOf: run });
  await stand.quiet();

  const { rows } = await stand.pool.query<{ kind: string; ts: string }>(
    "select kind, ts from slack_cards",
  );
  const tsOf = (kind: string) => rows.find((row) => row.kind === kind)?.ts;
  const threads = new Map((await stand.posted()).map((it) => [it.ts, it.thread_ts]));
  expect(threads.get(tsOf("draft") ?? "")).toBe(ts);
  expect(threads.get(tsOf("approval") ?? "")).toBe(tsOf("run"));
});

test("a card that somebody deleted is shown anew with its next change", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat });
  await want(stand);
  await stand.quiet();
  await stand.fault({ method: "chat.update", error: "message_not_found" });

  state.done = 4;
  await touch(stand);
  await stand.quiet();
  state.done = 5;
  await touch(stand);
  await stand.quiet();

  expect((await shown(stand)).map(doneOn)).toEqual(["0", "5"]);
});

test("too fast, no answer, broken: it is shown in the end, and once more, as a lost try may come late", async () => {
  const { state, chat } = counting();
  await using stand = await startStand({ chat, pace: { leaseMs: 1000 } });
  await want(stand);
  await stand.quiet();
  await stand.fault({ method: "chat.update", status: 429, retry_after: 1 });
  await stand.fault({ method: "chat.update", drop_after: true });
  await stand.fault({ method: "chat.update", status: 502 });

  state.done = 9;
  await touch(stand);
  await eventually(async () => expect((await shown(stand)).map(doneOn)).toEqual(["9"]), {
    within: 9000,
  });
  // the one whose answer was lost, the next one, and once more
  await eventually(
    async () => {
      const all = await stand.calls("chat.update");
      const good = all.filter(({ answer }) => JSON.stringify(answer).includes('"ok":true'));
      expect(good).toHaveLength(3);
    },
    { within: 12_000 },
  );
});

test("where we may not write, the card goes to the person it concerns, and so does its thread", async () => {
  const waiting = {
    id: "a",
    name: "Offer",
    depth: 0,
    path: null,
    status: "asking" as const,
    note: null,
    waitsFor: [maya],
    at: null,
  };
  await using stand = await startStand({
    chat: { card: async () => runCard({ lines: [waiting] }) },
  });

  const run = await want(stand, { place: elsewhere });
  await want(stand, { kind: "approval", threadOf: run, place: elsewhere });
  await stand.quiet();

  const posted = await stand.posted();
  expect(posted).toHaveLength(2);
  expect(new Set(posted.map((it) => it.channel)).size).toBe(1);
  expect(posted[0]?.channel).toMatch(/^D/);
  expect(posted[1]?.thread_ts).toBe(posted[0]?.ts);
  expect(JSON.stringify(posted[0]?.blocks)).toContain("I cannot post in");
});

test("a card nobody can be shown is given up until it changes; what hangs on it is shown elsewhere", async () => {
  const { chat } = counting();
  await using stand = await startStand({ chat });

  const run = await want(stand, { place: "no-such-channel" });
  await want(stand, { kind: "approval", threadOf: run, place: "renewals" });
  await stand.quiet();

  expect(await stand.posted(renewals)).toHaveLength(1);
  expect(stand.log.join("")).toContain("a card cannot be shown");
});

test("what a card is about may be gone, and drawing it may fail", async () => {
  const wrong = [new Error("a bug")];
  const gone = randomUUID();
  const card: Chat["card"] = async (_workspace, _kind, it) => {
    const error = wrong.shift();
    if (error) throw error;
    return it === gone ? null : runCard();
  };
  await using stand = await startStand({ chat: { card } });

  await want(stand, { subject: gone });
  await want(stand);
  await stand.quiet();

  expect((await stand.posted()).length).toBeLessThanOrEqual(1);
  const { rows } = await stand.pool.query(
    "select 1 from slack_cards where subject = $1 and ts is null",
    [gone],
  );
  expect(rows).toHaveLength(1);
});

test("several processes share the cards", async () => {
  const { chat } = counting();
  await using stand = await startStand({ chat });
  await stand.another(chat);

  await Promise.all(Array.from({ length: 30 }, () => want(stand, { subject: randomUUID() })));
  await eventually(async () => expect(await stand.posted()).toHaveLength(30));
  await stand.quiet();

  expect(await stand.posted()).toHaveLength(30);
});

test("the card of a run tells what a run inside it has come to, and follows it", async () => {
  const [outer, inner] = [randomUUID(), randomUUID()];
  const state = { done: 0 };
  const around = { runId: outer, playbook: "Renewal", step: "Call", link: null };
  const card: Chat["card"] = async (_workspace, _kind, id) =>
    id === inner
      ? runCard({ done: state.done, total: 50, around })
      : runCard({ done: state.done, total: 50 });
  await using stand = await startStand({ chat: { card } });
  await want(stand, { subject: outer });
  await want(stand, { subject: inner });
  await stand.quiet();

  state.done = 7;
  await touchCards(stand.tenant, "run", [inner]);
  await stand.quiet();

  await eventually(async () => expect((await shown(stand)).map(doneOn)).toEqual(["7", "7"]));
});
