import type { z } from "zod";

/** Why there is no answer. `again` says whether asking the same once more may help. */
export type ModelFailure = {
  is:
    | "not-configured"
    | "refused" // the model declined
    | "filtered" // the provider's filter stopped it
    | "cut" // the answer reached the token cap
    | "unreadable" // prose, broken JSON, or another shape than asked for
    | "empty" // no choices, no content
    | "timed-out"
    | "rate-limited"
    | "unreachable"
    | "rejected" // 400, 401, 403, 404: the settings are wrong
    | "over-budget"
    | "resting"; // the breaker is open after repeated failures
  /** one plain sentence for the person, with what to do next */
  say: string;
  again: boolean;
  /** for the log and the repair prompt; never shown to people */
  detail: string;
};

export type Usage = { tokens: number; milliseconds: number; model: string; promptSha256: string };

export type Answer<T> =
  | { is: "answer"; value: T; usage: Usage }
  | { is: "failure"; failure: ModelFailure; usage: Usage };

export type Message = { role: "system" | "user" | "assistant"; content: string };

/** One question with an answer of a given shape. The schema obeys strict mode (every field required, no unions at the root). */
export type Question<T> = {
  /** names the schema and the log line, as `playbook_plan` */
  name: string;
  messages: Message[];
  schema: z.ZodType<T>;
  maxTokens?: number;
  /** whose budget it counts against */
  workspaceId: string;
};

/** A configured model: the only way anything in the program reaches one. */
export type Model = {
  name: string;
  /** Whatever goes wrong is a failure with words for the person; only a schema that strict mode cannot say throws. */
  ask<T>(question: Question<T>): Promise<Answer<T>>;
  /** for `langchain`: the same base URL, key, time-outs, retries, budget and breaker */
  wire: {
    baseUrl: string;
    apiKey: string;
    model: string;
    /** Opens a metered way to the model for one piece of work of one workspace. */
    meter(work: Work): Meter;
  };
};

export type Work = {
  /** names the work in the log */
  name: string;
  /** whose budget it counts against */
  workspaceId: string;
  /** at most so many for each answer */
  maxTokens?: number;
};

/** The way of one piece of work to the model, and what it has cost so far. */
export type Meter = {
  /** posts chat completions and nothing else; throws when there is no answer, and `failure` says why */
  fetch: typeof fetch;
  spent(): { calls: number; tokens: number };
  /** why the last call had no answer, or null when it had one */
  failure(): ModelFailure | null;
};
