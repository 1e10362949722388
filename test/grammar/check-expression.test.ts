import { expect, test } from "vitest";
import { type Type, typeInWords } from "../../src/grammar/catalogue.ts";
import { checkExpression } from "../../src/grammar/check-expression.ts";
import { readExpression } from "../../src/grammar/expression.ts";
import { catalogue } from "./catalogue.ts";
import { someFix } from "./faults.ts";

function check(source: string) {
  const reading = readExpression(source);
  if (!reading.ok) throw new Error(reading.faults[0]?.message);
  return checkExpression(reading.value, catalogue);
}

test.each<[string, Type]>([
  ["customer.health < 60", "boolean"],
  ["has(customer.champion.email)", "boolean"],
  ["customer.health + 1", "number"],
  ["-customer.health", "number"],
  ["customer.champion.name", "text"],
  ['customer.name + "!"', "text"],
  ["customer.renewal_date", "date"],
  ["today", "date"],
  ["customer.renewal_date < now", "boolean"],
  ['customer.renewal_date < date("2027-01-01")', "boolean"],
  ['customer.renewal_date < "2027-01-01"', "boolean"],
  ['outcome.mood in ["green", "red"]', "boolean"],
  ['"vip" in customer.tags', "boolean"],
  ["event.seats > 50", "boolean"],
  ["event.anything", "unknown"],
  ["customer.orders[0].total", "number"],
  ["customer.orders.map(o, o.total)", { list: "number" }],
  ["customer.orders.filter(o, o.total > 5).size()", "number"],
  ["customer.orders.exists(o, o.total > 5)", "boolean"],
  ["size(customer.name)", "number"],
  ["days_until(customer.renewal_date)", "number"],
  ['days_since("2027-01-01")', "number"],
  ['change(customer.health, "30d")', "number"],
  ["at_start(customer.status)", { oneOf: ["active", "churned"] }],
  ['at_start("health")', "number"],
  ["customer.active ? 1 : 2", "number"],
  ["lower(customer.name)", "text"],
])("%s is well formed and gives %j", (source, type) => {
  expect(check(source)).toEqual({ type, faults: [] });
});

test.each<[string, string, number, string | null]>([
  ["customer.helth < 60", "unknown-name", 9, 'Did you mean "customer.health"?'],
  ["customr.health < 60", "unknown-name", 0, 'Did you mean "customer"?'],
  ["health < 60", "unknown-name", 0, 'Did you mean "customer.health"?'],
  ["helth < 60", "unknown-name", 0, 'Did you mean "customer.health"?'],
  ["outcome.held != yes", "unknown-name", 16, "Write true."],
  ["trainings.held", "unknown-name", 0, null],
  ["customer.toString", "unknown-name", 9, null],
  ["customer.health.x > 1", "unknown-name", 16, "Write customer.health."],
  ["customer.orders[0].totl > 1", "unknown-name", 19, null],
  ["customer.orders.exists(o, o.totl > 5)", "unknown-name", 28, 'Did you mean "o.total"?'],
  ['change(customer.helth, "30d") < 0', "unknown-name", 16, 'Did you mean "customer.health"?'],
  ['change("helth", "30d") < 0', "unknown-name", 8, 'Did you mean "customer.health"?'],
  ['outcome.mood == "orange"', "not-allowed", 16, 'Write one of "green", "yellow", "red".'],
  ['outcome.mood == "gren"', "not-allowed", 16, 'Did you mean "green"?'],
  ['"gren" != outcome.mood', "not-allowed", 0, 'Did you mean "green"?'],
  ['outcome.mood in ["green", "blue"]', "not-allowed", 26, null],
  ['customer.health < "low"', "type-mismatch", 18, null],
  ['customer.health < "60"', "type-mismatch", 18, "Write 60 without quotes."],
  ["customer.name == 5", "type-mismatch", 17, 'Put it in quotes: "5".'],
  ['outcome.held == "yes"', "type-mismatch", 16, "Write true, without quotes."],
  [
    "customer.renewal_date < 90",
    "type-mismatch",
    24,
    "Write days_until(customer.renewal_date) < 90.",
  ],
  ["customer.renewal_date == customer.name", "type-mismatch", 25, 'Write date("2027-01-31").'],
  ["customer.status == outcome.mood", "type-mismatch", 19, null],
  [
    'customer.champion == "x"',
    "type-mismatch",
    0,
    "Name one of its fields, as customer.champion.name.",
  ],
  ['customer.tags == "x"', "type-mismatch", 0, null],
  ['customer.tags.contains("vip")', "type-mismatch", 0, 'Write "vip" in customer.tags.'],
  ['customer.name in "abc"', "type-mismatch", 17, null],
  ['customer.health in [1, "a"]', "type-mismatch", 23, null],
  ["customer.health in customer.tags", "type-mismatch", 19, null],
  ['customer.name < "m"', "type-mismatch", 0, "Compare it with == or !=."],
  ['outcome.mood > "green"', "type-mismatch", 0, "Compare it with == or !=."],
  ["customer.active < true", "type-mismatch", 0, "Compare it with == or !=."],
  ["customer.health && customer.active", "type-mismatch", 0, "Compare it, as customer.health > 0."],
  ["!customer.name", "type-mismatch", 1, null],
  ["customer.health ? 1 : 2", "type-mismatch", 0, null],
  ["customer.renewal_date - 5", "type-mismatch", 0, "Write days_until(customer.renewal_date)."],
  ['customer.health + "x"', "type-mismatch", 18, null],
  ["customer.health.exists(x, x > 1)", "type-mismatch", 0, null],
  ["customer.orders.exists(o, o.total)", "type-mismatch", 26, null],
  ["customer.orders.exists(customer, customer.total > 5)", "type-mismatch", 0, null],
  ["size(customer.health)", "type-mismatch", 5, null],
  ["days_since(customer.health)", "type-mismatch", 11, null],
  ["lower(customer.health)", "type-mismatch", 6, null],
  ["customer.health > 5 > 3", "type-mismatch", 22, null],
])("%s: %s at %i", (source, code, offset, fix) => {
  const [fault] = check(source).faults;

  expect(fault).toMatchObject({ code, offset, fix: fix ?? someFix });
});

test("every fault of a condition is found, and each lies inside it", () => {
  const source = 'customer.helth < 60 && outcome.mood == "blue" || customer.name == 5';

  const { faults } = check(source);

  expect(faults.map(({ code }) => code)).toEqual(["unknown-name", "not-allowed", "type-mismatch"]);
  expect(faults.map(({ offset, length }) => source.slice(offset, offset + length))).toEqual([
    "helth",
    '"blue"',
    "5",
  ]);
});

test("an allowed answer is said with the others", () => {
  expect(check('outcome.mood == "orange"').faults[0]?.message).toContain(
    typeInWords({ oneOf: ["green", "yellow", "red"] }),
  );
});
