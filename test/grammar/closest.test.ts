import fc from "fast-check";
import { expect, test } from "vitest";
import { closest, didYouMean } from "../../src/grammar/closest.ts";

test.each<[string, string[], string | null]>([
  ["helth", ["health", "seats"], "health"],
  ["renewal_dtae", ["renewal_date", "renewal_status"], "renewal_date"],
  ["Health", ["health"], "health"],
  ["ab", ["ba"], "ba"],
  ["customr.health", ["customer.health", "customer.seats"], "customer.health"],
  ["renewal", ["kickoff_date", "renewal_date"], "renewal_date"],
  ["renewal", ["renewal_status", "renewal_date"], null],
  ["elephant", ["health", "seats"], null],
  ["x", ["y"], null],
  ["health", [], null],
])("the name nearest to %s of %j is %j", (name, names, nearest) => {
  expect(closest(name, names)).toBe(nearest);
});

test("a question names the nearest, and there is none when nothing is near", () => {
  expect(didYouMean("helth", ["health"])).toBe('Did you mean "health"?');
  expect(didYouMean("elephant", ["health"])).toBeNull();
});

test("a name of several letters finds itself, and what is found was known", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 2 }), fc.array(fc.string()), (name, others) => {
      expect(closest(name, [name])).toBe(name);
      const found = closest(name, others);
      expect(found === null || others.includes(found)).toBe(true);
    }),
  );
});
