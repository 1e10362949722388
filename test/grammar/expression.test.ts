import fc from "fast-check";
import { expect, test } from "vitest";
import { pathsOf, readExpression } from "../../src/grammar/expression.ts";
import { someFix, uselessFaults } from "./faults.ts";

test.each<[string, string[]]>([
  [
    "customer.health < 60 && has(customer.renewal_date)",
    ["customer.health", "customer.renewal_date"],
  ],
  ["customer.health < customer.health", ["customer.health"]],
  ["customer.renewal_date < now && today == now", ["customer.renewal_date"]],
  ["customer.orders.exists(o, o.total > inputs.max)", ["customer.orders", "inputs.max"]],
  ["customer.orders[0].total > 1", ["customer.orders"]],
  ['change(customer.health, "30d") < 0', ["customer.health"]],
  ['change("health", "30d") < at_start("customer.arr")', ["customer.health", "customer.arr"]],
  ["1 < 2", []],
])("%j reads %j", (source, paths) => {
  const reading = readExpression(source);

  expect(reading.ok && pathsOf(reading.value).map((path) => path.join("."))).toEqual(paths);
});

// what people write from habit, where it goes wrong, and the way out
test.each<[string, number, string | null]>([
  [
    "customer.health < 60 and customer.seats > 100",
    21,
    "Write customer.health < 60 && customer.seats > 100",
  ],
  ['mood.mood = "red"', 10, 'Write mood.mood == "red"'],
  ["customer.status == “active”", 19, 'Write customer.status == "active"'],
  ["event.score <", 12, null],
  ['{{customer.name}} == "x"', 0, 'Write customer.name == "x"'],
  ["not customer.active", 0, "Write !customer.active"],
  ["a is not b", 2, "Write a != b"],
  ["customer.health is below 60", 16, "Write customer.health < 60"],
  ["customer.health is at least 60", 16, "Write customer.health >= 60"],
  ["a => 5", 2, "Write a >= 5"],
  ["a =< 5", 2, "Write a <= 5"],
  ["a <> 5", 2, "Write a != 5"],
  ["a === 5", 2, "Write a == 5"],
  ["a & b", 2, "Write a && b"],
  ["customer.seats > 1,000", 18, "Write customer.seats > 1000"],
  ["usage > 50%", 10, "Write usage > 50"],
  ["arr > $5", 6, "Write arr > 5"],
  ["a == b;", 6, "Write a == b"],
  ["(a", 0, "Close it with )."],
  ["a)", 1, null],
  ['a == "x', 5, 'Add a " at its end.'],
  ["", 0, null],
  ["  ", 0, null],
  ["customer health > 5", 9, null],
  ["== 5", 0, null],
  ["customer.csm == null", 0, "Write !has(customer.csm)."],
  ["customer.csm != null", 0, "Write has(customer.csm)."],
  ["now() > 5", 0, "Write now."],
  ["customer.name.lower()", 14, "Write lower(customer.name)."],
  ['contains(customer.name, "x")', 0, null],
  ["customer.tags.length() > 1", 14, 'Did you mean "size"?'],
  ['customer["health"] > 1', 9, "Write .health, as for a field."],
  ["has(customer)", 0, "Write has(customer.renewal_date)."],
])("%j is refused at %i", (source, offset, fix) => {
  const reading = readExpression(source);

  expect(reading).toMatchObject({
    ok: false,
    faults: [{ offset, fix: fix ?? someFix }],
  });
});

test("a step called like a word of conditions cannot be named in one", () => {
  expect(readExpression("a > 1 && import.records > 2")).toMatchObject({
    ok: false,
    faults: [{ offset: 9, message: expect.stringContaining('"import"') }],
  });
});

test("habits inside quotes are texts and left alone", () => {
  for (const source of ['a == "this and that"', "a == 'x = {{y}} is 5%'", 'a == "“"', 'a == "("']) {
    expect(readExpression(source).ok).toBe(true);
  }
});

