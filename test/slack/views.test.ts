import { expect, test } from "vitest";
import { z } from "zod";
import { checkBlocks } from "../../src/local/slack/blocks/check-blocks.ts";
import { checkView } from "../../src/local/slack/blocks/check-view.ts";
import { drawCard, drawReply } from "../../src/slack/draw.ts";
import { chunksOf } from "../../src/slack/views/blocks.ts";
import type { Drawn } from "../../src/slack/views/blocks.ts";
import { lengthOf } from "../../src/slack/views/fit.ts";
import { formView } from "../../src/slack/views/form.ts";
import { homeView } from "../../src/slack/views/home.ts";
import { previewView } from "../../src/slack/views/preview.ts";
import { foreign, spoken } from "../../src/slack/views/text.ts";
import { editForm } from "./gallery/approvals.ts";
import { cards } from "./gallery/cards.ts";
import { previewInside } from "./gallery/foreseen.ts";
import { now } from "./gallery/parts.ts";
import { homes, replies } from "./gallery/replies.ts";

const drawn: [string, Drawn][] = [
  ...Object.entries(cards).map(([name, it]): [string, Drawn] => [name, drawCard(it, now)]),
  ...Object.entries(replies).map(([name, it]): [string, Drawn] => [name, drawReply(it, now)]),
];

function newIds(): () => string {
  let count = 0;
  return () => `b${(count += 1)}`;
}

test.each(drawn)("%s is a message that Slack takes", (_name, { text, blocks }) => {
  const checked = checkBlocks(blocks, { surface: "message", newId: newIds() });

  expect(checked).toMatchObject({ is: "good" });
  expect(text).not.toBe("");
  expect(text.length).toBeLessThanOrEqual(4000);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(lengthOf(blocks)).toBeLessThanOrEqual(12_000);
});

test.each(Object.entries(homes))("Home, %s, is a view that Slack takes", (_name, shown) => {
  const view = homeView(shown, now);

  expect(checkView(view, { type: "home", newId: newIds() })).toMatchObject({ is: "good" });
});

test("a form is a view that Slack takes", () => {
  const view = formView(editForm, { channel: "C1", thread: null, direct: false });

  expect(checkView(view, { type: "modal", newId: newIds() })).toMatchObject({ is: "good" });
});

/** Every text a person reads in it. */
function textsIn(value: unknown, key = ""): string[] {
  if (typeof value === "string") return key === "text" || key === "" ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => textsIn(item, name));
}

const banned =
  /\b(execution|executions|delivery|deliveries|segment|segments|node|nodes|four-eyes|undefined|null|NaN)\b/i;

test.each(drawn)("%s speaks as people do", (_name, { text, blocks }) => {
  for (const said of [text, ...textsIn(blocks)]) {
    // the sample's own words may be anything
    expect(said.replaceAll("segment is enterprise", "")).not.toMatch(banned);
    expect(said.split("\n").every((line) => line.length < 500)).toBe(true);
  }
});

test.each(drawn)(
  "%s has no row that a phone breaks, and dates in the reader's own time",
  (_name, { blocks }) => {
    const rows = blocks.filter((block) => block.type === "actions");
    expect(rows.every((row) => row.elements.length <= 5)).toBe(true);
    expect(blocks.some((block) => ["table", "data_table"].includes(block.type))).toBe(false);
    const texts = textsIn(blocks).join("\n");
    expect(texts).not.toMatch(/\d{4}-\d\d-\d\dT/);
  },
);

test("a card's actions stay apart by their ids", () => {
  for (const [name, { blocks }] of drawn) {
    const ids = blocks.flatMap((block) =>
      block.type === "actions"
        ? block.elements.map((it) => ("action_id" in it ? it.action_id : ""))
        : [],
    );
    expect(new Set(ids).size, name).toBe(ids.length);
  }
});

const evil = [
  "<!channel> <!here> <@U0EVIL001> <#C0RENEW01>",
  "<https://evil.example|https://bank.example>",
  "<!date^1^{date}^https://evil.example|soon>",
  "<!subteam^S1> & &lt;!channel&gt;",
  "*bold* _italic_ ~gone~ `code` ```block``` :white_check_mark: Approved",
  "> quoted\n> lines\n*x*",
  "\u202Eevil\u202C \u2066x\u2069",
  "🤖".repeat(400),
  "a".repeat(50_000),
  "",
];

