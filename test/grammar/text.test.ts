import fc from "fast-check";
import { expect, test } from "vitest";
import { readText, variablesOf } from "../../src/grammar/text.ts";
import { someFix, uselessFaults } from "./faults.ts";

test.each<[string, string[]]>([
  ["Hi {{customer.name}}, {{customer.name}}", ["customer.name"]],
  [
    "{{default customer.champion.first_name inputs.who}}",
    ["customer.champion.first_name", "inputs.who"],
  ],
  ['{{plural (count summary.risks) "risk" "risks"}}', ["summary.risks"]],
  ["{{#if a.b}}{{c}}{{else}}{{d}}{{/if}}", ["a.b", "c", "d"]],
  [
    "{{#each orders}}{{this.total}} {{this}} {{@index}} {{customer.name}}{{/each}}",
    ["orders", "customer.name"],
  ],
  ["{{!-- {{no}} --}}{{! no }}\\{{no}} {{ yes }}", ["yes"]],
  ["no braces at all", []],
])("%s reads %j", (source, names) => {
  const reading = readText(source);

  expect(reading.ok && variablesOf(reading.value).map((path) => path.join("."))).toEqual(names);
});

// what people leave half done, where it goes wrong, and the way out
test.each<[string, number, string | null]>([
  ["to the team of {{customer.name\n", 15, "Write {{customer.name}}."],
  ["Thank you, {{customer.champion.first_name}", 11, "Write {{customer.champion.first_name}}."],
  ["the {{{customer.plan}}} plan", 4, "Write {{customer.plan}}."],
  ["{{customer.plan}}}", 0, "Write {{customer.plan}}."],
  ["a {{#if customer.usage}}b", 2, "Add {{/if}} where it ends."],
  ["a {{/if}}", 2, "Leave it out."],
  ["{{#if a}}x{{/each}}", 10, "Write {{/if}}."],
  ["{{else}}", 0, null],
  ["{{ }}", 0, null],
  ["{{customer name}}", 2, null],
  ["{{shout customer.name}}", 2, null],
  ["{{moeny customer.arr}}", 2, 'Did you mean "money"?'],
  ["{{upper}}", 2, "Write it as {{upper customer.name}}."],
  ["{{join summary.risks}}", 2, 'Write it as {{join summary.risks ", "}}.'],
  ['{{date customer.renewal_date "tall"}}', 29, 'Write "long" or "short".'],
  ['{{money customer.arr "XYZ"}}', 21, 'Write a currency such as "EUR".'],
  ["{{a || b}}", 0, 'Write {{default customer.name "there"}}.'],
  ["{{a | upper}}", 0, "Write the helper first, as {{upper customer.name}}."],
  ["{{customer.health > 5}}", 0, null],
  ["{{orders.0}}", 0, "Write {{#each …}} to go through a list."],
  ["{{orders.0.name}}", 2, "Write {{#each orders}}."],
  ["{{a.1b}}", 2, null],
  ["{{a?.b}}", 2, "Write {{a.b}}."],
  ["{{a/b}}", 2, "Write {{a.b}}."],
  ["{{this}}", 2, null],
  ["{{@index}}", 2, null],
  ["{{#eahc a}}x{{/eahc}}", 3, 'Did you mean "each"?'],
  ["{{#if}}x{{/if}}", 3, null],
  ["{{#if a b}}x{{/if}}", 3, null],
])("%j is refused at %i", (source, offset, fix) => {
  const reading = readText(source);

  expect(reading).toMatchObject({ ok: false, faults: [{ offset, fix: fix ?? someFix }] });
});

