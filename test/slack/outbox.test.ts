import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { wantCard } from "../../src/store/cards.ts";
import { queuePost } from "../../src/store/outbox.ts";
import { eventually } from "../support/eventually.ts";
import { elsewhere, maya, renewals, type Stand, startStand, success } from "./stand.ts";
import { runCard } from "./test-chat.ts";

let count = 0;
function queue(
  stand: Stand,
  text: string,
  more: { place?: string; threadOf?: string; concerns?: string; blocks?: object[] } = {},
) {
  const { place = renewals, threadOf = null, concerns, blocks } = more;
  count += 1;
  const message = JSON.parse(JSON.stringify({ text, concerns, blocks }));
  return queuePost(stand.tenant, { key: `k${count}`, place, threadOf, message, at: new Date() });
}

const texts = async (stand: Stand, channel?: string) =>
  (await stand.posted(channel)).map((it) => it.text);

const rows = async (stand: Stand) => {
  const found = await stand.pool.query<{ posted: boolean; failed: string | null }>(
    "select posted_ts is not null as posted, failed from slack_outbox order by id",
  );
  return found.rows;
};

test("each place's posts go out in their order, by name, id or person", async () => {
  await using stand = await startStand();

  for (let i = 1; i <= 5; i += 1)
    await queue(stand, `renewals ${i}`, { place: i % 2 ? "renewals" : "renewals" });
  await queue(stand, "success", { place: success });
  await queue(stand, "direct", { place: maya });
  await stand.quiet();

  expect(await texts(stand, renewals)).toEqual([1, 2, 3, 4, 5].map((i) => `renewals ${i}`));
  expect(await texts(stand, success)).toEqual(["success"]);
  const direct = (await stand.posted()).find((it) => it.text === "direct");
  expect(direct?.channel).toMatch(/^D/);
  expect(await stand.calls("conversations.list")).toHaveLength(1);
  expect(await stand.calls("conversations.open")).toHaveLength(1);
  const given = (await stand.calls("chat.postMessage"))[0]?.arguments;
  expect(given).toMatchObject({ unfurl_links: "false", unfurl_media: "false" });
});

test("the same key is posted once", async () => {
  await using stand = await startStand();
  const post = {
    key: "once",
    place: renewals,
    threadOf: null,
    message: { text: "Once" },
    at: new Date(),
  };

  await Promise.all([queuePost(stand.tenant, post), queuePost(stand.tenant, post)]);
  await stand.quiet();
  await queuePost(stand.tenant, post);
  await stand.quiet();

  expect(await texts(stand)).toEqual(["Once"]);
});

test("a post into a card's thread waits for the card", async () => {
  await using stand = await startStand({ chat: { card: async () => runCard() } });
  const id = randomUUID();
  const card = {
    id,
    kind: "run" as const,
    subject: randomUUID(),
    place: "renewals",
    threadOf: null,
  };
  await stand.fault({ method: "chat.postMessage", status: 503, times: 1 });
  await wantCard(stand.tenant, card);

  await queue(stand, "In the thread", { threadOf: id });
  await eventually(async () => expect(await stand.posted()).toHaveLength(2));

  const [root, reply] = await stand.posted();
  expect(root?.text).toContain("Renewal, 90 days out");
  expect(reply).toMatchObject({ text: "In the thread", thread_ts: root?.ts });
});

test("too fast is too fast for one place only", async () => {
  await using stand = await startStand({ slack: { limits: true } });

  for (let i = 0; i < 5; i += 1) await queue(stand, `renewals ${i}`);
  for (let i = 0; i < 2; i += 1) await queue(stand, `success ${i}`, { place: success });
  await eventually(async () => expect(await texts(stand, success)).toHaveLength(2));
  const early = await texts(stand, renewals);
  await eventually(async () => expect(await texts(stand, renewals)).toHaveLength(5));

  expect(early.length).toBeLessThan(5);
  expect(await texts(stand, renewals)).toEqual([0, 1, 2, 3, 4].map((i) => `renewals ${i}`));
  const limited = (await stand.calls("chat.postMessage")).filter((it) =>
    JSON.stringify(it.answer).includes("ratelimited"),
  );
  // one refusal a wait, not a hail of them
  expect(limited.length).toBeLessThanOrEqual(3);
});

