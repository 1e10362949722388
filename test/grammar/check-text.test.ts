import { expect, test } from "vitest";
import { checkText } from "../../src/grammar/check-text.ts";
import { readText } from "../../src/grammar/text.ts";
import { catalogue } from "./catalogue.ts";
import { someFix } from "./faults.ts";

function check(source: string) {
  const reading = readText(source);
  if (!reading.ok) throw new Error(reading.faults[0]?.message);
  return checkText(reading.value, catalogue);
}

test.each([
  "Hi {{customer.name}}, {{customer.health}} {{customer.renewal_date}} {{outcome.held}} {{outcome.mood}}",
  '{{default customer.champion.first_name "there"}}',
  "{{date customer.renewal_date}} {{time customer.last_login}} {{date now}} {{today}}",
  '{{money customer.arr "EUR"}} {{percent inputs.max_discount}} {{number customer.seats}}',
  '{{summary.risks}} {{join summary.risks ", "}} {{plural (count summary.risks) "risk" "risks"}}',
  "{{#each summary.risks}}{{this}}{{/each}}",
  "{{#each customer.orders}}{{this.name}} {{money this.total}} for {{customer.name}} {{@index}}{{/each}}",
  "{{#if customer.champion}}{{customer.champion.name}}{{/if}}",
  "{{event.anything}} {{#each event.list}}{{this.field}}{{/each}} {{money event.sum}}",
  '{"a": {"b": 1}} {x} {unknown_thing}',
])("%s is well formed", (source) => {
  expect(check(source)).toEqual([]);
});

test.each<[string, string, number, string | null]>([
  ["🎉 Hi {{customer.nme}}", "unknown-name", 17, 'Did you mean "customer.name"?'],
  ['{{default customer.champion.frist_name "x"}}', "unknown-name", 28, null],
  ["{{health}}", "unknown-name", 2, 'Did you mean "customer.health"?'],
  ["{{outcme.mood}}", "unknown-name", 2, 'Did you mean "outcome"?'],
  ["{{customer.health.x}}", "unknown-name", 18, null],
  [
    "{{#each customer.orders}}{{name}}{{/each}}",
    "unknown-name",
    27,
    "Write {{this.name}} for a field of the item.",
  ],
  [
    "{{#each customer.orders}}{{this.nme}}{{/each}}",
    "unknown-name",
    32,
    'Did you mean "this.name"?',
  ],
  ["{{#if nobody}}x{{/if}}", "unknown-name", 6, null],
  [
    "{{#if customer.champion}}{{else}}{{custmer.name}}{{/if}}",
    "unknown-name",
    35,
    'Did you mean "customer"?',
  ],
  ["{{customer.champion}}", "type-mismatch", 2, "Name one of them, as {{customer.champion.name}}."],
  ["{{customer.orders}}", "type-mismatch", 2, null],
  ['{{default customer.champion "x"}}', "type-mismatch", 2, null],
  ['{{money (default customer.name "5")}}', "type-mismatch", 9, null],
  ["{{#each customer.name}}x{{/each}}", "type-mismatch", 8, null],
  ["{{#each customer.champion}}x{{/each}}", "type-mismatch", 8, null],
  ["{{date customer.health}}", "type-mismatch", 7, null],
  ["{{money customer.name}}", "type-mismatch", 8, null],
  ["{{count customer.name}}", "type-mismatch", 8, null],
  ["{{upper customer.health}}", "type-mismatch", 8, null],
  ["{{first (count customer.tags)}}", "type-mismatch", 9, null],
  ["Hi {customer.name}", "bad-template", 3, "Write {{customer.name}}."],
  ["Hi ${customer.name}", "bad-template", 4, "Write {{customer.name}}."],
])("%s: %s at %i", (source, code, offset, fix) => {
  const [fault] = check(source);

  expect(fault).toMatchObject({ code, offset, fix: fix ?? someFix });
});

test("every fault of a text is found, in the order of the text", () => {
  const found = check("{customer.name} {{customer.nme}} {{money customer.name}} {{nobody}}");

  expect(found.map(({ offset }) => offset)).toEqual([0, 27, 41, 59]);
});