test.each<[string, string]>([
  ["unknown-name", "foo(1)"],
  ["unknown-name", "dyn(a)"],
  ["unknown-name", "type(a)"],
  ["unknown-name", 'duration("1h")'],
  ["unknown-name", "a.getHours()"],
  ["unknown-name", "a.constructor()"],
  ["bad-expression", '{"a": 1}'],
  ["bad-expression", 'b"x"'],
  ["bad-expression", "5u"],
  ["bad-expression", "99999999999999999999"],
  ["bad-expression", "1e400"],
  ["bad-expression", "a[-1]"],
  ["bad-expression", "a[b]"],
  ["bad-expression", "customer.tags.exists(x)"],
  ["bad-expression", "change(1 + 2, '3d')"],
  ["bad-expression", "orders.exists(o, change(o.x, '3d') > 1)"],
  ["bad-duration", "change(customer.health, 'soon')"],
  ["bad-expression", "customer.name.matches(customer.pattern)"],
  ["bad-expression", "customer.name.matches('(')"],
])("%s is what is wrong with %j", (code, source) => {
  expect(readExpression(source)).toMatchObject({ ok: false, faults: [{ code }] });
});

// attacks: each of these costs seconds, memory or the process in one engine or another
test.each<[string, string]>([
  ["walks to the function that makes functions", "a.constructor.constructor"],
  ["walks up the prototype", "a.__proto__.x"],
  ["asks for the prototype by name", "prototype.x"],
  ["nests brackets", `${"(".repeat(25)}a${")".repeat(25)}`],
  ["nests thousands of brackets", "(".repeat(5000)],
  ["nests lists", "[".repeat(240)],
  ["nests maps", "{".repeat(240)],
  ["hides brackets behind a raw text", `r"\\" + ${"{".repeat(200)} "`],
  ["hides brackets behind three quotes", `""" " """ + ${"{".repeat(200)} "`],
  ["hides brackets behind a comment", `a // "\n + ${"{".repeat(200)} // "`],
  ["hides brackets until its quotes are mended", `a“ "${"{".repeat(240)}" “`],
  ["is long", "a".repeat(501)],
  ["loops in a loop", "a.exists(x, b.exists(y, c.exists(z, x == z)))"],
  ["loops over a loop", "a.map(x, x).exists(y, true)"],
  ["repeats a repetition in a pattern", 'a.matches("(x{1000}){1000}")'],
  ["has a long pattern", `a.matches("${"x".repeat(101)}")`],
  ["has a long list", `a in [${"1,".repeat(210)}1]`],
])("a condition that %s is refused", (_what, source) => {
  expect(readExpression(source).ok).toBe(false);
});

test.each<[string]>([
  [`${"!".repeat(499)}a`],
  [`a${".b".repeat(249)}`],
  [`a${"+b".repeat(249)}`],
  [`a${" && b".repeat(99)}`],
  [`${"-".repeat(499)}a`],
  [`${"a?b:".repeat(120)}c`],
  [`a${"[0]".repeat(160)}`],
])("a condition that is long in one direction is no trouble: %j", (source) => {
  expect(readExpression(source).ok).toBe(true);
});

const parts = fc.constantFrom(
  ..."a|b.c|(|)|[|]|{|}|&&|!|-|==|<|+|?|:|,|1|2.5|'|\"|in| |true|.|\\|\n|//".split("|"),
  '"x"',
  "||",
  ..."x.exists(y,|has(|matches(|size(|change(|null|😀".split("|"),
);

test("reading never throws, and what is wrong lies inside the text", () => {
  const texts = fc.oneof(
    fc.array(parts, { maxLength: 60 }).map((all) => all.join("")),
    fc.string({ unit: "grapheme", maxLength: 520 }),
  );
  fc.assert(
    fc.property(texts, (source) => {
      expect(uselessFaults(readExpression(source), source)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
