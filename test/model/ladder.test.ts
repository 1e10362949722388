import { expect, test } from "vitest";
import { calls, type ModelRequest, refuses, type Reply, says } from "../support/model.ts";
import { failureOf, question, red, stand } from "./stand.ts";

type Way = "schema" | "tool" | "json" | "text";

function wayOf(request: ModelRequest): Way {
  if (request.tools) return "tool";
  const format = JSON.stringify(request["response_format"] ?? "");
  if (format.includes("json_schema")) return "schema";
  return format.includes("json_object") ? "json" : "text";
}

const refusals: Record<Way, string> = {
  schema: "'response_format' of type 'json_schema' is not supported",
  tool: "tool_choice is not supported by this server",
  json: "response_format.type json_object is not available",
  text: "",
};

function serverWith(ways: Way[]) {
  return (request: ModelRequest): Reply => {
    const way = wayOf(request);
    if (!ways.includes(way)) return refuses(400, refusals[way]);
    return way === "tool" ? calls("colour", red) : says(red);
  };
}

test.each<[Way, Way[]]>([
  ["schema", ["schema"]],
  ["tool", ["schema", "tool"]],
  ["json", ["schema", "tool", "json"]],
  ["text", ["schema", "tool", "json", "text"]],
])("a server that knows only %s is found out once and remembered", async (way, tried) => {
  using it = stand(serverWith([way]));

  expect(await it.model.ask(question())).toMatchObject({ is: "answer", value: red });
  expect(it.requests.map(wayOf)).toEqual(tried);

  expect(await it.model.ask(question())).toMatchObject({ is: "answer", value: red });
  expect(it.requests.map(wayOf)).toEqual([...tried, way]);
});

test("the strict schema is sent as strict servers want it", async () => {
  using it = stand([says(red)]);

  await it.model.ask(question());

  expect(it.requests[0]?.["response_format"]).toEqual({
    type: "json_schema",
    json_schema: {
      name: "colour",
      strict: true,
      schema: {
        type: "object",
        properties: { colour: { type: "string", enum: ["red", "green"] }, why: { type: "string" } },
        required: ["colour", "why"],
        additionalProperties: false,
      },
    },
  });
});

test("a forced tool call is strict and names its one tool", async () => {
  using it = stand(serverWith(["tool"]));

  await it.model.ask(question());

  expect(it.requests[1]).toMatchObject({
    tools: [{ type: "function", function: { name: "colour", strict: true } }],
    tool_choice: { type: "function", function: { name: "colour" } },
  });
});

test.each<Way>(["json", "text"])("%s: the schema is in the one system message", async (way) => {
  using it = stand(serverWith([way]));

  await it.model.ask(question());

  const [first, ...rest] = it.requests.at(-1)?.messages ?? [];
  expect(first).toMatchObject({ role: "system" });
  expect(first?.content).toMatch(/^Name the colour\.[^]*JSON schema:[^]*"enum":\["red","green"\]/);
  expect(rest.map(({ role }) => role)).toEqual(["user"]);
});

test("a schema that was refused is our fault: other questions still use the best way", async () => {
  let refused = false;
  using it = stand((request) => {
    if (wayOf(request) === "schema" && !refused) {
      refused = true;
      return refuses(400, "Invalid schema for response_format 'colour': 'oneOf' is not permitted");
    }
    return wayOf(request) === "tool" ? calls("colour", red) : says(red);
  });

  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
  await it.model.ask(question());

  expect(it.requests.map(wayOf)).toEqual(["schema", "tool", "schema"]);
});

test("a complaint about something else is not a step down", async () => {
  using it = stand(() => refuses(400, "temperature is out of range"));

  expect(await failureOf(it)).toMatchObject({ is: "rejected" });
  expect(it.requests).toHaveLength(1);
});

test("the tokens of all steps are counted together", async () => {
  using it = stand(serverWith(["text"]));

  const answer = await it.model.ask(question());

  expect(answer.usage.tokens).toBe(10);
});

test("a refused key stops the search at once", async () => {
  using it = stand(() => refuses(401, "invalid api key for structured output"));

  expect(await failureOf(it)).toMatchObject({ is: "rejected" });
  expect(it.requests).toHaveLength(1);
});

test("a server that takes a schema and ignores it is found out after two useless answers", async () => {
  using it = stand((request) =>
    ["json", "text"].includes(wayOf(request)) ? says(red) : says("Red, I think."),
  );

  for (let i = 0; i < 4; i++) expect(await failureOf(it)).toMatchObject({ is: "unreadable" });

  expect(await it.model.ask(question())).toMatchObject({ is: "answer" });
  expect(it.requests.map(wayOf)).toEqual(["schema", "schema", "tool", "tool", "json"]);
});

test("a way that has worked once is kept, whatever the model says later", async () => {
  let said: unknown = red;
  using it = stand(() => says(said));
  await it.model.ask(question());
  said = "Red, I think.";

  for (let i = 0; i < 4; i++) await failureOf(it);

  expect(new Set(it.requests.map(wayOf))).toEqual(new Set(["schema"]));
});
