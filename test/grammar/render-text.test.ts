import fc from "fast-check";
import { expect, test } from "vitest";
import {
  limits,
  type Rendering,
  type RenderOptions,
  renderText,
} from "../../src/grammar/render-text.ts";
import { readText } from "../../src/grammar/text.ts";
import { values } from "./catalogue.ts";

function render(
  source: string,
  data: Record<string, unknown> = values,
  options: Partial<RenderOptions> = {},
): Rendering {
  const reading = readText(source);
  if (!reading.ok) throw new Error(reading.faults[0]?.message);
  return renderText(reading.value, data, { channel: "plain", zone: "Europe/Paris", ...options });
}

test.each<[string, string]>([
  ["Hi {{customer.name}}!", "Hi Acme & Co!"],
  ['Hi {{default customer.champion.first_name "there"}}', "Hi there"],
  ["{{default customer.champion.first_name customer.csm.first_name}}", "Ana"],
  ['{{default customer.name "there"}}', "Acme & Co"],
  ["{{customer.seats}} {{customer.arr}} {{outcome.held}}", "120 120,000 yes"],
  ["{{number customer.arr}} {{percent inputs.max_discount}}", "120,000 20%"],
  [
    '{{money customer.arr}} {{money customer.arr "EUR"}} {{money cents}}',
    "$120,000 €120,000 $1,200.50",
  ],
  ["{{customer.renewal_date}} {{date customer.last_login}}", "1 Mar 2027 20 Nov 2026"],
  ['{{date customer.renewal_date "long"}}', "Monday 1 March 2027"],
  ["{{time customer.last_login}}", "11:00"],
  [
    "{{upper customer.segment}} {{lower customer.name}} {{first customer.csm.name}}",
    "ENTERPRISE acme & co Ana",
  ],
  ["{{capitalize customer.segment}}", "Enterprise"],
  [
    '{{summary.risks}}; {{join summary.risks " / "}}; {{count summary.risks}}',
    "late, cost and silence; late / cost / silence; 3",
  ],
  [
    '{{plural (count summary.risks) "risk" "risks"}}, {{plural one "seat" "seats"}}',
    "3 risks, 1 seat",
  ],
  ["{{upper (first customer.csm.name)}}", "ANA"],
  ["{{money (default customer.nope customer.arr)}}", "$120,000"],
  ["{{default customer.nope customer.tags}}", "vip and beta"],
  ["{{#if customer.champion}}yes{{else}}no{{/if}}", "no"],
  ["{{#if zero}}yes{{else if customer.csm}}csm{{else}}no{{/if}}", "csm"],
  ["{{#unless summary.none}}none{{/unless}}", "none"],
  ["{{^if customer.champion}}none{{/if}}", "none"],
  [
    "{{#each summary.risks}}{{@index}} {{this}}{{#unless @last}}, {{/unless}}{{/each}}",
    "0 late, 1 cost, 2 silence",
  ],
  [
    "{{#each customer.orders}}{{#if @first}}{{customer.name}}: {{/if}}{{this.name}} {{money this.total}}; {{/each}}",
    "Acme & Co: seats $5; training $1,200.50; ",
  ],
  ["{{#each grid}}{{#each this}}{{this}}{{/each}};{{/each}}", "12;3;"],
  ["{{#each summary.none}}x{{else}}nothing{{/each}}", "nothing"],
  ["{{#each customer.champion}}x{{else}}nothing{{/each}}", "nothing"],
  ["{{#if customer.active}}\nline\n{{/if}}\nend", "line\nend"],
  [
    "\\{{customer.name}} {{!-- a note --}}{{~ customer.segment ~}} .",
    "{{customer.name}} enterprise.",
  ],
  ["{{usage}} {{no}}", "0 no"],
])("%j becomes %j", (source, text) => {
  const data = {
    ...values,
    cents: 1200.5,
    one: 1,
    zero: 0,
    usage: 0,
    no: false,
    grid: [[1, 2], [3]],
  };

  expect(render(source, data)).toEqual({ is: "text", text });
});

test("now is what it is told to be", () => {
  const now = new Date("2026-12-31T23:30:00Z");

  expect(render("{{today}} {{time now}}", {}, { now })).toEqual({
    is: "text",
    text: "1 Jan 2027 00:30",
  });
  expect(render("{{today}}", {})).toEqual({ is: "missing", names: ["today"] });
});

// a send is held back rather than sent with a hole in it
test.each<[string, string[]]>([
  ["Hi {{customer.champion.first_name}},", ["customer.champion.first_name"]],
  ["{{customer.note}}", ["customer.note"]],
  ["{{nobody}} {{customer.nme}} {{nobody}}", ["nobody", "customer.nme"]],
  ["{{money customer.nope}}", ["customer.nope"]],
  ["{{default customer.champion customer.nope}}", ["customer.champion", "customer.nope"]],
  ["{{summary.none}}", ["summary.none"]],
  ["{{#each summary.none}}x{{/each}}", ["summary.none"]],
  ["{{#each customer.orders}}{{this.price}}{{/each}}", ["customer.orders.price"]],
  ["{{#each customer.orders}}{{price}}{{/each}}", ["price"]],
  ["{{#if customer.active}}{{customer.champion.name}}{{/if}}", ["customer.champion.name"]],
  ["{{upper blank}}", ["blank"]],
])("%s lacks %j", (source, names) => {
  expect(render(source, { ...values, blank: "  \n" })).toEqual({ is: "missing", names });
});