test.each<[string]>([
  ["{{constructor}}"],
  ["{{x.constructor.constructor}}"],
  ["{{x.__proto__.y}}"],
  ["{{this.prototype}}"],
  ["{{x.[constructor]}}"],
  ['{{lookup x "constructor"}}'],
  ["{{@root.secret}}"],
  ["{{#each @root}}{{this}}{{/each}}"],
  ["{{../secret}}"],
  ["{{#each a}}{{../../secret}}{{@../index}}{{/each}}"],
  ["{{> partial}}"],
  ["{{#> partial}}{{/partial}}"],
  ["{{> (lookup . 'x')}}"],
  ["{{* decorator}}"],
  ['{{#*inline "a"}}{{> a}}{{/inline}}{{> a}}'],
  ["{{{{raw}}}}{{x}}{{{{/raw}}}}"],
  ["{{{html}}}"],
  ["{{&html}}"],
  ["{{#each a as |b|}}{{b}}{{/each}}"],
  ['{{date x format="long"}}'],
  ["{{#with customer}}{{name}}{{/with}}"],
  ["{{helperMissing x}}"],
  ["{{blockHelperMissing}}{{#x}}y{{/x}}"],
  ["{{log x}}"],
  ["{{#if (upper a)}}x{{/if}}"],
  ['{{"x" y}}'],
  ["{{1}}"],
  ["{{true}}"],
  ["{{undefined}}"],
  ["{{null}}"],
  ["{{@first}}"],
])("%s, which could reach further than its data, is refused", (source) => {
  expect(readText(source).ok).toBe(false);
});

const openers = "{{#if a}}".repeat(1500);

// every way to get past a limit that a parser with its own idea of quotes and comments offers
test.each<[string, string]>([
  ["nests blocks", openers],
  ["nests blocks that are closed", `${"{{#if a}}".repeat(6)}x${"{{/if}}".repeat(6)}`],
  ["nests inverted blocks", '{{^"x"}}'.repeat(1500)],
  ["nests helpers", `{{x ${"(x ".repeat(5000)}}}`],
  ["has many brackets over many tags", "{{upper (lower x)}}".repeat(33)],
  ["chains conditions", `{{#if a}}${"{{ else if a}}".repeat(1000)}{{/if}}`],
  [
    "chains conditions between blocks",
    `{{#if a}}${"{{else if a}}{{#if b}}{{/if}}".repeat(400)}{{/if}}`,
  ],
  ["hides blocks behind an escaped quote", `{{x "\\\\" }} {{y "}} ${openers} "}}`],
  ["hides blocks behind a name in brackets", `{{[ " ]}} ${openers} {{[ " ]}}`],
  ["hides blocks behind a comment", `{{~! " }}${openers}"}}`],
  ["hides blocks behind the end of a comment", `{{!-- --~}}${openers}{{!-- --}}`],
  ["hides blocks behind a quote that never ends", `{{x " }}${openers}`],
  ["hides blocks behind two backslashes", `\\\\${openers}`],
  ["hides blocks behind an escaped raw block", `\\{{{{${openers}`],
  ["is long", "x".repeat(16 * 1024 + 1)],
  ["is long in bytes", "😀".repeat(4097)],
  ["is nothing but braces", "{".repeat(16_000)],
  ["holds a null character in a tag", "{{a\0}}"],
])("a text that %s is refused before it costs anything", (_what, source) => {
  expect(readText(source).ok).toBe(false);
});

test.each<[string]>([
  ["{{x}} ".repeat(2600)],
  [`{{!-- ${openers} --}}`],
  [`{{upper "${"(".repeat(5000)}"}}`],
  [`${"(".repeat(5000)} {{customer.name}}`],
  [`{{a${".a".repeat(7000)}}}`],
  ["{{#each a}}{{/each}}".repeat(800)],
  ["\\{{#if a}}".repeat(1400)],
])("a text that is long but simple is no trouble: %j", (source) => {
  expect(readText(source).ok).toBe(true);
});

test("reading never throws, and what is wrong lies inside the text", () => {
  const part = fc.constantFrom(
    ..."{{ }} { } {{# {{/ {{^ {{! -- else if each a.b . this @index ( ) \" ' | = \\ ~ [ ] x".split(
      " ",
    ),
    ..." |\n|{{a}}|{{#if a}}|{{/if}}|{{{|}}}|😀|\\{{".split("|"),
  );
  const texts = fc.oneof(
    fc.array(part, { maxLength: 40 }).map((all) => all.join("")),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(texts, (source) => {
      expect(uselessFaults(readText(source), source)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
