import { describe, expect, test } from "vitest";
import { checkExpression } from "../../src/grammar/check-expression.ts";
import { holds } from "../../src/grammar/evaluate.ts";
import { dependsOnTime, readExpression } from "../../src/grammar/expression.ts";

const read = (source: string) => {
  const reading = readExpression(source);
  if (!reading.ok) throw new Error(reading.faults[0]?.message);
  return reading.value;
};
const helpers = { now: new Date("2027-01-04T12:00:00Z"), zone: "UTC", atStart: () => 50 };
const heldBy = (source: string, usage: number | null) =>
  holds(read(source), { customer: { usage } }, helpers);

describe("a value lies within a share or a number of another", () => {
  const cases: [string, number, boolean][] = [
    ['within(customer.usage, 100, "10%")', 110, true],
    ['within(customer.usage, 100, "10%")', 90, true],
    ['within(customer.usage, 100, "10%")', 110.1, false],
    ['within(customer.usage, 100, "2.5 %")', 102.5, true],
    ['within(customer.usage, 1.1, "10%")', 1.21, true],
    ['within(customer.usage, -100, "10%")', -110, true],
    ['within(customer.usage, -100, "10%")', 100, false],
    ['within(customer.usage, 0, "10%")', 0, true],
    ['within(customer.usage, 0, "10%")', 0.1, false],
    ["within(customer.usage, 0, 0.1)", -0.1, true],
    ["within(customer.usage, 100, 10)", 111, false],
    ["within(customer.usage, 100, 0)", 100, true],
    ["within(customer.usage, 100, -1)", 100, false],
    ['within(customer.usage, at_start(customer.usage), "10%")', 55, true],
    ['within(customer.usage, at_start(customer.usage), "10%")', 44, false],
  ];
  test.each(cases)("%s of %d: %s", (source, usage, expected) => {
    expect(heldBy(source, usage)).toEqual({ holds: expected, missing: [], error: null });
  });

  test("and not when it is not known", () => {
    expect(heldBy('within(customer.usage, 100, "10%")', null)).toMatchObject({
      holds: false,
      missing: ["customer.usage"],
    });
  });
});

test.each([
  ['within(customer.usage, 100, "10%")', []],
  ["within(customer.usage, 100, 10)", []],
  ['within(customer.name, 100, "10%")', ["type-mismatch"]],
  ['within(customer.usage, "100", "10%")', ["type-mismatch"]],
  ["within(customer.usage, 100, customer.name)", ["type-mismatch"]],
])("%s is checked", (source, codes) => {
  const catalogue = { names: { customer: { fields: { usage: "number", name: "text" } } } } as const;
  expect(checkExpression(read(source), catalogue).faults.map(({ code }) => code)).toEqual(codes);
});

test.each([
  'within(customer.usage, 100, "ten")',
  'within(customer.usage, 100, "-5%")',
  "within(customer.usage, 100)",
])("%s cannot be read", (source) => {
  expect(readExpression(source)).toMatchObject({ ok: false, faults: [{ code: "bad-expression" }] });
});

test.each([
  ["customer.health < 60", false],
  ["days_until(customer.renewal_date) < 30", true],
  ["customer.health < 60 || customer.renewal_date < today", true],
  ['!(change(customer.health, "30d") < 0)', true],
])("whether %s hangs on the time: %s", (source, expected) => {
  expect(dependsOnTime(source)).toBe(expected);
});
