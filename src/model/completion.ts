import { randomUUID } from "node:crypto";
import { z } from "zod";
import { isRecord } from "../grammar/field.ts";
import { failure } from "./failures.ts";
import type { ModelFailure } from "./model.ts";

// servers that call themselves compatible differ in small things: what can be read without guessing is read

const Text = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))])
  .nullish()
  .transform((it) => (Array.isArray(it) ? it.map((part) => part.text ?? "").join("") : it));

const ToolCall = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string(),
    arguments: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .nullish()
      .transform((it) => (typeof it === "string" ? it : JSON.stringify(it ?? {}))),
  }),
});

const Choice = z.object({
  finish_reason: z.string().nullish(),
  message: z.looseObject({
    content: Text,
    refusal: z.string().nullish(),
    tool_calls: z.array(ToolCall).nullish(),
  }),
});

const Tokens = z.number().nonnegative().optional();
const Usage = z
  .object({ prompt_tokens: Tokens, completion_tokens: Tokens, total_tokens: Tokens })
  .nullish()
  .catch(null);

const Body = z.object({
  choices: z.array(Choice).nullish(),
  usage: Usage,
  model: z.string().optional().catch(undefined),
});

const ErrorBody = z.object({
  error: z.union([
    z.string(),
    z.looseObject({ message: z.string().optional(), code: z.unknown().optional() }),
  ]),
});

/** The body of a chat completion, as both SDKs take it. */
export type Completion = ReturnType<typeof toCompletion>;

export type ReadBody =
  | { is: "completion"; completion: Completion; tokens: number | null }
  | { is: "error"; status: number | null; message: string }
  | { is: "unreadable"; detail: string };

/** @param usedIds ids of the tool calls in the conversation so far; ids in the answer are made to differ */
export function readCompletion(text: string, usedIds: ReadonlySet<string>): ReadBody {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const page = /^\s*</.test(text);
    return { is: "unreadable", detail: page ? "a web page" : "a body that is not JSON" };
  }
  const body = Body.safeParse(json);
  if (body.success && Array.isArray(body.data.choices)) {
    const { total_tokens: total, prompt_tokens, completion_tokens } = body.data.usage ?? {};
    const sum = (prompt_tokens ?? 0) + (completion_tokens ?? 0);
    const tokens = total ?? (sum > 0 ? sum : null);
    return { is: "completion", completion: toCompletion(body.data, usedIds), tokens };
  }
  const error = ErrorBody.safeParse(json);
  if (!error.success) return { is: "unreadable", detail: "JSON that is no chat completion" };
  if (typeof error.data.error === "string")
    return { is: "error", status: null, message: error.data.error };
  const { message = "an error without a message", code } = error.data.error;
  return { is: "error", status: typeof code === "number" ? code : null, message };
}

function toCompletion(body: z.output<typeof Body>, usedIds: ReadonlySet<string>) {
  const used = new Set(usedIds);
  const unique = (id: string | null | undefined) => {
    const own = id && !used.has(id) ? id : `call_${randomUUID()}`;
    used.add(own);
    return own;
  };
  return {
    // an id that came twice would replace the earlier message in an agent's memory
    id: `answer-${randomUUID()}`,
    object: "chat.completion" as const,
    created: 0,
    model: body.model ?? "",
    usage: body.usage ?? undefined,
    choices: (body.choices ?? []).slice(0, 1).map(({ message, finish_reason }) => {
      const calls = message.tool_calls ?? [];
      const broken = calls.some((call) => !isObject(call.function.arguments));
      return {
        index: 0,
        logprobs: null,
        finish_reason: finish_reason ?? "stop",
        message: {
          role: "assistant" as const,
          content: broken ? unreadableCall : (message.content ?? null),
          refusal: message.refusal ?? null,
          ...(calls.length > 0 &&
            !broken && {
              tool_calls: calls.map((call) => ({
                id: unique(call.id),
                type: "function" as const,
                function: call.function,
              })),
            }),
        },
      };
    }),
  };
}

/**
 * What stands for calls whose arguments nobody can read. langchain would end its work without a word over them,
 * and servers refuse a conversation in which they stand.
 */
export const unreadableCall = "(a tool call that could not be read)";

function isObject(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

/** What is wrong with an answer that arrived whole, or null. */
export function problemOf({ choices: [choice] }: Completion): ModelFailure | null {
  if (!choice) return failure("empty", "an answer without choices");
  if (choice.finish_reason === "content_filter")
    return failure("filtered", "the content filter ended the answer");
  if (choice.message.refusal) return failure("refused", "the model refused");
  if (choice.finish_reason === "length") return failure("cut", "the token cap ended the answer");
  return null;
}
