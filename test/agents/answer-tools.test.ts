import { expect, test } from "vitest";
import { answerTools, type FormEnd } from "../../src/agents/answer-tools.ts";
import type { Shape } from "../../src/grammar/shape.ts";
import { shapeKinds } from "../../src/grammar/shape.ts";

const shape: Shape = {
  text: "text",
  number: "number",
  sure: "yes/no",
  date: "date",
  words: "list of text",
  numbers: "list of number",
  mood: ["Good", "Bad"],
};

const values = {
  text: " It is. ",
  number: -1.5,
  sure: false,
  date: "2028-02-29",
  words: ["a", "b"],
  numbers: [1, 2],
  mood: "Good",
};

function fill(more: Record<string, unknown>) {
  const ends: FormEnd[] = [];
  const [answer] = answerTools(shape, (end) => ends.push(end));
  return { reply: answer?.use({ ...values, ...more }), ends };
}

test("the form of an answer is one that strict servers take", () => {
  for (const { parameters } of answerTools(shape, () => {}))
    expect(parameters).toMatchObject({ type: "object", additionalProperties: false });
  expect(answerTools(shape, () => {})[0]?.parameters["required"]).toEqual(Object.keys(shape));
});

test("every kind of answer can be given", () => {
  const { ends } = fill({});

  expect(Object.values(shape)).toEqual(expect.arrayContaining(shapeKinds));
  expect(ends).toEqual([{ is: "answered", output: { ...values, text: "It is." } }]);
});

test.each<[string, unknown]>([
  ["text", " "],
  ["text", null],
  ["number", "1.5"],
  ["number", Number.NaN],
  ["sure", "yes"],
  ["date", "2027-02-29"],
  ["date", "next week"],
  ["words", "a, b"],
  ["words", Array(51).fill("a")],
  ["numbers", ["1"]],
  ["mood", "so-so"],
  ["more", "than asked for"],
  ["text", undefined],
])("%s: %j is not taken", (name, value) => {
  const { reply, ends } = fill({ [name]: value });

  expect(reply).toMatchObject({ ok: false, text: expect.stringContaining(name) });
  expect(ends).toEqual([]);
});
