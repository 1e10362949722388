import { expect, test } from "vitest";
import { notConfigured } from "../../src/model/failures.ts";
import type { ModelFailure } from "../../src/model/model.ts";
import { calls, refuses, replies, type Reply, says } from "../support/model.ts";
import { eventually } from "../support/eventually.ts";
import { failureOf, question, red, stand } from "./stand.ts";

const fenced = `Here you are:\n\`\`\`json\n${JSON.stringify(red, null, 2)}\n\`\`\`\nAnything else?`;

test.each<[string, Reply]>([
  ["plain JSON", says(red)],
  ["JSON in a fence, with prose around it", says(fenced)],
  ["JSON after thinking aloud", says(`<think>{red or green?}</think>${JSON.stringify(red)}`)],
  ["JSON after a sentence", says(`Sure! ${JSON.stringify(red)}`)],
  ["a call of the tool, where none was asked for", calls("colour", red)],
  ["content in parts", parts([{ type: "text", text: JSON.stringify(red) }])],
  ["no usage", says(red, { tokens: null })],
  ["no reason for its end", parts(JSON.stringify(red), null)],
])("%s is an answer", async (_, reply) => {
  using it = stand([reply]);

  const answer = await it.model.ask(question());

  expect(answer).toMatchObject({ is: "answer", value: red });
  expect(answer.usage.tokens).toBeGreaterThan(0);
});

function parts(content: unknown, finish_reason: string | null = "stop"): Reply {
  return replies(200, { choices: [{ message: { role: "assistant", content }, finish_reason }] });
}

type Expected = Partial<ModelFailure>;
const twice = (reply: Reply) => [reply, reply];

test.each<[string, Reply[], Expected]>([
  ["prose", [says("It is red.")], { is: "unreadable", again: true }],
  ["JSON cut off", [says('{"colour": "re')], { is: "unreadable" }],
  ["another shape", [says({ colour: "blue" })], { is: "unreadable" }],
  [
    "an answer at the token cap",
    [says('{"colour"', { finish: "length" })],
    { is: "cut", again: false },
  ],
  [
    "the content filter",
    [says("", { finish: "content_filter" })],
    { is: "filtered", again: false },
  ],
  ["a refusal", [says(null, { refusal: "I cannot" })], { is: "refused", again: false }],
  ["null content", [says(null)], { is: "empty", again: true }],
  ["blank content", [says(" \n")], { is: "empty" }],
  ["no choices", [replies(200, { choices: [] })], { is: "empty" }],
  ["a web page", [replies(200, "<html><h1>Welcome</h1></html>")], { is: "unreadable" }],
  ["a broken body", [replies(200, '{"choices": [{"mess')], { is: "unreadable" }],
  ["JSON of something else", [replies(200, { hello: "world" })], { is: "unreadable" }],
  ["a bad request", [refuses(400, "bad temperature")], { is: "rejected", again: false }],
  ["a wrong key", [refuses(401, "Incorrect API key")], { is: "rejected", again: false }],
  ["no permission", [refuses(403, "not for you")], { is: "rejected" }],
  ["an unknown model", [refuses(404, "no such model")], { is: "rejected" }],
  [
    "too much text",
    [refuses(400, "maximum context length is 8192")],
    { is: "rejected", again: false },
  ],
  ["a redirect", [replies(307, "", { location: "http://elsewhere.test/" })], { is: "rejected" }],
  [
    "an empty account",
    [refuses(429, "quota", { code: "insufficient_quota" })],
    { is: "over-budget" },
  ],
  ["too many requests", twice(refuses(429, "slow down")), { is: "rate-limited", again: true }],
  ["a server error", twice(refuses(500, "oops")), { is: "unreachable", again: true }],
  ["an overloaded server", twice(replies(529, "busy")), { is: "unreachable" }],
  [
    "an error inside a 200",
    [replies(200, { error: { code: 429, message: "slow" } })],
    { is: "rate-limited" },
  ],
  ["no connection", twice({ is: "reset" }), { is: "unreachable", again: true }],
  ["a connection that breaks in the body", twice({ is: "half" }), { is: "unreachable" }],
  ["a body without end", [replies(200, "x".repeat(2_000_001))], { is: "unreadable" }],
])("%s is a failure with words for the person", async (_, script, expected) => {
  using it = stand(script);

  const failure = await failureOf(it);

  expect(failure).toMatchObject(expected);
  expect(failure.say).toMatch(/^[A-Z].+\.$/);
  expect(failure.say).not.toMatch(/undefined|null|json|status \d/i);
  expect(it.requests).toHaveLength(script.length);
});

test.each<Reply["is"]>(["silence", "stall"])(
  "%s for 60 s by the clock is a time-out",
  async (is) => {
    using it = stand([is === "silence" ? { is } : { is: "stall" }]);
    let settled = false;
    const asked = it.model.ask(question()).finally(() => (settled = true));
    await eventually(() => expect(it.requests).toHaveLength(1));
    it.time.pass(59_000);
    await new Promise(setImmediate);
    expect(settled).toBe(false);

    it.time.pass(1000);

    expect(await asked).toMatchObject({
      is: "failure",
      failure: {
        is: "timed-out",
        again: true,
        say: "The model did not answer within a minute. Try again, or choose a template.",
      },
      usage: { milliseconds: 60_000 },
    });
    expect(it.requests).toHaveLength(1);
  },
);

test("what an answer cost is counted, also when it was of no use", async () => {
  using it = stand([says("prose", { tokens: 25 })]);

  const answer = await it.model.ask(question());

  expect(answer).toMatchObject({ is: "failure", usage: { tokens: 25, model: "scripted" } });
  expect(answer.usage.promptSha256).toMatch(/^[0-9a-f]{64}$/);
});

test("neither the key nor the prompt gets into a log or an answer", async () => {
  using it = stand([refuses(401, "Incorrect API key provided: key-of-the-test")]);

  const failure = await failureOf(it);

  expect(JSON.stringify(failure)).not.toContain("key-of-the-test");
  expect(it.lines.join("\n")).toContain("model gave no answer");
  expect(it.lines.join("\n")).not.toMatch(/key-of-the-test|Name the colour|A rose/);
  expect(it.requests[0]?.headers).toMatchObject({ authorization: "Bearer key-of-the-test" });
});

test("text that Postgres cannot store is made storable", async () => {
  using it = stand([says('{"colour": "red", "why": "a\\u0000b\\ud800c"}')]);

  const answer = await it.model.ask(question());

  expect(answer).toMatchObject({ value: { why: "ab�c" } });
});

test("without a model there is a failure to answer with, too", () => {
  expect(notConfigured).toMatchObject({
    is: "not-configured",
    say: "No model is set up. Ask an admin to add one, or choose a template.",
  });
});
