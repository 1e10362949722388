import { retryAfter } from "../grammar/retry-after.ts";
import type { Reply } from "./attempt.ts";

// longer than this nobody waits in front of a screen: better to say so at once
const longest = 20_000;
const retried = new Set([408, 409, 429]);

type Chance = { now: number; random: () => number };

/**
 * How long to wait before the one retry, in milliseconds; null when trying again is of no use, or when the
 * server asks for more patience than we have.
 */
export function retryPause(reply: Reply, { now, random }: Chance): number | null {
  const jitter = 250 + random() * 500;
  if (reply.is === "broken") return jitter;
  if (reply.is !== "reply" || !mayPass(reply.status)) return null;
  // an empty account does not fill by waiting
  if (reply.text.includes("insufficient_quota")) return null;
  const asked = askedPause(reply.headers, now);
  if (asked === null) return jitter;
  return asked <= longest ? asked + jitter : null;
}

function mayPass(status: number): boolean {
  return retried.has(status) || (status >= 500 && status !== 501);
}

/** What the server asks for in Retry-After, in milliseconds, or null when it asks for nothing. */
export function askedPause(headers: Headers, now: number): number | null {
  const exact = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  return retryAfter(headers.get("retry-after"), now);
}
