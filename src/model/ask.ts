import { createHash } from "node:crypto";
import OpenAI from "openai";
import type { ChatCompletion } from "openai/resources/chat/completions";
import { z } from "zod";
import { failure } from "./failures.ts";
import { answerIn, ladder } from "./ladder.ts";
import type { Answer, Message, ModelFailure, Question } from "./model.ts";
import type { FrankMeter } from "./open-meter.ts";
import { readJson } from "./read-json.ts";
import type { RealTime } from "./real-time.ts";
import { sdkSettings } from "./sdk-settings.ts";
import { strictJsonSchema } from "./strict.ts";

type Needs = {
  client: { apiKey: string; baseURL: string };
  model: string;
  time: RealTime;
  meter(question: Question<unknown>): FrankMeter;
};

/** Asks for answers of a given shape, by the highest rung of the ladder that this server is known to have. */
export function createAsk({ client, model, time, meter }: Needs) {
  let lowest = 0;

  async function complete(question: Question<unknown>, open: FrankMeter) {
    const schema = strictJsonSchema(question.schema);
    const openai = new OpenAI({
      ...client,
      ...sdkSettings,
      fetch: open.fetch,
    });
    for (const [height, rung] of ladder.entries()) {
      if (height < lowest) continue;
      const body = rung.body({ ...question, schema, model });
      const completion = await openai.chat.completions.create(body).catch(() => null);
      const complaint = open.complaint() ?? "";
      const unable = completion === null && rung.complains.test(complaint);
      // a schema that was refused says nothing about what the server can do
      if (!unable) return completion;
      if (!/invalid schema/i.test(complaint)) lowest = height + 1;
    }
    return null;
  }

  return async function ask<T>(question: Question<T>): Promise<Answer<T>> {
    const began = time.now();
    const open = meter(question);
    const completion = await complete(question, open);
    const value = completion
      ? read(completion, question)
      : { failure: open.failure() ?? failure("unreadable", "an answer that the SDK refused") };
    const usage = {
      tokens: open.spent().tokens,
      milliseconds: time.now() - began,
      model,
      promptSha256: promptSha256(question.messages),
    };
    return "failure" in value
      ? { is: "failure", failure: value.failure, usage }
      : { is: "answer", value: value.answer, usage };
  };
}

function read<T>(
  completion: ChatCompletion,
  { schema }: Question<T>,
): { answer: T } | { failure: ModelFailure } {
  const text = answerIn(completion);
  if (text === null) return { failure: failure("empty", "an answer without text") };
  const json = readJson(text);
  if (json === undefined) return { failure: failure("unreadable", "no JSON in the answer") };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { answer: parsed.data };
  return { failure: failure("unreadable", z.prettifyError(parsed.error)) };
}

function promptSha256(messages: Message[]): string {
  const prompts = messages.filter((it) => it.role === "system").map((it) => it.content);
  return createHash("sha256").update(prompts.join("\n")).digest("hex");
}
