import { expect, test } from "vitest";
import { readExpression } from "../../src/grammar/expression.ts";
import { expressionInWords } from "../../src/grammar/expression-words.ts";

function said(source: string, label?: (path: readonly string[]) => string | null): string | null {
  const reading = readExpression(source);
  return reading.ok ? expressionInWords(reading.value, label) : null;
}

test.each<[string, string]>([
  ["customer.health < 60", "health is below 60"],
  ["customer.health >= 60", "health is at least 60"],
  [
    'customer.segment == "enterprise" && customer.seats > 50',
    "segment is enterprise and seats is over 50",
  ],
  ["has(customer.renewal_date)", "renewal date is known"],
  ["!has(customer.renewal_date)", "renewal date is not known"],
  ['outcome.mood != "red"', "outcome mood is not red"],
  ["customer.renewal_date < now", "renewal date is before now"],
  ['customer.renewal_date >= date("2027-01-01")', "renewal date is on or after 1 Jan 2027"],
  ["customer.active", "active is yes"],
  ["!customer.active", "active is no"],
  ["customer.active == false", "active is no"],
  ["customer.active != true", "active is no"],
  ['customer.segment in ["mid", "smb"]', "segment is one of mid or smb"],
  ['!(customer.segment in ["mid", "smb"])', "segment is none of mid or smb"],
  ['"vip" in customer.tags', "tags include vip"],
  ['!customer.name.contains("x")', "name does not contain x"],
  ['customer.name == ""', "name is empty"],
  ["size(customer.tags) > 2", "the number of tags is over 2"],
  ["days_until(customer.renewal_date) <= 30", "days until renewal date is at most 30"],
  ['change(customer.health, "30d") < -10', "change of health over 30 days is below -10"],
  ["customer.health >= at_start(customer.health)", "health is at least health at the start"],
  [
    'within(customer.usage, at_start(customer.usage), "10%")',
    "usage is within 10 % of its value at the start",
  ],
  ["!within(customer.usage, customer.seats, 10)", "usage is not within 10 of seats"],
  ["customer.arr / customer.seats > 1000", "ARR divided by seats is over 1,000"],
  ["customer.orders.exists(o, o.total > 5)", "for at least one of orders: total is over 5"],
  ["!customer.orders.all(o, o.total > 5)", "not for all of orders: total is over 5"],
  [
    "customer.orders.filter(o, o.total > 5).size() > 1",
    "the number of orders where total is over 5 is over 1",
  ],
  ["customer.orders[0].total > 5", "total of number 1 of orders is over 5"],
  ["(a || b) && c", "(a is yes or b is yes) and c is yes"],
  ["a || b && c", "a is yes or (b is yes and c is yes)"],
  ["a && b && c", "a is yes and b is yes and c is yes"],
  // said by what it means, so that nobody has to undo a double negation
  ["!(a && b)", "a is no or b is no"],
  ["!(a || !b) && c", "a is no and b is yes and c is yes"],
  ["!(customer.health < 60)", "health is not below 60"],
  ["a ? b : c", "if a is yes, b is yes, otherwise c is yes"],
  ["true", "always"],
  ["!true", "never"],
])("%s is said as %j", (source, words) => {
  expect(said(source)).toBe(words);
});

test("a name may be said otherwise", () => {
  const label = (path: readonly string[]) => (path[1] === "arr" ? "yearly price" : null);

  expect(said("customer.arr > 1000 && customer.seats > 5", label)).toBe(
    "yearly price is over 1,000 and seats is over 5",
  );
});
