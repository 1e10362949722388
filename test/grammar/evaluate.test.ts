import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Answer,
  evaluate,
  type Helpers,
  holds,
  measured,
} from "../../src/grammar/evaluate.ts";
import { readExpression } from "../../src/grammar/expression.ts";
import { values } from "./catalogue.ts";

const helpers: Helpers = {
  now: new Date("2026-11-21T10:00:00Z"),
  zone: "Europe/Paris",
  change: (field, over) => (field === "health" && over.days === 30 ? -12 : null),
  atStart: (field) => (field === "health" ? 60 : null),
};

function answer(source: string, data: Record<string, unknown> = values): Answer {
  const reading = readExpression(source);
  if (!reading.ok) throw new Error(reading.faults[0]?.message);
  return evaluate(reading.value, data, helpers);
}

test.each<[string, unknown]>([
  ["customer.health < 60", true],
  ['customer.segment == "enterprise" && customer.seats > 50', true],
  ['customer.segment in ["enterprise", "mid"]', true],
  ['"vip" in customer.tags', true],
  ["customer.seats in [100, 120]", true],
  // numbers are numbers: nothing is cut off, and whole and broken ones mix
  ["7 / 2", 3.5],
  ["customer.seats / 7 > 17", true],
  ["customer.health * 2 == 104", true],
  ["customer.health - 0.5", 51.5],
  ["customer.seats % 7", 1],
  ["size(customer.tags) * 1.5", 3],
  ["-customer.health", -52],
  ["size('😀é')", 2],
  ["customer.tags.size() == 2", true],
  ['customer.name + "!"', "Acme & Co!"],
  ['customer.name.startsWith("Acme") && customer.name.endsWith("Co")', true],
  ['customer.name.matches("^A.+o$")', true],
  ['lower(customer.name).contains("acme")', true],
  ["customer.active", true],
  ["!customer.active", false],
  ["customer.active ? customer.seats : 1", 120],
  ["customer.note == ''", true],
  // dates, as text, as instant and as Date; a whole day is compared by days
  ["customer.renewal_date > now", true],
  ["customer.renewal_date > today", true],
  ['customer.renewal_date == "2027-03-01"', true],
  ['customer.renewal_date > date("2027-01-01")', true],
  ["customer.last_login < now", true],
  ["customer.last_login < customer.renewal_date", true],
  ['customer.last_login == date("2026-11-20")', true],
  ["now == today", true],
  ["days_until(customer.renewal_date)", 100],
  ["days_since(customer.last_login)", 1],
  // lists
  ["customer.orders[1].total", 1200.5],
  ["customer.orders.exists(o, o.total > 1000)", true],
  ["customer.orders.all(o, o.total > 1000)", false],
  ["customer.orders.exists_one(o, o.total == 5)", true],
  ["customer.orders.map(o, o.total)", [5, 1200.5]],
  ["customer.orders.filter(o, o.total > 5).size()", 1],
  ["customer.orders.map(o, o.total > 5, o.name)", ["training"]],
  // the past
  ['change(customer.health, "30d") < -10', true],
  ['change("health", "30d")', -12],
  ["at_start(customer.health) > customer.health", true],
  ["customer.csm", { name: "Ana Lee", first_name: "Ana", email: "ana@example.com" }],
])("%s is %j", (source, value) => {
  expect(answer(source)).toEqual({ is: "value", value });
});

test.each<[string, string[]]>([
  ["customer.champion.email == 'x'", ["customer.champion.email"]],
  ["customer.champion != 'x'", ["customer.champion"]],
  ["!(customer.nope > 5)", ["customer.nope"]],
  ["customer.nope > 5 && customer.other == 2", ["customer.nope", "customer.other"]],
  ["customer.nope + customer.other > 5", ["customer.nope", "customer.other"]],
  ["customer.health < 60 && customer.nope > 1", ["customer.nope"]],
  ["(customer.active ? customer.nope : 1) > 2", ["customer.nope"]],
  ["days_until(customer.nope) < 5", ["customer.nope"]],
  ["customer.nope in [1, 2]", ["customer.nope"]],
  ["customer.nope.exists(x, x > 1)", ["customer.nope"]],
  ["customer.orders.all(o, o.price > 1)", ["customer.orders.price"]],
  ["customer.orders[7].total > 1", ["customer.orders[7]"]],
  ["customer.orders[0].price > 1", ["customer.orders[0].price"]],
  ['change(customer.seats, "2 weeks") > 1', ["customer.seats change over 14 days"]],
  ["at_start(customer.seats) > 1", ["customer.seats at the start"]],
  ["nobody", ["nobody"]],
])("%s lacks %j", (source, names) => {
  expect(answer(source)).toEqual({ is: "missing", names });
});

test.each<[string, boolean]>([
  ["customer.health < 60 || customer.nope > 5", true],
  ["customer.nope > 5 || customer.health < 60", true],
  ["customer.nope > 5 && customer.health > 60", false],
  ["has(customer.champion.email) && customer.champion.email == 'x'", false],
  ["!has(customer.champion.email)", true],
  ["has(customer.note)", false],
  ["has(customer.orders)", true],
  ["customer.orders.exists(o, o.total > 10 || o.price > 1)", true],
  ["customer.orders.exists(o, has(o.price))", false],
  ["true ? true : customer.nope", true],
])("%s is decided without what is missing: %s", (source, value) => {
  expect(answer(source)).toEqual({ is: "value", value });
});

