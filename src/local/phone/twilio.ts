import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Answer, whole } from "../answer.ts";
import { readText } from "../from-here.ts";
import type { Faults } from "../faults.ts";
import type { Fault } from "./faults.ts";
import type { Texts } from "./texts.ts";

const Asked = z.object({
  To: z.string().regex(/^\+[1-9]\d{7,14}$/),
  From: z.string().min(1),
  Body: z.string().min(1).max(1600),
});

type Parts = { texts: Texts; faults: Faults<Fault>; closing: AbortSignal };

/** Takes a message as Twilio's API does: POST …/Accounts/{sid}/Messages.json. null: the connection is dropped. */
export async function takeMessage(
  { texts, faults, closing }: Parts,
  request: IncomingMessage,
  account: string,
): Promise<Answer | null> {
  const [scheme, given = ""] = (request.headers.authorization ?? "").split(" ");
  const [sid] = Buffer.from(given, "base64").toString().split(":");
  if (scheme !== "Basic" || sid !== account) return refusal(401, 20_003, "Authenticate");
  const form = Object.fromEntries(new URLSearchParams(await readText(request)));
  const { data } = Asked.safeParse(form);
  if (!data) return refusal(400, 21_211, "Invalid 'To' Phone Number, or no 'From' or 'Body'");
  const { To: to, From: from, Body: body } = data;
  if (texts.hasStopped(to))
    return refusal(400, 21_610, "Attempt to send to unsubscribed recipient");
  const fault = faults.take((it) => it.to === undefined || it.to === to);
  if (fault) {
    if (fault.kept) await texts.add({ to, from, body });
    await sleep(fault.hang_ms, null, { signal: closing }).catch(() => {});
    if (fault.drop) return null;
    if (fault.status !== undefined) return refusal(fault.status, fault.code, fault.text);
    if (fault.kept) return null;
  }
  const { id, at } = await texts.add({ to, from, body });
  return created({
    sid: `SM${String(id).padStart(32, "0")}`,
    account_sid: account,
    status: "queued",
    date_created: new Date(at).toUTCString(),
    error_code: null,
    to,
    from,
    body,
  });
}

function created(value: unknown): Answer {
  const type = "application/json; charset=utf-8";
  return { ...whole(type, JSON.stringify(value)), status: 201 };
}

function refusal(status: number, code: number, message: string): Answer {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  const body = JSON.stringify({ code, message, more_info, status });
  return { ...whole("application/json; charset=utf-8", body), status };
}
