import { expect, test } from "vitest";
import { lookUp, type Type, typeInWords } from "../../src/grammar/catalogue.ts";
import { catalogue } from "./catalogue.ts";

test.each<[Type, string]>([
  ["number", "a number"],
  ["boolean", "a yes or no"],
  [{ list: "text" }, "a list of texts"],
  [{ list: { fields: {} } }, "a list of groups of fields"],
  [{ oneOf: ["green", "yellow", "red"] }, "one of green, yellow or red"],
  [{ fields: { name: "text" } }, "a group of fields"],
])("the type %j is called %s", (type, said) => {
  expect(typeInWords(type)).toBe(said);
});

test("a path ends at its type", () => {
  expect(lookUp(catalogue, ["customer", "health"])).toEqual({ type: "number" });
  expect(lookUp(catalogue, ["customer", "champion", "email"])).toEqual({ type: "text" });
  expect(lookUp(catalogue, ["event", "anything", "at", "all"])).toEqual({ type: "unknown" });
});

test("a path that nobody knows says where it goes wrong and what stands beside", () => {
  expect(lookUp(catalogue, ["customer", "champion", "emial", "x"])).toEqual({
    unknown: "customer.champion.emial",
    among: ["customer.champion.name", "customer.champion.first_name", "customer.champion.email"],
  });
  expect(lookUp(catalogue, ["customer", "health", "x"])).toEqual({
    unknown: "customer.health.x",
    among: [],
  });
});

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
  "%s, which every object has, is in no catalogue",
  (name) => {
    expect(lookUp(catalogue, [name])).toHaveProperty("unknown");
    expect(lookUp(catalogue, ["customer", name])).toHaveProperty("unknown");
  },
);
