import type { Log } from "../log.ts";
import { attempt, type Reply } from "./attempt.ts";
import { createBreaker } from "./breaker.ts";
import { createBudget } from "./budget.ts";
import { capped, type ChatBody, createDialect, toolCallIds } from "./compatible.ts";
import type { Completion } from "./completion.ts";
import { failure } from "./failures.ts";
import type { ModelFailure, Work } from "./model.ts";
import { pause, type RealTime } from "./real-time.ts";
import { retryPause } from "./retry-pause.ts";
import { createSlots } from "./slots.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

export type ExchangeNeeds = { fetch: typeof fetch; time: RealTime; log: Log; random: () => number };

export type ExchangeSettings = { apiKey: string; dailyTokens?: number | undefined };

export type Request = {
  url: string;
  headers: Headers;
  body: ChatBody;
  work: Work;
  signal?: AbortSignal | undefined;
};

export type Exchange =
  | { is: "completion"; completion: Completion; tokens: number }
  /** `complaint` is what the server said when it refused the request as such */
  | { is: "failure"; failure: ModelFailure; complaint: string | null; tokens: number };

const answerWithin = 60_000;
const allWithin = 90_000;
const atOnce = 8;
const usualTokens = 4000;

/** The one place where questions leave for the model: budget, turns, breaker, time-outs and the only retry. */
export function createExchange(settings: ExchangeSettings, needs: ExchangeNeeds) {
  const { time, log } = needs;
  const budget = createBudget(time, settings.dailyTokens ?? null);
  const slots = createSlots(time, atOnce);
  const breaker = createBreaker(time);
  const dialect = createDialect();

  /** Asks once more where that may help; a request the server wants put differently does not count. */
  async function converse(request: Request, body: ChatBody, deadline: number) {
    let retried = false;
    for (;;) {
      const spoken = dialect.speak(body);
      const within = Math.min(answerWithin, deadline - time.now());
      const sent = { ...request, body: JSON.stringify(spoken) };
      const reply = await attempt(needs, sent, { within, signal: request.signal });
      if (isRefusal(reply) && dialect.learn(reply.text, spoken)) continue;
      const wait = retried ? null : retryPause(reply, { now: time.now(), random: needs.random });
      if (wait === null || time.now() + wait >= deadline) return reply;
      retried = true;
      log.info("model call retried", { ...about(request.work), after: shortly(reply) });
      await pause(time, wait, request.signal);
    }
  }

  async function withSlot(request: Request, body: ChatBody): Promise<Exchange> {
    const deadline = time.now() + allWithin;
    const release = await slots.take(request.work.workspaceId, allWithin, request.signal);
    if (!release) return failed(failure("rate-limited", "no free slot in time"));
    const pass = breaker();
    let server: Verdict["server"] = "unclear";
    try {
      if (!pass) return failed(failure("resting", "the breaker is open"));
      const reply = await converse(request, body, deadline);
      const verdict = verdictOf(reply, { now: time.now(), usedIds: toolCallIds(body) });
      server = verdict.server;
      return { ...verdict, tokens: verdict.tokens ?? guess(body, reply) };
    } finally {
      pass?.[server]();
      release();
    }
  }

  async function withinBudget(request: Request): Promise<Exchange> {
    const { body, cap } = capped(request.body, request.work.maxTokens ?? usualTokens);
    const reserved = budget.reserve(request.work.workspaceId, estimate(body) + cap);
    if (!reserved) return failed(failure("over-budget", "the day's tokens are used up"));
    let tokens = 0;
    try {
      const outcome = await withSlot(request, body);
      tokens = outcome.tokens;
      return outcome;
    } finally {
      reserved.settle(tokens);
    }
  }

  return async function exchange(request: Request): Promise<Exchange> {
    const began = time.now();
    const outcome = await withinBudget(request);
    const milliseconds = time.now() - began;
    const fields = { ...about(request.work), tokens: outcome.tokens, milliseconds };
    if (outcome.is === "completion") {
      log.info("model answered", fields);
      return outcome;
    }
    const reason = masked(outcome.failure, settings.apiKey);
    log.warn("model gave no answer", { ...fields, why: reason.is, detail: reason.detail });
    return { ...outcome, failure: reason };
  };
}

function failed(reason: ModelFailure): Exchange {
  return { is: "failure", failure: reason, complaint: null, tokens: 0 };
}

// some servers quote the key they were given
function masked(it: ModelFailure, apiKey: string): ModelFailure {
  return apiKey === "" ? it : { ...it, detail: it.detail.replaceAll(apiKey, "…") };
}

// four characters are about one token
function estimate(body: ChatBody): number {
  return Math.ceil(JSON.stringify([body.messages, body.tools]).length / 4);
}

// what a call cost whose server did not say: a refused one nothing, an unfinished one its question
function guess(body: ChatBody, reply: Reply): number {
  if (reply.is === "broken" || (reply.is === "reply" && reply.status > 299)) return 0;
  return estimate(body) + (reply.is === "reply" ? Math.ceil(reply.text.length / 4) : 0);
}

function isRefusal(reply: Reply): reply is Extract<Reply, { is: "reply" }> {
  return reply.is === "reply" && (reply.status === 400 || reply.status === 422);
}

function about({ name, workspaceId }: Work) {
  return { work: name, workspaceId };
}

function shortly(reply: Reply): string | number {
  return reply.is === "reply" ? reply.status : reply.is;
}
