import type {
  ChatCompletion,
  ChatCompletionCreateParamsNonStreaming,
} from "openai/resources/chat/completions";
import type { Message } from "./model.ts";
import type { JsonSchema } from "./strict.ts";

type Body = ChatCompletionCreateParamsNonStreaming;
type Asked = { name: string; messages: Message[]; schema: JsonSchema; model: string };

/** One way to get an answer of a given shape out of a server. */
export type Rung = {
  name: "schema" | "tool" | "json" | "text";
  /** what a server says that does not know this way */
  complains: RegExp;
  body(asked: Asked): Body;
};

/** from what binds the model most to what every server can do */
export const ladder: readonly Rung[] = [
  {
    name: "schema",
    complains: /response.?format|json.?schema|structured.?output|guided|grammar|strict/i,
    body: ({ name, messages, schema, model }) => ({
      model,
      messages,
      response_format: { type: "json_schema", json_schema: { name, strict: true, schema } },
    }),
  },
  {
    name: "tool",
    complains: /tool|function/i,
    body: ({ name, messages, schema, model }) => ({
      model,
      messages,
      tools: [
        {
          type: "function",
          function: { name, description: "Gives the answer.", strict: true, parameters: schema },
        },
      ],
      tool_choice: { type: "function", function: { name } },
    }),
  },
  {
    name: "json",
    complains: /response.?format|json/i,
    body: ({ messages, schema, model }) => ({
      model,
      messages: withSchema(messages, schema),
      response_format: { type: "json_object" },
    }),
  },
  {
    name: "text",
    complains: /(?!)/,
    body: ({ messages, schema, model }) => ({ model, messages: withSchema(messages, schema) }),
  },
];

// simple servers take one system message only, and only as the first
function withSchema(messages: Message[], schema: JsonSchema): Message[] {
  const [first, ...rest] = messages;
  const note = `Answer with one JSON object and nothing else. It obeys this JSON schema:\n${JSON.stringify(schema)}`;
  if (first?.role === "system")
    return [{ role: "system", content: `${first.content}\n\n${note}` }, ...rest];
  return [{ role: "system", content: note }, ...messages];
}

/** The text that holds the answer, whichever way the model gave it; null when it said nothing. */
export function answerIn({ choices: [choice] }: ChatCompletion): string | null {
  const call = choice?.message.tool_calls?.find((it) => it.type === "function");
  const text = call?.function.arguments ?? choice?.message.content ?? "";
  return text.trim() === "" ? null : text;
}
