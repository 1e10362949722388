import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { expect, test } from "vitest";
import { actionIdOf, actOf, meantBy } from "../../src/slack/action-id.ts";
import { failureOf, retryAfter } from "../../src/slack/failures.ts";
import { readArrival } from "../../src/slack/read-arrival.ts";
import { readText, wordsOf } from "../../src/slack/said-text.ts";

const self = { workspaceId: "T1", botUser: "U0BOT", botId: "B1" };

const texts: [string, string][] = [
  ["<@U0BOT> list", "list"],
  ["<@U0BOT|playbooks>: list", "list"],
  ["please, <@U0BOT>, list", "please, list"],
  ["run it for <@U0MAYA|maya> in <#C1|renewals>", "run it for <@U0MAYA> in #renewals"],
  [
    "see <https://acme.test/a?b=1&amp;c=2|the page> or <https://x.test>",
    "see the page or https://x.test",
  ],
  ["to <mailto:dana@acme.test|dana@acme.test>", "to dana@acme.test"],
  ["<!here> <!subteam^S1|@leads> <!channel>", "@here @leads @channel"],
  ["a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"],
  ["<@U0BOT>\n  id: x\n  name: y", "id: x\n  name: y"],
  ["two\u00A0words", "two words"],
];

test.each(texts)("%j is the words %j", (text, words) => {
  expect(readText(text, "U0BOT").words).toBe(words);
});

test("what looks like a mark but is written out stays what it is", () => {
  expect(wordsOf("&lt;@U1&gt; and &lt;https://x&gt;")).toBe("<@U1> and <https://x>");
  expect(readText("hello", "U0BOT").mentions).toBe(false);
});

const event = (its: object) => ({
  type: "event_callback",
  event_id: "Ev1",
  team_id: "T1",
  event: { type: "message", user: "U1", text: "hi", ts: "2.1", channel: "C1", ...its },
});

const heard: [string, object, object][] = [
  ["a reply", { thread_ts: "1.1" }, { via: "thread", inThread: "1.1", key: "said:C1:2.1" }],
  [
    "a mention",
    { text: "<@U0BOT> hi" },
    { via: "mention", place: { thread: "2.1" }, inThread: null },
  ],
  [
    "a mention in a thread",
    { text: "<@U0BOT> hi", thread_ts: "1.1" },
    { via: "mention", inThread: "1.1" },
  ],
  ["nothing but our name", { text: "<@U0BOT>" }, { via: "mention", text: "" }],
  [
    "a direct message",
    { channel: "D1", channel_type: "im" },
    { via: "direct", place: { thread: null, direct: true } },
  ],
  ["a file with words", { channel: "D1", subtype: "file_share" }, { via: "direct" }],
  ["a stranger", { text: "<@U0BOT> hi", user_team: "T2" }, { isStranger: true, workspaceId: "T1" }],
  ["a colleague", { text: "<@U0BOT> hi", team: "T1" }, { isStranger: false }],
];

test.each(heard)("%s is heard", (_name, its, read) => {
  expect(readArrival(event(its), self)).toMatchObject(read);
});

const unheard: [string, object][] = [
  ["talk in a channel", {}],
  ["a thread's own first message", { thread_ts: "2.1" }],
  ["an edit", { subtype: "message_changed", hidden: true }],
  ["somebody who joined", { channel: "D1", subtype: "channel_join" }],
  ["another bot", { channel: "D1", bot_id: "B2" }],
  ["ourselves", { channel: "D1", user: "U0BOT" }],
  ["nobody", { user: undefined, text: "<@U0BOT>" }],
];

test.each(unheard)("%s is not", (_name, its) => {
  expect(readArrival(event(its), self)).toBeNull();
});

const junk: unknown[] = [
  null,
  7,
  "text",
  [],
  {},
  { type: "event_callback" },
  { type: "block_actions", user: {}, actions: [] },
  {
    type: "block_actions",
    user: { id: "U1" },
    trigger_id: "1",
    actions: [],
    container: { type: "message" },
  },
  { type: "view_submission", view: {} },
  { type: "view_closed", view: {} },
  { type: "block_suggestion" },
  { command: "/playbook" },
  { payload: "x" },
];

test.each(junk)("%j is nothing to us", (body) => {
  expect(readArrival(body, self)).toBeNull();
});

test("a form of an older version still is one, so that it can be said", () => {
  const view = {
    id: "V1",
    hash: "1.a",
    callback_id: "old",
    private_metadata: "{}",
    title: { text: "Old" },
    blocks: [],
    state: { values: {} },
  };

  const read = readArrival(
    { type: "view_submission", user: { id: "U1", team_id: "T1" }, team: { id: "T1" }, view },
    self,
  );

  expect(read).toMatchObject({ is: "form", act: "", place: null });
});

test("somebody from another workspace is a stranger in every way there is", () => {
  const who = { user: { id: "U1", team_id: "T2" }, team: { id: "T1" } };
  const press = {
    type: "block_actions",
    ...who,
    trigger_id: "1",
    actions: [{ action_id: "do:a:0" }],
    container: { type: "message" },
  };

  expect(readArrival(press, self)).toMatchObject({ isStranger: true });
  expect(
    readArrival({ ...press, user: { id: "U1", team_id: "T2" }, team: { id: "T2" } }, self),
  ).toMatchObject({
    isStranger: true,
    workspaceId: "T1",
  });
});

test("buttons carry their act in their id", () => {
  expect(actOf(actionIdOf("draft-on", 3))).toBe("draft-on");
  expect(actOf(actionIdOf("slack:again", 0))).toBe("slack:again");
  for (const id of ["approve", "do:approve", "do::1", "do:a b:1", "x:do:a:1", "slack:again"])
    expect(actOf(id)).toBeNull();
});

const refused = (error: string) =>
  new WebAPIPlatformError({ ok: false, error, response_metadata: {} });
const failures: [unknown, object | null, number | null][] = [
  [new WebAPIRateLimitedError(3), { is: "limited", afterMs: 3000 }, 3000],
  [refused("ratelimited"), { is: "limited" }, 5000],
  [new WebAPIRequestError(new Error("reset")), { is: "unsure" }, 500],
  [refused("internal_error"), { is: "unsure" }, 500],
  [refused("token_revoked"), { is: "locked-out" }, 60_000],
  [refused("not_in_channel"), { is: "refused", code: "not_in_channel" }, null],
];

test.each(failures)("%s is told apart by what can be done about it", (error, is, after) => {
  const failure = failureOf(error);

  expect(failure).toMatchObject(is ?? {});
  expect(failure && retryAfter(failure, 1)).toBe(after);
});

test("a bug is no failure of Slack's", () => {
  expect(failureOf(new TypeError("x is not a function"))).toBeNull();
});

test("what is chosen from a menu is the act and the value of the choice", () => {
  expect(meantBy("do:menu:3", undefined, "shift-run 5f 2")).toEqual({
    act: "shift-run",
    value: "5f 2",
  });
  expect(meantBy("do:menu:3", undefined, "slack:again x")).toMatchObject({ act: null });
  expect(meantBy("do:pause:0", "5f", undefined)).toEqual({ act: "pause", value: "5f" });
});

test("that we got into a channel is heard, and that somebody else did is not", () => {
  const joined = (user: string) =>
    readArrival(event({ type: "member_joined_channel", user, inviter: "U1" }), self);

  expect(joined("U0BOT")).toMatchObject({ is: "entered", key: "event:Ev1", by: "U1" });
  expect(joined("U2")).toBeNull();
});
