import { expect, test } from "vitest";
import { loadRoster } from "../../src/agents/roster.ts";
import { calls } from "../support/model.ts";
import { eventually } from "../support/eventually.ts";
import { started } from "./request.ts";
import { agentOf, answered, answers, handsOver, lastTool, stand } from "./stand.ts";

test("the orchestrator hands over, the specialist reads and answers, and all of it is recorded", async () => {
  using it = await stand([
    handsOver("renewal"),
    calls("read_customer"),
    calls("read_history"),
    calls("read_playbook"),
    answers(),
  ]);

  const result = await it.delegate();

  expect(result).toEqual({ is: "answered", by: "Renewal specialist", output: answered });
  expect(it.requests.map(agentOf)).toEqual(["orchestrator", ...Array(4).fill("renew")]);
  expect(it.requests.slice(2).map(lastTool).map(sourceOf)).toEqual([
    "customer record",
    "results of earlier steps",
    "playbook",
  ]);
  expect(await it.rows()).toMatchObject([
    {
      workspace_id: "T1",
      step_id: "summary",
      iteration: 1,
      attempt: 1,
      agent: "renewal",
      task: "Summarise the year",
      why: "It is renewal work.",
      status: "answered",
      output: answered,
      reason: null,
      model: "scripted",
      prompt_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      tokens: 50,
      at: new Date(started),
    },
  ]);
});

function sourceOf(said: string): unknown {
  const { untrusted, source } = JSON.parse(said);
  return untrusted === true && source;
}

test("each agent is asked in the way that strict and simple servers want", async () => {
  using it = await stand([handsOver(), answers()]);

  await it.delegate();

  const [orchestrator, specialist] = it.requests;
  expect(orchestrator).toMatchObject({
    parallel_tool_calls: false,
    max_tokens: 3000,
    tools: [
      {
        type: "function",
        function: {
          name: "delegate",
          strict: true,
          parameters: {
            additionalProperties: false,
            required: ["specialist", "task", "why"],
            properties: {
              specialist: { enum: [...loadRoster().specialists.keys()] },
            },
          },
        },
      },
    ],
  });
  expect(specialist?.tools?.map((tool) => tool.function.name)).toEqual([
    "read_customer",
    "read_history",
    "read_playbook",
    "answer",
    "cannot_answer",
  ]);
  const form = specialist?.tools?.[3]?.function;
  expect(form).toMatchObject({
    strict: true,
    parameters: {
      additionalProperties: false,
      required: ["summary", "risks", "score", "mood"],
      properties: {
        risks: { type: "array", items: { type: "string" } },
        score: { type: "number" },
        mood: { enum: ["good", "bad"] },
      },
    },
  });
  for (const { messages } of it.requests) {
    expect(messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(messages.every(({ content }) => typeof content === "string")).toBe(true);
  }
});

test("a step that names its specialist gets that one", async () => {
  using it = await stand([handsOver("risk"), answers()]);

  const result = await it.delegate({ agent: "risk" });

  expect(result).toMatchObject({ is: "answered", by: "Risk specialist" });
  const [first] = it.requests;
  expect(first?.tools?.[0]?.function.parameters).toMatchObject({
    properties: { specialist: { enum: ["risk"] } },
  });
  expect(first?.messages[1]?.content).toContain("hand it over to risk");
});

test("an agent that does not exist is not looked for", async () => {
  using it = await stand([]);

  expect(await it.delegate({ agent: "astrology" })).toEqual({
    is: "failed",
    reason: 'there is no agent named "astrology"',
    again: false,
  });
  expect(it.requests).toEqual([]);
});

test("without a model a person does the thinking", async () => {
  using it = await stand([], null);

  expect(await it.delegate()).toEqual({
    is: "unavailable",
    reason: "No model is configured, so a person does the thinking here.",
  });
  expect(await it.rows()).toEqual([]);
});

test("when the budget is used up a person does the thinking", async () => {
  using it = await stand([], { dailyTokens: 1000 });

  expect(await it.delegate()).toEqual({
    is: "unavailable",
    reason: "The model budget is used up for today, so a person does the thinking here.",
  });
  expect(it.requests).toEqual([]);
});

test("when the budget ends after the hand-over, that is recorded as failed", async () => {
  using it = await stand([handsOver("renewal", 4000)], { dailyTokens: 6000 });

  expect(await it.delegate()).toMatchObject({ is: "unavailable" });

  expect(await it.rows()).toMatchObject([{ status: "failed", agent: "renewal" }]);
});

test("while the model is left alone a person does the thinking", async () => {
  using it = await stand(() => ({ is: "reset" }));
  for (let i = 0; i < 5; i++)
    expect(await it.delegate()).toMatchObject({ is: "failed", again: true });
  const before = it.requests.length;

  expect(await it.delegate()).toMatchObject({
    is: "unavailable",
    reason: expect.stringMatching(/left alone .+ so a person does the thinking here\.$/),
  });
  expect(it.requests).toHaveLength(before);
});

test("a specialist may say that it cannot know", async () => {
  using it = await stand([
    handsOver(),
    calls("cannot_answer", { why: "Nothing tells a\u200B score." }),
  ]);

  expect(await it.delegate()).toEqual({
    is: "failed",
    reason: "the renewal specialist cannot answer this: Nothing tells a score.",
    again: false,
  });
  expect(await it.rows()).toMatchObject([{ status: "failed", agent: "renewal", output: null }]);
});

test("thinking ends after two minutes, even if each call of the model is quick enough", async () => {
  const tools = ["read_customer", "read_history", "read_playbook"];
  using it = await stand((_, count) => {
    it.time.pass(50_000);
    return count === 1 ? handsOver() : calls(tools[count - 2] ?? "");
  });

  expect(await it.delegate()).toEqual({
    is: "failed",
    reason: "no answer came within two minutes",
    again: true,
  });
  expect(it.requests).toHaveLength(3);
  expect(await it.rows()).toMatchObject([{ status: "failed", agent: "renewal" }]);
});

test("silence in the middle ends with the two minutes", async () => {
  using it = await stand((_, count) => (count === 1 ? handsOver() : { is: "silence" }));
  const asked = it.delegate();
  await eventually(() => expect(it.requests).toHaveLength(2));

  it.time.pass(60_000);

  expect(await asked).toEqual({
    is: "failed",
    reason: "the model did not answer within a minute",
    again: true,
  });
  expect(await it.rows()).toMatchObject([{ status: "failed", milliseconds: 60_000 }]);
});

test("two runs that think at the same time do not mix", async () => {
  using it = await stand((request) =>
    agentOf(request) === "orchestrator"
      ? handsOver()
      : answers({ ...answered, summary: request.messages[1]?.content?.match(/number (\d)/)?.[1] }),
  );

  const results = await Promise.all(
    [1, 2, 3].map((number) => it.delegate({ ask: `This is number ${number}` })),
  );

  expect(results.map((result) => result.is === "answered" && result.output["summary"])).toEqual([
    "1",
    "2",
    "3",
  ]);
});