test.each([
  "customer.health == '52'",
  "customer.health != '52'",
  "customer.name < 5",
  "customer.health && true",
  "customer.name + 1",
  "size(customer.health)",
  "customer.tags == customer.tags",
  "customer.csm == customer.csm",
  "days_until(customer.name)",
  "date(customer.name)",
  "1 / (customer.seats - 120)",
  "customer.seats % 0",
  "'a' in customer.name",
  "customer.name.contains(5)",
])("%s is an error and never true", (source) => {
  const reading = readExpression(source);
  const found = reading.ok ? holds(reading.value, values, helpers) : null;

  expect(found).toMatchObject({ holds: false, missing: [] });
  expect(found?.error).toMatch(/^[\w" &%+'-]+[^.]$/);
});

test("what does not answer yes or no is an error of a condition", () => {
  const reading = readExpression("customer.health + 1");

  expect(reading.ok && holds(reading.value, values, helpers)).toMatchObject({ holds: false });
});

test("a condition that lacks something is false as a whole and names it", () => {
  const reading = readExpression("!(customer.nope > 5)");

  expect(reading.ok && holds(reading.value, values, helpers)).toEqual({
    holds: false,
    missing: ["customer.nope"],
    error: null,
  });
});

test("a list is gone through up to 200 items and not further", () => {
  const list = (length: number) => ({ big: { list: Array.from({ length }, (_, i) => i) } });

  expect(answer("big.list.exists(x, x == 199)", list(200))).toEqual({ is: "value", value: true });
  expect(answer("big.list.exists(x, x == 0)", list(201))).toMatchObject({ is: "error" });
  expect(answer("size(big.list) == 201", list(201))).toEqual({ is: "value", value: true });
});

test("an empty item of a list is missing where it is compared", () => {
  expect(answer("a.list.exists(x, x > 5)", { a: { list: [null, 1] } })).toMatchObject({
    is: "missing",
  });
});

test.each<[string, unknown]>([
  ["a function", () => "called"],
  ["a symbol", Symbol("x")],
  ["a class", new Map([["y", 1]])],
  ["a getter", Object.defineProperty({}, "y", { get: () => 1, enumerable: true })],
  ["an inherited field", Object.create({ y: 1 })],
  ["not a number", Number.NaN],
])("%s in the data is not known", (_what, evil) => {
  expect(answer("data.evil.y == 1", { data: { evil } })).toMatchObject({ is: "missing" });
  expect(answer("data.evil == 1", { data: { evil } }).is).not.toBe("value");
});

test("an own field with a forbidden name is dropped", () => {
  const data = JSON.parse('{"a": {"__proto__": {"x": 1}, "y": 2}}');

  expect(answer("a.y", data)).toEqual({ is: "value", value: 2 });
  expect(answer("a.x", data)).toEqual({ is: "missing", names: ["a.x"] });
});

test("data that is endless is an error and not the end of the process", () => {
  const endless: Record<string, unknown> = {};
  endless["self"] = endless;

  expect(answer("a == a", { a: endless })).toMatchObject({ is: "error" });
});

test("evaluating never throws, whatever the values are", () => {
  const sources = fc.constantFrom(
    "a.b < 5",
    "a.b == a.c",
    "has(a.b.c) || a.b in [1, 2]",
    "a.b.exists(x, x.c > 1)",
    "a.b + a.c > 1",
    "days_until(a.b) < 3",
    "lower(a.b) == 'x'",
    "a.b[0].c == 1",
    "a.b ? a.c : a.d",
    "a.b.matches('^x')",
  );
  const data = fc.record({
    a: fc.oneof(fc.object(), fc.dictionary(fc.constantFrom("b", "c"), fc.anything())),
  });
  fc.assert(
    fc.property(sources, data, fc.constantFrom("UTC", "Mars/Olympus"), (source, given, zone) => {
      const reading = readExpression(source);
      const found = reading.ok ? evaluate(reading.value, given, { ...helpers, zone }) : null;

      expect(["value", "missing", "error"]).toContain(found?.is);
    }),
    { numRuns: 500 },
  );
});

test("what was read is given for a card, with what is not known", () => {
  const source =
    'customer.health < 60 && customer.nope > 1 && customer.renewal_date > now && change(customer.health, "30d") < 0';
  const reading = readExpression(source);

  expect(reading.ok && measured(reading.value, values, helpers)).toEqual([
    { name: "health", value: "52" },
    { name: "nope", value: "not known" },
    { name: "renewal date", value: "1 Mar 2027" },
    { name: "health change over 30 days", value: "-12" },
  ]);
});

test("what was read may be named otherwise, and long values are shortened", () => {
  const reading = readExpression(
    "size(customer.tags) > 1 && size(customer.orders) > 1 && customer.arr > 5",
  );

  expect(
    reading.ok && measured(reading.value, values, {}, (path) => (path[1] === "arr" ? "ARR" : null)),
  ).toEqual([
    { name: "tags", value: "vip and beta" },
    { name: "orders", value: "2 items" },
    { name: "ARR", value: "120,000" },
  ]);
});
