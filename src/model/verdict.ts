import type { Reply } from "./attempt.ts";
import { type Completion, problemOf, readCompletion } from "./completion.ts";
import { failure } from "./failures.ts";
import type { ModelFailure } from "./model.ts";
import { askedPause } from "./retry-pause.ts";

/** What a reply means. `server` is what the breaker should think of the server; tokens are null where it did not count. */
export type Verdict = { server: "succeeded" | "failed" | "unclear"; tokens: number | null } & (
  | { is: "completion"; completion: Completion }
  | { is: "failure"; failure: ModelFailure; complaint: string | null }
);

type Surroundings = { now: number; usedIds: ReadonlySet<string> };

export function verdictOf(reply: Reply, surroundings: Surroundings): Verdict {
  switch (reply.is) {
    case "silent":
      return no("failed", failure("timed-out", "silence"));
    case "given-up":
      return no("unclear", failure("timed-out", "given up by who asked"));
    case "broken":
      return no("failed", failure("unreachable", reply.detail));
    case "oversized":
      return no("succeeded", failure("unreadable", "an answer of more than 2 MB"));
    case "reply":
      return ofReply(reply, surroundings);
  }
}

type WholeReply = Extract<Reply, { is: "reply" }>;

function ofReply(reply: WholeReply, { now, usedIds }: Surroundings): Verdict {
  const body = readCompletion(reply.text, usedIds);
  const { status } = reply;
  if (status < 200 || status > 299) {
    const said = body.is === "error" ? body.message : reply.text;
    return ofStatus(status, said, reply, now);
  }
  switch (body.is) {
    case "completion": {
      const problem = problemOf(body.completion);
      if (problem) return { ...no("succeeded", problem), tokens: body.tokens };
      return { ...body, server: "succeeded" };
    }
    case "error":
      // some gateways answer 200 and put the status inside
      return ofStatus(body.status ?? 500, body.message, reply, now);
    case "unreadable":
      return no("failed", failure("unreadable", `the server sent ${body.detail}`, pageAdvice));
  }
}

const pageAdvice = {
  say: "Something other than a model answers at the model's address. Try again; if it stays so, ask an admin to check the address.",
};

function ofStatus(
  status: number,
  said: string,
  { text, headers }: WholeReply,
  now: number,
): Verdict {
  const detail = `status ${status}: ${said}`;
  if (status === 429 || text.includes("insufficient_quota")) {
    if (text.includes("insufficient_quota"))
      return no("unclear", failure("over-budget", detail, emptyAccount));
    return no("failed", failure("rate-limited", detail, patience(headers, now)));
  }
  if (status === 408 || status === 409 || (status >= 500 && status !== 501))
    return no("failed", failure("unreachable", detail));
  const refusal = no("succeeded", failure("rejected", detail, rejection(status, said)));
  // who is not let in learns nothing about what the server can do
  return status === 401 || status === 403 ? refusal : { ...refusal, complaint: said };
}

const emptyAccount = {
  say: "The model provider says that our account is used up. Ask an admin to top it up; until then, choose a template.",
};

function rejection(status: number, said: string): { say?: string } {
  if (status === 401 || status === 403)
    return {
      say: "The model does not accept our key. Ask an admin to check it, or choose a template.",
    };
  if (
    /context.?length|maximum context|too (long|large)|too many tokens/i.test(said) ||
    status === 413
  )
    return { say: "This is more text than the model can take. Ask about less at once." };
  if (status === 404)
    return {
      say: "There is no such model at the model's address. Ask an admin to check its settings, or choose a template.",
    };
  return {};
}

function patience(headers: Headers, now: number): { say?: string } {
  const asked = askedPause(headers, now);
  if (asked === null || asked <= 60_000) return {};
  const minutes = Math.ceil(asked / 60_000);
  return {
    say: `The model is busy and asks for ${minutes} minutes of patience. Try again then, or choose a template.`,
  };
}

function no(server: Verdict["server"], reason: ModelFailure) {
  return { is: "failure", failure: reason, complaint: null, server, tokens: null } as const;
}
