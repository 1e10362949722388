import { expect, test } from "vitest";
import type { Surface } from "../../../../src/local/slack/blocks/block.ts";
import { checkBlocks } from "../../../../src/local/slack/blocks/check-blocks.ts";
import { mrkdwn, plain, section } from "../stand.ts";

function check(blocks: unknown, surface: Surface = "message") {
  let count = 0;
  return checkBlocks(blocks, { surface, newId: () => `id${(count += 1)}` });
}

const button = (more: object = {}) => ({ type: "button", text: plain("Go"), ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const option = (value: string) => ({ text: plain(value), value });
const input = (element: object) => ({ type: "input", label: plain("Label"), element });
const text = (length: number) => "x".repeat(length);

const good: [string, object][] = [
  ["section", section("hello")],
  ["section of 3000", section(text(3000))],
  ["fields", { type: "section", fields: [mrkdwn("a"), plain("b")] }],
  ["accessory", { ...section("a"), accessory: button({ action_id: "a", value: "1" }) }],
  ["header of 150", { type: "header", text: plain(text(150)) }],
  ["divider", { type: "divider" }],
  ["image", { type: "image", image_url: "https://a.test/i.png", alt_text: "i" }],
  ["context", { type: "context", elements: [mrkdwn("a"), plain("b")] }],
  ["markdown", { type: "markdown", text: "# Hello" }],
  ["25 buttons", actions(...Array.from({ length: 25 }, () => button()))],
  ["overflow", actions({ type: "overflow", options: [option("a")] })],
  ["select", actions({ type: "static_select", options: [option("a")] })],
  [
    "option groups",
    actions({
      type: "multi_static_select",
      option_groups: [{ label: plain("g"), options: [option("a")] }],
    }),
  ],
  ["text input", input({ type: "plain_text_input", max_length: 3000 })],
  ["table", { type: "table", rows: [[{ type: "raw_text", text: "a" }]] }],
  ["plan", { type: "plan", title: "p", tasks: [] }],
  ["card", { type: "card", title: mrkdwn("c"), actions: [button()] }],
  [
    "chart",
    {
      type: "data_visualization",
      title: "t",
      chart: { type: "pie", segments: [{ label: "a", value: 1 }] },
    },
  ],
];

test.each(good)("%s is accepted", (_name, block) => {
  expect(check([block])).toMatchObject({ is: "good" });
});

const bad: [string, unknown, string][] = [
  ["an unknown block", { type: "foo" }, "unsupported type: foo [/blocks/0/type]"],
  ["no type", {}, "missing required field: type [/blocks/0]"],
  ["no text", { type: "section" }, "missing required field: text [/blocks/0]"],
  ["empty text", section(""), "must be more than 0 characters [/blocks/0/text/text]"],
  ["long section", section(text(3001)), "must be less than 3001 characters [/blocks/0/text/text]"],
  ["bare text", { type: "section", text: "a" }, "must provide an object [/blocks/0/text]"],
  [
    "long header",
    { type: "header", text: plain(text(151)) },
    "must be less than 151 characters [/blocks/0/text/text]",
  ],
  [
    "mrkdwn header",
    { type: "header", text: mrkdwn("a") },
    "must be a valid enum value [/blocks/0/text/type]",
  ],
  [
    "11 fields",
    { type: "section", fields: Array.from({ length: 11 }, () => mrkdwn("a")) },
    "no more than 10 items allowed [/blocks/0/fields]",
  ],
  [
    "long field",
    { type: "section", fields: [mrkdwn(text(2001))] },
    "must be less than 2001 characters [/blocks/0/fields/0/text]",
  ],
  [
    "11 in context",
    { type: "context", elements: Array.from({ length: 11 }, () => mrkdwn("a")) },
    "no more than 10 items allowed [/blocks/0/elements]",
  ],
  [
    "26 buttons",
    actions(...Array.from({ length: 26 }, () => button())),
    "no more than 25 items allowed [/blocks/0/elements]",
  ],
  [
    "long button",
    actions(button({ text: plain(text(76)) })),
    "must be less than 76 characters [/blocks/0/elements/0/text/text]",
  ],
  [
    "long value",
    actions(button({ value: text(2001) })),
    "must be less than 2001 characters [/blocks/0/elements/0/value]",
  ],
  [
    "long url",
    actions(button({ url: text(3001) })),
    "must be less than 3001 characters [/blocks/0/elements/0/url]",
  ],
  [
    "long action_id",
    actions(button({ action_id: text(256) })),
    "must be less than 256 characters [/blocks/0/elements/0/action_id]",
  ],
  [
    "long block_id",
    { type: "divider", block_id: text(256) },
    "must be less than 256 characters [/blocks/0/block_id]",
  ],
  [
    "strange style",
    actions(button({ style: "red" })),
    "must be a valid enum value [/blocks/0/elements/0/style]",
  ],
  [
    "unknown element",
    actions({ type: "slider" }),
    "unsupported type: slider [/blocks/0/elements/0/type]",
  ],
  [
    "an extra field",
    { type: "divider", color: "red" },
    "invalid additional property: color [/blocks/0]",
  ],
  [
    "no options",
    actions({ type: "static_select" }),
    "must provide exactly one of options or option_groups [/blocks/0]",
  ],
  [
    "101 options",
    actions({
      type: "static_select",
      options: Array.from({ length: 101 }, (_, i) => option(String(i))),
    }),
    "no more than 100 items allowed [/blocks/0/elements/0/options]",
  ],
  [
    "long option",
    actions({ type: "static_select", options: [option(text(76))] }),
    "must be less than 76 characters [/blocks/0/elements/0/options/0/text/text]",
  ],
  [
    "6 in overflow",
    actions({ type: "overflow", options: Array.from({ length: 6 }, (_, i) => option(String(i))) }),
    "no more than 5 items allowed [/blocks/0/elements/0/options]",
  ],
  [
    "11 radio buttons",
    actions({
      type: "radio_buttons",
      options: Array.from({ length: 11 }, (_, i) => option(String(i))),
    }),
    "no more than 10 items allowed [/blocks/0/elements/0/options]",
  ],
  [
    "a stray initial option",
    actions({ type: "static_select", options: [option("a")], initial_option: option("b") }),
    "initial_option must be one of the options [/blocks/0]",
  ],
  [
    "long placeholder",
    input({ type: "plain_text_input", placeholder: plain(text(151)) }),
    "must be less than 151 characters [/blocks/0/element/placeholder/text]",
  ],
  [
    "max_length 3001",
    input({ type: "plain_text_input", max_length: 3001 }),
    "must be less than or equal to 3000 [/blocks/0/element/max_length]",
  ],
  [
    "a strange date",
    actions({ type: "datepicker", initial_date: "1.3.2026" }),
    "must be a valid date in the format YYYY-MM-DD [/blocks/0/elements/0/initial_date]",
  ],
  [
    "long confirm",
    actions(button({ confirm: { text: plain(text(301)) } })),
    "must be less than 301 characters [/blocks/0/elements/0/confirm/text/text]",
  ],
  [
    "long markdown",
    { type: "markdown", text: text(12_001) },
    "must be less than 12001 characters [/blocks/0/text]",
  ],
  [
    "101 rows",
    { type: "table", rows: Array.from({ length: 101 }, () => []) },
    "no more than 100 items allowed [/blocks/0/rows]",
  ],
  [
    "21 columns",
    { type: "table", rows: [Array.from({ length: 21 }, () => ({ type: "raw_text", text: "a" }))] },
    "no more than 20 items allowed [/blocks/0/rows/0]",
  ],
  [
    "11 cards",
    {
      type: "carousel",
      elements: Array.from({ length: 11 }, () => ({ type: "card", title: plain("a") })),
    },
    "no more than 10 items allowed [/blocks/0/elements]",
  ],
  [
    "13 segments",
    {
      type: "data_visualization",
      title: "t",
      chart: {
        type: "pie",
        segments: Array.from({ length: 13 }, () => ({ label: "a", value: 1 })),
      },
    },
    "no more than 12 items allowed [/blocks/0/chart/segments]",
  ],
  [
    "a series with gaps",
    {
      type: "data_visualization",
      title: "t",
      chart: {
        type: "bar",
        axis_config: { categories: ["a", "b"] },
        series: [{ name: "s", data: [{ label: "a", value: 1 }] }],
      },
    },
    "must have one value for each category, in their order [/blocks/0/chart/series/0/data]",
  ],
  [
    "an alert in a message",
    { type: "alert", text: plain("a") },
    "unsupported type: alert [/blocks/0/type]",
  ],
];

test.each(bad)("%s is refused", (_name, block, said) => {
  const checked = check([block]);

  expect(checked.is).toBe("bad");
  const problems = checked.is === "bad" ? checked.problems : [];
  expect(problems.map((problem) => `${problem.message} [${problem.pointer}]`)).toContain(said);
});

test("a message takes 50 blocks, a modal and Home take 100", () => {
  const many = (count: number) => Array.from({ length: count }, () => ({ type: "divider" }));

  expect(check(many(50)).is).toBe("good");
  expect(check(many(51))).toMatchObject({
    problems: [{ message: "no more than 50 items allowed", pointer: "/blocks" }],
  });
  expect(check(many(100), "modal").is).toBe("good");
  expect(check(many(101), "home").is).toBe("bad");
});

test("blocks and elements without a name get one, and names may not repeat", () => {
  const checked = check([actions(button()), section("a")]);

  expect(checked).toMatchObject({
    is: "good",
    blocks: [{ block_id: "id2", elements: [{ action_id: "id1" }] }, { block_id: "id3" }],
  });
  const twice = [
    { type: "divider", block_id: "a" },
    { type: "divider", block_id: "a" },
  ];
  expect(check(twice)).toMatchObject({ problems: [{ message: "duplicate block_id: a" }] });
  const same = actions(button({ action_id: "a" }), button({ action_id: "a" }));
  expect(check([same])).toMatchObject({ problems: [{ message: "duplicate action_id: a" }] });
});

test.each(["markdown", "table", "plan", "data_visualization"])(
  "%s stands in messages only",
  (type) => {
    const found = good.find(([, block]) => "type" in block && block.type === type)?.[1];

    expect(check([found]).is).toBe("good");
    expect(check([found], "home")).toMatchObject({
      problems: [{ message: `unsupported type: ${type}` }],
    });
  },
);

test("at most two charts stand in a message", () => {
  const chart = good.find(([name]) => name === "chart")?.[1];

  expect(check([chart, chart]).is).toBe("good");
  expect(check([chart, chart, chart]).is).toBe("bad");
});
