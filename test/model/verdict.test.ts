// whatever a server sends, it becomes an answer or a failure: nothing is thrown at people

import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "../../src/model/read-json.ts";
import { verdictOf } from "../../src/model/verdict.ts";

const surroundings = { now: 0, usedIds: new Set<string>() };

function verdict(text: string, status = 200) {
  return verdictOf({ is: "reply", status, headers: new Headers(), text }, surroundings);
}

const message = fc.record(
  {
    role: fc.constant("assistant"),
    content: fc.oneof(fc.string({ unit: "binary" }), fc.constant(null), fc.jsonValue()),
    refusal: fc.oneof(fc.constant(null), fc.string()),
    tool_calls: fc.array(
      fc.record({
        id: fc.oneof(fc.string(), fc.constant(null)),
        function: fc.record({ name: fc.string(), arguments: fc.oneof(fc.json(), fc.string()) }),
      }),
    ),
  },
  { requiredKeys: [] },
);
const completion = fc.record(
  {
    choices: fc.array(
      fc.record({ message, finish_reason: fc.oneof(fc.string(), fc.constant(null)) }),
    ),
    usage: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  completion.map((it) => JSON.stringify(it)),
);

test("any body under any status has a verdict", () => {
  const property = fc.property(body, fc.integer({ min: 200, max: 599 }), (text, status) => {
    const it = verdict(text, status);
    return it.is === "failure" ? it.failure.say.endsWith(".") : callsOf(it).every(isObject);
  });

  expect(() => fc.assert(property)).not.toThrow();
});

function callsOf({
  completion: { choices },
}: Extract<ReturnType<typeof verdict>, { is: "completion" }>) {
  return choices.flatMap((it) => it.message.tool_calls ?? []).map((it) => it.function.arguments);
}

function isObject(args: string): boolean {
  const value: unknown = JSON.parse(args);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

test("an answer that is cut anywhere is a failure", () => {
  const whole = JSON.stringify({
    choices: [{ message: { role: "assistant", content: '{"a":1}' }, finish_reason: "stop" }],
  });
  expect(verdict(whole).is).toBe("completion");

  for (let length = 0; length < whole.length; length++)
    expect(verdict(whole.slice(0, length))).toMatchObject({ failure: { is: "unreadable" } });
});

test("a text that is cut, doubled or very deep is read or not, and never throws", () => {
  const answer = `{"a": {"b": [1, "x\\"y"]}, "a": 2}`;
  const fenced = `Well:\n\`\`\`json\n${answer}\n\`\`\`\nor\n\`\`\`\n{"c": 3}\n\`\`\``;

  for (let length = 0; length <= fenced.length; length++) readJson(fenced.slice(0, length));
  readJson(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);

  expect(readJson(fenced)).toEqual({ a: 2 });
  expect(readJson(`${answer}${answer}`)).toBeUndefined();
});