test("what stands in a path not taken is not missed", () => {
  expect(render("{{#if customer.champion}}{{customer.champion.name}}{{/if}}ok")).toEqual({
    is: "text",
    text: "ok",
  });
});

test("a preview marks what is not known yet, and only that", () => {
  const mark = (name: string) => (name.startsWith("later.") ? `«${name}»` : null);

  expect(render("{{later.a}} {{money later.b}}", values, { mark })).toEqual({
    is: "text",
    text: "«later.a» «later.b»",
  });
  expect(render("{{later.a}} {{nobody}}", values, { mark })).toEqual({
    is: "missing",
    names: ["nobody"],
  });
  expect(render('{{default later.a "x"}}', values, { mark })).toEqual({ is: "text", text: "x" });
});

test.each([
  "{{customer.csm}}",
  "{{customer.orders}}",
  "{{customer}}",
  "{{#each customer.name}}x{{/each}}",
  "{{#each customer.csm}}x{{/each}}",
  "{{date customer.name}}",
  "{{time customer.renewal_date}}",
  "{{money customer.name}}",
  '{{join customer.name ","}}',
  "{{upper customer.health}}",
])("%s is an error and nothing is sent", (source) => {
  expect(render(source)).toMatchObject({ is: "error" });
});

test.each<[string, unknown, string]>([
  ["a function", () => "called", "{{evil}}{{evil.name}}"],
  ["a symbol", Symbol("x"), "{{evil}}"],
  [
    "a getter",
    Object.defineProperty({}, "x", { get: () => "got", enumerable: true }),
    "{{evil.x}}",
  ],
  ["an inherited field", Object.create({ x: "inherited" }), "{{evil.x}}"],
  [
    "a class",
    new (class {
      x = "field";
    })(),
    "{{evil.x}}",
  ],
  ["a text's own fields", "text", "{{evil.length}}"],
  ["a list's own fields", ["a"], "{{evil.length}}"],
  ["a polluted field", JSON.parse('{"__proto__": {"x": "polluted"}}'), "{{evil.x}}"],
  ["not a number", Number.NaN, "{{evil}}"],
])("%s is never read, called or printed", (_what, evil, source) => {
  expect(render(source, { evil })).toMatchObject({ is: "missing" });
});

test("a date that is none is not printed", () => {
  expect(render("{{evil}}", { evil: new Date(Number.NaN) }).is).not.toBe("text");
});

test("loops inside loops stop at the budget", () => {
  const data = { list: Array.from({ length: 200 }, (_, i) => i) };
  const source = "{{#each list}}{{#each list}}{{#each list}}x{{/each}}{{/each}}{{/each}}";

  expect(render(source, data)).toMatchObject({ is: "error" });
  expect(render(source.replace("x", ""), data)).toMatchObject({ is: "error" });
});

test("the budget is in nodes, so it is reached at the same place on every machine", () => {
  const loop = (length: number) =>
    render("{{#each list}}x{{/each}}", { list: Array.from({ length }) });

  // each turn costs one for itself and one for what is in it
  expect(loop(limits.steps / 2)).toMatchObject({ is: "text" });
  expect(loop(limits.steps / 2 + 1)).toMatchObject({ is: "error" });
});

test("a text does not grow beyond its limit, in bytes", () => {
  const many = (length: number) =>
    render("{{#each list}}{{big}}{{/each}}", {
      list: Array.from({ length }),
      big: "é".repeat(512),
    });

  expect(many(64)).toMatchObject({ is: "text" });
  expect(many(65)).toMatchObject({ is: "error" });
});

test("rendering never throws, whatever the values are", () => {
  const sources = fc.constantFrom(
    "{{a}}",
    "{{a.b}} {{date a.b}} {{time a.b}}",
    "{{money a.b}} {{number a.b}} {{percent a.b}}",
    '{{join a.b ","}} {{count a.b}} {{plural a.b "x" "y"}}',
    "{{#each a.b}}{{this}} {{this.c}}{{/each}}",
    "{{#if a.b}}{{upper a.b}}{{else}}{{lower a.c}}{{/if}}",
    '{{default a.b "x"}} {{first a.b}} {{capitalize a.b}}',
  );
  const channels = fc.constantFrom("plain", "html", "mrkdwn", "header", "url", "json");
  const data = fc.record({
    a: fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom("b", "c"), fc.anything({ withDate: true })),
    ),
  });
  fc.assert(
    fc.property(sources, data, channels, (source, given, channel) => {
      expect(["text", "missing", "error"]).toContain(render(source, given, { channel }).is);
    }),
    { numRuns: 500 },
  );
});
