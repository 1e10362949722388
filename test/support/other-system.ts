// another system that tells of events by signed requests, rightly or not

import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { z } from "zod";

export const eventsSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

type Manner = {
  id?: string;
  /** when it says it was sent */
  at?: Date;
  secret?: string;
  /** takes the place of the signed headers */
  headers?: Record<string, string>;
};

const Answer = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  duplicate: z.boolean().optional(),
  nearest: z.array(z.string()).optional(),
});

/** Posts an event as Standard Webhooks says, unless told to do otherwise. */
export async function postEvent(url: string, event: unknown, manner: Manner = {}) {
  const { id = `msg_${randomUUID()}`, at = new Date(), secret = eventsSecret, headers } = manner;
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const signed = {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
  const response = await fetch(`${url}/events`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(headers ?? signed) },
    body,
  });
  return {
    status: response.status,
    type: response.headers.get("content-type")?.split(";")[0],
    answer: Answer.parse(await response.json()),
  };
}
