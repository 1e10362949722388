import { z } from "zod";
import { createLog } from "../../src/log.ts";
import { createModel, type ModelSettings } from "../../src/model/create-model.ts";
import type { Model, ModelFailure, Question } from "../../src/model/model.ts";
import { interceptModel, type ModelRequest, type Script } from "../support/model.ts";
import { type PassingTime, passingTime } from "./passing-time.ts";

const apiKey = "key-of-the-test";

export type Stand = Disposable & {
  model: Model;
  requests: ModelRequest[];
  time: PassingTime;
  /** lines of the log, as written */
  lines: string[];
};

/** A model behind msw, in time that a test moves. */
export function stand(script: Script, settings: Partial<ModelSettings> = {}): Stand {
  const network = interceptModel(script);
  const time = passingTime();
  const lines: string[] = [];
  const log = createLog({ level: "debug", write: (line) => lines.push(line) });
  const { baseUrl } = network;
  const model = createModel(
    { apiKey, baseUrl, model: "scripted", ...settings },
    { log, time, random: () => 0 },
  );
  return {
    model,
    requests: network.requests,
    time,
    lines,
    [Symbol.dispose]: () => network[Symbol.dispose](),
  };
}

export const Colour = z.object({ colour: z.enum(["red", "green"]), why: z.string() });

export const red = { colour: "red", why: "It is a rose." };

export function question(
  more: Partial<Question<z.output<typeof Colour>>> = {},
): Question<z.output<typeof Colour>> {
  return {
    name: "colour",
    messages: [
      { role: "system", content: "Name the colour." },
      { role: "user", content: "A rose" },
    ],
    schema: Colour,
    workspaceId: "T1",
    ...more,
  };
}

/** Asks, and expects no answer. */
export async function failureOf({ model }: Pick<Stand, "model">, more = {}): Promise<ModelFailure> {
  const answer = await model.ask(question(more));
  if (answer.is === "answer") throw new Error(`an answer: ${JSON.stringify(answer.value)}`);
  return answer.failure;
}
