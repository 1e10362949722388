import { expect, test } from "vitest";
import { z } from "zod";
import { strictJsonSchema } from "../../src/model/strict.ts";
import { strictProblems } from "../../src/model/strict-problems.ts";
import { Colour } from "./stand.ts";

const Node = z.object({
  name: z.string(),
  get children() {
    return z.array(Node);
  },
});

function nested(levels: number): z.ZodObject {
  return levels === 1 ? z.object({ end: z.string() }) : z.object({ inside: nested(levels - 1) });
}

test.each<[string, z.ZodType]>([
  ["a plain object", Colour],
  ["nullable fields", z.object({ a: z.string().nullable() })],
  [
    "a union inside",
    z.object({
      it: z.discriminatedUnion("is", [
        z.object({ is: z.literal("a"), x: z.number() }),
        z.object({ is: z.literal("b") }),
      ]),
    }),
  ],
  ["recursion", z.object({ root: Node })],
  [
    "limits that zod checks on the way back",
    z.object({ a: z.string().min(1).max(5).default("x") }),
  ],
  [
    "dates and lists",
    z.object({ at: z.iso.date(), all: z.array(z.number().min(0)).min(1).max(3) }),
  ],
  ["ten levels", nested(10)],
])("%s can be sent under strict mode", (_, schema) => {
  expect(strictProblems(schema)).toEqual([]);
});

test.each<[string, z.ZodType, RegExp]>([
  ["optional fields", z.object({ a: z.string().optional() }), /optional/],
  ["a union at the root", z.union([Colour, z.object({ b: z.string() })]), /object/],
  ["a record", z.object({ a: z.record(z.string(), z.string()) }), /./],
  ["a list at the root", z.array(z.string()), /object/],
  ["anything", z.object({ a: z.unknown() }), /root\.a allows anything/],
  ["a transform", z.object({ a: z.string().transform(Number) }), /./],
  ["a tuple", z.object({ a: z.tuple([z.string()]) }), /./],
  ["a loose object", z.looseObject({ a: z.string() }), /./],
  ["an unknown format", z.object({ a: z.url() }), /root\.a has format uri/],
  ["a pattern that looks ahead", z.object({ a: z.string().regex(/^(?!x)/) }), /looks ahead/],
  ["eleven levels", nested(11), /nested more than 10/],
  ["too many choices", z.object({ a: z.enum(many(1001)) }), /enum values/],
  ["a long enum", z.object({ a: z.enum(many(300, "x".repeat(60))) }), /enum that is too long/],
])("%s cannot be sent under strict mode", (_, schema, problem) => {
  expect(strictProblems(schema).join("\n")).toMatch(problem);
});

function many(count: number, prefix = "v"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}

test("a field may be named like a keyword of JSON schema", () => {
  const schema = strictJsonSchema(z.object({ default: z.string(), minLength: z.number() }));

  expect(schema["properties"]).toEqual({
    default: { type: "string" },
    minLength: { type: "number" },
  });
});
