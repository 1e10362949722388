import { expect, test } from "vitest";
import {
  calls,
  callsAll,
  type ModelRequest,
  refuses,
  replies,
  type Reply,
  says,
} from "../support/model.ts";
import { agentOf, answered, answers, handsOver, lastTool, stand } from "./stand.ts";

const good = { is: "answered", output: answered };

// what a model may do before it comes to its senses
test.each<[string, Reply[]]>([
  ["prose at first", [says("It was a good year.")]],
  ["an empty message at first", [says(null)]],
  ["arguments that are not JSON", [calls("read_customer", "{bad")]],
  [
    "arguments that are cut off, twice",
    [calls("answer", '{"summary": "a'), calls("answer", '{"s')],
  ],
  [
    "a broken call beside a good one",
    [
      callsAll([
        ["read_customer", {}],
        ["answer", "{"],
      ]),
    ],
  ],
  ["a tool that does not exist", [calls("send_email", { to: "ceo@acme.test" })]],
  ["a tool of langchain's own naming", [calls("extract-answer", answered)]],
  ["a tool with a name no server would take back", [calls("functions.read customer", {})]],
  ["arguments where none are wanted", [calls("read_customer", { id: "other-customer" })]],
  ["the same call again", [calls("read_customer"), calls("read_customer")]],
  ["many calls at once", [callsAll(Array.from({ length: 3 }, () => ["read_customer", {}]))]],
  ["an answer with a field missing", [answers({ ...answered, mood: undefined })]],
  ["an answer with a field too many", [answers({ ...answered, sql: "drop" })]],
  ["an answer of wrong kinds", [answers({ ...answered, score: "high", mood: "so-so" })]],
  ["an answer with an empty text", [answers({ ...answered, summary: " \u200B" })]],
  ["very long arguments", [calls("answer", { ...answered, summary: "x".repeat(30_000) })]],
])("a specialist that sends %s gets another chance", async (_, before) => {
  using it = await stand([handsOver(), ...before, answers()]);

  expect(await it.delegate()).toMatchObject(good);
  expect(it.requests).toHaveLength(before.length + 2);
  for (const request of it.requests) expect(isWellFormed(request)).toBe(true);
});

/** Every call of a tool has its reply and the other way round, and no arguments are broken: or servers refuse. */
function isWellFormed({ messages }: ModelRequest): boolean {
  const made = messages.flatMap((it) => it.tool_calls ?? []);
  const replied = messages.flatMap((it) => (it.role === "tool" ? [it.tool_call_id] : []));
  for (const call of made) JSON.parse(call.function.arguments);
  return JSON.stringify(made.map(({ id }) => id)) === JSON.stringify(replied);
}

test("many answers at once: the first that fits counts", async () => {
  const second = { ...answered, summary: "Another" };
  using it = await stand([
    handsOver(),
    callsAll([
      ["answer", {}],
      ["answer", answered],
      ["answer", second],
      ["read_customer", {}],
    ]),
  ]);

  expect(await it.delegate()).toMatchObject(good);
});

test("what is wrong with an answer is told field by field", async () => {
  using it = await stand([
    handsOver(),
    answers({ ...answered, score: "high", mood: "so-so" }),
    answers({ ...answered, summary: "" }),
    answers(),
  ]);

  await it.delegate();

  expect(lastTool(it.requests[2] ?? never)).toMatch(/number[^]*at score[^]*good[^]*at mood/);
  expect(lastTool(it.requests[3] ?? never)).toBe("summary: Enter a text.");
});

const never: ModelRequest = { model: "", messages: [], headers: {}, path: "" };

const each = (count: number, of: (i: number) => Reply) =>
  Array.from({ length: count }, (_, i) => of(i));

// what ends in a failure, after how many calls in all
test.each<[string, Reply[], RegExp, number]>([
  ["prose twice", each(2, () => says("Hm.")), /renewal specialist talked/, 3],
  ["broken calls three times", each(3, () => calls("answer", "{")), /could not be read/, 4],
  ["the same call all over", each(6, () => calls("read_customer")), /did not come to an answer/, 6],
  ["unknown tools all over", each(9, (i) => calls(`tool_${i}`)), /did not come to an answer/, 7],
  ["wrong answers all over", each(9, (i) => answers({ i })), /did not come to an answer/, 7],
  ["a refusal", [says(null, { refusal: "no" })], /declined/, 2],
  ["a filtered answer", [says("", { finish: "content_filter" })], /filter/, 2],
  ["an answer at the cap", [says("a", { finish: "length" })], /too long/, 2],
  ["no choices", [replies(200, { choices: [] })], /answered nothing/, 2],
  ["a web page", [replies(200, "<html>")], /could not be read/, 2],
  ["an outage", each(2, () => refuses(500, "oops")), /cannot be reached/, 3],
  ["a wrong key in the middle", [refuses(401, "key")], /an admin should check/, 2],
])("a specialist that sends %s has failed, in plain words", async (_, script, reason, requests) => {
  using it = await stand([handsOver(), ...script]);

  const result = await it.delegate();

  expect(result).toMatchObject({ is: "failed", reason: expect.stringMatching(reason) });
  expect(it.requests).toHaveLength(requests);
  expect(await it.rows()).toMatchObject([
    { status: "failed", agent: "renewal", output: null, reason: expect.stringMatching(reason) },
  ]);
});

test.each<[string, Reply[], number]>([
  ["prose twice", each(2, () => says("I think renewal.")), 2],
  ["specialists that do not exist", each(9, (i) => handsOver(`agent-${i}`)), 3],
  ["tools it was not given", each(9, (i) => calls("read_customer", { i })), 3],
  ["broken calls", each(3, () => calls("delegate", "{")), 3],
])(
  "an orchestrator that sends %s has failed, and that is recorded",
  async (_, script, requests) => {
    using it = await stand(script);

    expect(await it.delegate()).toMatchObject({
      is: "failed",
      reason: expect.stringMatching(/the orchestrator/),
      again: true,
    });
    expect(it.requests).toHaveLength(requests);
    expect(await it.rows()).toMatchObject([{ agent: "orchestrator", why: "Nobody was chosen." }]);
  },
);

test("fifty hand-overs at once are one", async () => {
  const args = { specialist: "renewal", task: "t", why: "w" };
  const many = Array.from({ length: 50 }, (_, i): [string, unknown] => [
    "delegate",
    { ...args, why: `${i}` },
  ]);
  using it = await stand((request) =>
    agentOf(request) === "orchestrator" ? callsAll(many) : answers(),
  );

  expect(await it.delegate()).toMatchObject(good);
  expect(it.requests).toHaveLength(2);
  expect(await it.rows()).toHaveLength(1);
});

test("a runaway model makes at most thirteen calls in all", async () => {
  let tools = 0;
  using it = await stand((request, count) =>
    agentOf(request) === "orchestrator" && count === 3 ? handsOver() : calls(`tool_${tools++}`),
  );

  expect(await it.delegate()).toMatchObject({ is: "failed" });
  expect(it.requests.length).toBeLessThanOrEqual(13);
});
