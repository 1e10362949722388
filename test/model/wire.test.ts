import OpenAI from "openai";
import { expect, test } from "vitest";
import type { Meter, Model } from "../../src/model/model.ts";
import { ignoreTracingEnv } from "../../src/model/tracing.ts";
import { calls, callsAll, type ModelRequest, refuses, replies, says } from "../support/model.ts";
import { stand } from "./stand.ts";

const work = { name: "delegation", workspaceId: "T1", maxTokens: 500 };

/** Posts as an SDK would, with what it may have found in the environment. */
function post(meter: Meter, body: object): Promise<Response> {
  return meter.fetch("http://elsewhere.test/v9/chat/completions", {
    method: "POST",
    headers: { "x-secret": "from the environment", authorization: "Bearer other" },
    body: JSON.stringify({
      model: "scripted",
      messages: [{ role: "user", content: "hi" }],
      ...body,
    }),
  });
}

async function posted(body: object, model = "scripted"): Promise<ModelRequest | undefined> {
  using it = stand([says("hello")], { model });
  await post(it.model.wire.meter(work), { model, ...body });
  return it.requests[0];
}

test("prompts go to the configured address with the configured key, and nothing else does", async () => {
  const request = await posted({});

  expect(request).toMatchObject({
    path: "/v1/chat/completions",
    headers: { authorization: "Bearer key-of-the-test" },
  });
  expect(request?.headers).not.toHaveProperty("x-secret");
});

test("a server without a key gets none", async () => {
  using it = stand([says("hello")], { apiKey: "" });

  await post(it.model.wire.meter(work), {});

  expect(it.requests[0]?.headers).not.toHaveProperty("authorization");
  expect(it.model.wire.apiKey).not.toBe("");
});

test("what only some servers understand is said plainly", async () => {
  const request = await posted({
    messages: [
      {
        role: "system",
        content: [
          { type: "text", text: "Be brief." },
          { type: "text", text: "Be kind." },
        ],
      },
      { role: "assistant", name: "model", content: "yes" },
    ],
  });

  expect(request?.messages).toEqual([
    { role: "system", content: "Be brief.\nBe kind." },
    { role: "assistant", content: "yes" },
  ]);
});

test.each<[string, string, number]>([
  ["gpt-4o-mini", "max_tokens", 500],
  ["llama-3.3-70b", "max_tokens", 500],
  ["o3-mini", "max_completion_tokens", 8500],
  ["openai/gpt-5.2", "max_completion_tokens", 8500],
])("%s is capped by %s", async (model, field, cap) => {
  const request = await posted({ max_tokens: 1_000_000 }, model);

  const fields = ["max_tokens", "max_completion_tokens"].filter(
    (name) => request && name in request,
  );
  expect(fields).toEqual([field]);
  expect(request?.[field]).toBe(cap);
});

const tools = [{ type: "function", function: { name: "look", strict: true, parameters: {} } }];
const developer = [{ role: "developer", content: "Be brief." }];

test.each<[string, object, string, object]>([
  ["the other cap", {}, "Unsupported parameter: 'max_tokens'", { max_completion_tokens: 500 }],
  [
    "no parallel_tool_calls",
    { tools, parallel_tool_calls: false },
    "parallel_tool_calls?",
    { tools },
  ],
  [
    "no strict tools",
    { tools },
    "tools.0.function.strict: extra fields not permitted",
    { tools: [{ type: "function", function: { name: "look", parameters: {} } }] },
  ],
  [
    "no developer role",
    { messages: developer },
    "unknown role 'developer'",
    { messages: [{ role: "system", content: "Be brief." }] },
  ],
])(
  "a server that wants %s is understood once and for all",
  async (_, body, complaint, expected) => {
    using it = stand([refuses(400, complaint), says("one"), says("two")]);
    const meter = it.model.wire.meter(work);

    await post(meter, body);
    await post(meter, body);

    expect(it.requests).toHaveLength(3);
    for (const request of it.requests.slice(1)) expect(request).toMatchObject(expected);
    expect(it.requests[1]).not.toHaveProperty("parallel_tool_calls");
  },
);

test("a complaint that teaches nothing new is not asked about again", async () => {
  using it = stand(() => refuses(400, "Unsupported parameter: 'max_tokens'"));

  await expect(post(it.model.wire.meter(work), {})).rejects.toThrow("no answer: rejected");

  expect(it.requests).toHaveLength(2);
});

test("ids are made unique, so that no memory mixes up two messages", async () => {
  const twin = { id: "same", type: "function", function: { name: "look", arguments: { at: 1 } } };
  const same = { role: "assistant", content: null, tool_calls: [twin, { ...twin, id: null }] };
  const reply = replies(200, {
    id: "same",
    choices: [{ message: same, finish_reason: "tool_calls" }],
  });
  using it = stand([reply, reply]);
  const openai = sdk(it.model, it.model.wire.meter(work));
  const first = await openai.chat.completions.create(hello);
  const said = first.choices.map(({ message }) => message);

  const second = await openai.chat.completions.create({
    ...hello,
    messages: [...hello.messages, ...said],
  });

  const answers = [first, second];
  const made = answers.flatMap(({ choices }) => choices[0]?.message.tool_calls ?? []);
  expect(new Set([...answers, ...made].map(({ id }) => id)).size).toBe(6);
  expect(made[0]).toMatchObject({ function: { arguments: '{"at":1}' } });
});

const hello = { model: "scripted", messages: [{ role: "user" as const, content: "hi" }] };

test("a meter counts what one piece of work cost, and says why the last call failed", async () => {
  using it = stand([says("one", { tokens: 20 }), calls("look"), refuses(401, "no")]);
  const meter = it.model.wire.meter(work);
  await post(meter, {});
  await post(meter, {});
  expect(meter.failure()).toBeNull();

  await expect(post(meter, {})).rejects.toThrow("no answer: rejected");

  expect(meter.spent()).toEqual({ calls: 3, tokens: 30 });
  expect(meter.failure()).toMatchObject({ is: "rejected" });
  expect(it.model.wire.meter(work).spent()).toEqual({ calls: 0, tokens: 0 });
});

test("who gives up a call frees the way at once", async () => {
  using it = stand(() => ({ is: "silence" }));
  const leave = new AbortController();
  const meter = it.model.wire.meter(work);
  const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }] });
  const posting = meter.fetch("", { method: "POST", body, signal: leave.signal });
  setImmediate(() => leave.abort());

  await expect(posting).rejects.toThrow("no answer: timed-out");
});

test("an SDK's own client works over a meter, tools and all", async () => {
  using it = stand([
    callsAll([
      ["look", {}],
      ["look", { at: 2 }],
    ]),
  ]);
  const meter = it.model.wire.meter(work);
  const openai = sdk(it.model, meter);

  const answer = await openai.chat.completions.create(hello);

  expect(answer.choices[0]?.message.tool_calls).toHaveLength(2);
});

function sdk({ wire }: Model, meter: Meter): OpenAI {
  return new OpenAI({
    apiKey: wire.apiKey,
    baseURL: wire.baseUrl,
    fetch: meter.fetch,
    maxRetries: 0,
  });
}

test("nothing of langchain's tracing is left in an environment", () => {
  const env: Record<string, string | undefined> = {
    LANGSMITH_TRACING: "true",
    LANGSMITH_GATEWAY: "1",
    LANGCHAIN_TRACING_V2: "true",
    langchain_api_key: "x",
    OPENAI_API_KEY: "kept",
  };

  ignoreTracingEnv(env);

  expect(env).toEqual({ OPENAI_API_KEY: "kept" });
});
