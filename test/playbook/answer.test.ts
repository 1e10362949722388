import { describe, expect, test } from "vitest";
import { readAnswer } from "../../src/playbook/answer.ts";
import type { ShapeField } from "../../src/grammar/shape.ts";

const mood = ["Very happy", "unhappy"];

describe("an answer is read as the kind that was asked for", () => {
  const cases: [ShapeField, unknown, unknown][] = [
    ["text", " fine ", "fine"],
    ["text", 7, "7"],
    ["text", "NaN", "NaN"],
    ["number", "12", 12],
    ["number", " -0.5 ", -0.5],
    ["number", "$ 1,200.50", 1200.5],
    ["number", "12,345,678", 12_345_678],
    ["number", "15 %", 15],
    ["number", 1.5, 1.5],
    ["number", 1e21, 1e21],
    ["yes/no", "Yes", true],
    ["yes/no", "n", false],
    ["yes/no", true, true],
    ["date", " 2028-02-29 ", "2028-02-29"],
    [mood, "very happy", "Very happy"],
    ["list of text", "one\n\n two \n", ["one", "two"]],
    ["list of text", ["one", 2], ["one", "2"]],
    ["list of number", "1\n2,000", [1, 2000]],
    ["list of text", "", []],
  ];

  test.each(cases)("%j from %j", (kind, raw, value) => {
    expect(readAnswer(raw, kind)).toEqual({ ok: true, value });
  });
});

describe("what is no answer of that kind is refused", () => {
  const cases: [ShapeField, unknown][] = [
    ["text", "  "],
    ["text", null],
    ["text", { a: 1 }],
    ["number", ""],
    ["number", "many"],
    ["number", "Infinity"],
    ["number", "0x10"],
    ["number", true],
    // whether 7,5 means seven and a half or seventy-five is the person's to say
    ["number", "7,5"],
    ["number", "1.200,50"],
    ["number", "1,2,3"],
    ["number", "1.2.3"],
    ["yes/no", "maybe"],
    ["date", "2027-02-30"],
    ["date", "tomorrow"],
    [mood, "sad"],
    ["list of number", "1\nmany"],
    ["list of text", { a: 1 }],
    ["list of text", null],
    ["list of text", [["nested"]]],
  ];

  test.each(cases)("%j from %j", (kind, raw) => {
    expect(readAnswer(raw, kind)).toEqual({ ok: false, wrong: expect.any(String) });
  });
});
