import fc from "fast-check";
import { expect, test } from "vitest";
import {
  capitalize,
  listInWords,
  numberInWords,
  pathInWords,
  plural,
  truncate,
} from "../../src/grammar/words.ts";

test.each<[string[], string]>([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j is said as %j", (items, said) => {
  expect(listInWords(items)).toBe(said);
});

test.each<[number, string, string]>([
  [0, "step", "0 steps"],
  [1, "step", "1 step"],
  [1200, "step", "1,200 steps"],
  [2, "delivery", "2 deliveries"],
  [2, "day", "2 days"],
  [2, "branch", "2 branches"],
])("%i of %s is %s", (count, one, said) => {
  expect(plural(count, one)).toBe(said);
});

test.each<[number, string]>([
  [1200, "1,200"],
  [12.5, "12.5"],
  [0.1 + 0.2, "0.3"],
  [0.125, "0.125"],
  [-0, "0"],
  [-3, "-3"],
  [1_234_567.891, "1,234,567.89"],
])("%d is written as %s", (value, said) => {
  expect(numberInWords(value)).toBe(said);
});

test("the first letter is made large, whatever it is", () => {
  expect(["hello", "élan", "", "𝒶bc", "1st"].map(capitalize)).toEqual([
    "Hello",
    "Élan",
    "",
    "𝒶bc",
    "1st",
  ]);
});

test("a path is said without what goes without saying", () => {
  expect(pathInWords(["customer", "renewal_date"])).toBe("renewal date");
  expect(pathInWords(["inputs", "max_discount"])).toBe("max discount");
  expect(pathInWords(["outcome", "mood"])).toBe("outcome mood");
  expect(pathInWords(["customer"])).toBe("customer");
});

test("a shortened text is never longer than asked and never ends in half a character", () => {
  const letter = fc.constantFrom("a", "é", "😀", "👩‍👩‍👧", "\n", " ");
  const texts = fc.array(letter, { maxLength: 40 }).map((all) => all.join(""));
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 40 }), (text, max) => {
      const short = truncate(text, max);

      expect(short.length).toBeLessThanOrEqual(max);
      expect(short.isWellFormed()).toBe(true);
      expect(short === text).toBe(text.length <= max);
    }),
  );
});
