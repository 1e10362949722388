import { createHash } from "node:crypto";
import OpenAI from "openai";
import type { ChatCompletion } from "openai/resources/chat/completions";
import { z } from "zod";
import { failure } from "./failures.ts";
import { answerIn, ladder } from "./ladder.ts";
import type { Answer, Message, ModelFailure, Question, Usage } from "./model.ts";
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

// so many useless answers in a row tell that a server takes a way without following it
const uselessBeforeDoubt = 2;

/** Asks for answers of a given shape, by the highest rung of the ladder that this server is known to have. */
export function createAsk({ client, model, time, meter }: Needs) {
  const steps = createSteps();

  async function complete(question: Question<unknown>, open: FrankMeter) {
    const schema = strictJsonSchema(question.schema);
    const openai = new OpenAI({ ...client, ...sdkSettings, fetch: open.fetch });
    for (const [height, rung] of ladder.entries()) {
      if (height < steps.lowest()) continue;
      const body = rung.body({ ...question, schema, model });
      const completion = await openai.chat.completions.create(body).catch(() => null);
      const complaint = open.complaint() ?? "";
      if (completion || !rung.complains.test(complaint)) return { completion, height };
      // a schema that was refused says nothing about what the server can do
      if (!/invalid schema/i.test(complaint)) steps.stepDown(height);
    }
    return { completion: null, height: ladder.length };
  }

  return async function ask<T>(question: Question<T>): Promise<Answer<T>> {
    const began = time.now();
    const open = meter(question);
    const { completion, height } = await complete(question, open);
    const outcome = completion
      ? read(completion, question)
      : { failure: open.failure() ?? failure("unreadable", "an answer that the SDK refused") };
    if (completion) steps.note(height, "answer" in outcome);
    const usage: Usage = {
      tokens: open.spent().tokens,
      milliseconds: time.now() - began,
      model,
      promptSha256: promptSha256(question.messages),
    };
    return "failure" in outcome
      ? { is: "failure", failure: outcome.failure, usage }
      : { is: "answer", value: outcome.answer, usage };
  };
}

/** What is known of the rungs of one server. */
function createSteps() {
  let lowest = 0;
  let useless = 0;
  let proven = false;

  function stepDown(from: number) {
    lowest = Math.min(from + 1, ladder.length - 1);
    useless = 0;
    proven = false;
  }

  return {
    lowest: () => lowest,
    stepDown,
    /** Some servers ignore what they do not know, without a complaint: then no answer is ever of use. */
    note(height: number, useful: boolean) {
      if (height !== lowest) return;
      proven ||= useful;
      useless = useful ? 0 : useless + 1;
      if (!proven && useless >= uselessBeforeDoubt) stepDown(height);
    },
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