/** The same data with every text of somebody else's turned hostile. Ids, acts and values stay what they are. */
function hostile<T>(value: T, attack: string): T {
  const kept = new Set([
    "is",
    "kind",
    "status",
    "result",
    "act",
    "value",
    "id",
    "decidedBy",
    "editedBy",
    "who",
    "about",
    "zone",
    "code",
    "cause",
    "outcome",
    "style",
    "link",
    "author",
    "waitsFor",
    "passedBy",
    "asked",
    "by",
    "escalatedTo",
    "askedBy",
    "people",
    "approver",
    "approvers",
    "editors",
    "contentSha256",
  ]);
  const turned = (it: unknown, key: string): unknown => {
    if (kept.has(key)) return it;
    if (typeof it === "string") return attack;
    if (Array.isArray(it)) return it.map((item) => turned(item, key));
    if (it instanceof Date || typeof it !== "object" || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([name, item]) => [name, turned(item, name)]));
  };
  const made: unknown = turned(value, "");
  return isLike(value, made) ? made : value;
}

function isLike<T>(_model: T, made: unknown): made is T {
  return typeof made === "object";
}

// marks that our own words use: dates, people, and nothing else
const ours =
  /<!date\^\d+\^\{[a-z_]+\}(?: at \{time\})?\|[^<>|]*>|<@[UW][A-Z0-9]+>|<https:\/\/northwind\.slack\.com\/[^<>|]*\|/g;

test.each(evil)("nothing in %j becomes markup, a link or a call", (attack) => {
  const messages: [string, Drawn][] = [
    ...Object.entries(cards).map(([name, it]): [string, Drawn] => [
      name,
      drawCard(hostile(it, attack), now),
    ]),
    ...Object.entries(replies).map(([name, it]): [string, Drawn] => [
      name,
      drawReply(hostile(it, attack), now),
    ]),
  ];

  for (const [name, { text, blocks }] of messages) {
    expect(checkBlocks(blocks, { surface: "message", newId: newIds() })).toMatchObject({
      is: "good",
    });
    expect(lengthOf(blocks)).toBeLessThanOrEqual(12_000);
    expect(text.length).toBeLessThanOrEqual(4000);
    for (const said of [text, ...markedTexts(blocks).map((it) => it.text)]) {
      expect(said.replaceAll(ours, ""), name).not.toMatch(/<[!@#h]/);
      // the program's own sentences may name people; nobody else's do
      const mayName = /^(words|file|draft: (choosing|settled))/.test(name);
      expect(mayName || !said.includes("<@U0EVIL001>"), name).toBe(true);
      expect(said).not.toContain("*bold*");
      expect(said).not.toMatch(/[\u202A-\u202E]/);
    }
  }
});

const Marked = z.object({
  type: z.literal("mrkdwn"),
  text: z.string(),
  verbatim: z.boolean().default(false),
});

/** The texts that Slack reads markup in. */
function markedTexts(value: unknown): z.infer<typeof Marked>[] {
  if (Array.isArray(value)) return value.flatMap(markedTexts);
  if (typeof value !== "object" || value === null) return [];
  const read = Marked.safeParse(value);
  return read.success ? [read.data] : Object.values(value).flatMap(markedTexts);
}

test("Slack makes nothing of markup by itself: it is told to take it as it is", () => {
  const all = drawn.flatMap(([, { blocks }]) => markedTexts(blocks));

  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((it) => !it.verbatim)).toEqual([]);
});

const words: [string, string][] = [
  ["Acme & Sons <x>", "Acme &amp; Sons &lt;x&gt;"],
  ["*a* `b` ~c~", "∗a∗ ˋbˋ ∼c∼"],
  ["snake_case and _this_", "snake_case and ＿this＿"],
  ["at 10:30, :tada:", "at 10:30, ꞉tada:"],
  ["two\n lines", "two lines"],
  ["> quoted", "› quoted"],
];

test.each(words)("%j is said as %j", (given, said) => {
  expect(foreign(given)).toBe(said);
});

test("a sentence of ours may name people and nothing else", () => {
  expect(spoken("By <@U0MAYA001> for <!channel> & <@bad id>")).toBe(
    "By <@U0MAYA001> for &lt;!channel&gt; &amp; &lt;@bad id&gt;",
  );
});

test("a long text is cut between lines, and never inside a mark", () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`).join("\n");
  expect(chunksOf(lines, 100).join("\n")).toBe(lines);
  const marks = "x".repeat(95) + "<@U0MAYA001>" + "y".repeat(50);
  expect(chunksOf(marks, 100)).toEqual(["x".repeat(95), `<@U0MAYA001>${"y".repeat(50)}`]);
  const entity = `${"x".repeat(97)}&amp;y`;
  expect(chunksOf(entity, 100)).toEqual(["x".repeat(97), "&amp;y"]);
});

test("that people answer at once is said of those a run inside waits for, too", () => {
  const { blocks } = previewView(previewInside, now);

  expect(JSON.stringify(blocks)).toContain("if people answer at once · 13 steps");
});

test("an open phase says which round it is in", () => {
  const said = drawn.map(([, { blocks }]) => JSON.stringify(blocks));

  expect(said.some((it) => it.includes("*Weekly save calls* – round 2"))).toBe(true);
});