const losses: [string, object][] = [
  ["its answer is lost", { drop_after: true }],
  ["Slack answers 500 before", { status: 500 }],
  ["Slack fails inside", { error: "internal_error" }],
];

test.each(losses)("posted once when %s", async (_name, fault) => {
  await using stand = await startStand();
  await stand.fault({ method: "chat.postMessage", ...fault });

  await queue(stand, "Once");
  await queue(stand, "After it");
  await eventually(async () =>
    expect(await rows(stand)).toEqual([
      { posted: true, failed: null },
      { posted: true, failed: null },
    ]),
  );

  expect(await texts(stand)).toEqual(["Once", "After it"]);
});

test("a process that dies between the post and its receipt posts nothing twice, however much is said meanwhile", async () => {
  await using stand = await startStand();
  await queue(stand, "Once");
  await stand.quiet();
  for (let i = 0; i < 450; i += 1)
    await stand.act("say", { user: maya, channel: renewals, text: `talk ${i}` });

  await stand.pool.query("update slack_outbox set posted_ts = null, lease_until = 'epoch'");
  await stand.quiet();

  expect(await texts(stand)).toEqual(["Once"]);
  expect(await rows(stand)).toEqual([{ posted: true, failed: null }]);
});

test("where we may not write, the person it concerns is told, and the rest goes on", async () => {
  await using stand = await startStand();

  await queue(stand, "For Maya", {
    place: elsewhere,
    concerns: maya,
    blocks: [{ type: "divider" }],
  });
  await queue(stand, "For nobody", { place: elsewhere });
  await queue(stand, "Nowhere", { place: "no-such-channel", concerns: maya });
  await queue(stand, "Fine");
  await stand.quiet();

  const direct = (await stand.posted()).filter((it) => it.channel.startsWith("D"));
  expect(direct.map((it) => it.text).toSorted()).toEqual(["For Maya", "Nowhere"]);
  expect(JSON.stringify(direct)).toContain(`I cannot post in <#${elsewhere}>`);
  expect(await texts(stand, renewals)).toEqual(["Fine"]);
  expect((await rows(stand)).map((it) => it.failed)).toEqual([null, "not_in_channel", null, null]);
  expect(stand.log.join("")).toContain("a post cannot be made");
});

test("what Slack refuses for what it says is told nobody elsewhere", async () => {
  await using stand = await startStand();
  await stand.fault({ method: "chat.postMessage", error: "msg_too_long" });

  await queue(stand, "Too long", { concerns: maya });
  await stand.quiet();

  expect(await stand.posted()).toEqual([]);
  expect(await rows(stand)).toEqual([{ posted: false, failed: "msg_too_long" }]);
});

test("blocks that Slack does not take are left out, the words are not", async () => {
  await using stand = await startStand();

  await queue(stand, "Words", { blocks: [{ type: "no_such_block" }] });
  await stand.quiet();

  const [message] = await stand.posted();
  expect(message).toMatchObject({ text: "Words" });
  expect(message?.blocks).toBeUndefined();
});

test("a revoked token loses nothing", async () => {
  await using stand = await startStand();
  await stand.fault({ method: "chat.postMessage", error: "token_revoked" });

  await queue(stand, "Later");
  await stand.quiet();
  expect(await rows(stand)).toEqual([{ posted: false, failed: null }]);
  await stand.pool.query("update slack_outbox set lease_until = 'epoch'");
  await stand.quiet();

  expect(await texts(stand)).toEqual(["Later"]);
});
