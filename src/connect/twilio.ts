import { z } from "zod";
import { isRecord } from "../grammar/field.ts";
import { reasonOf } from "../errors.ts";
import { retryAfter } from "../grammar/retry-after.ts";
import type { SendResult } from "./provider.ts";
import type { OutgoingSms, SmsProvider } from "./sms.ts";

export type TwilioSettings = {
  accountSid: string;
  authToken: string;
  /** the number messages come from */
  from: string;
  /** Twilio's own when left out */
  url?: string;
  /** how long a silent server is waited for, in milliseconds */
  patience?: number;
};

const Accepted = z.object({ sid: z.string() });
const Refused = z.object({ code: z.number(), message: z.string() });

// what a person should know without a list of codes beside them
const known: ReadonlyMap<number, string> = new Map([
  [21_610, "this number answered STOP, so it receives no more text messages"],
  [21_211, "this is no number that text messages can be sent to"],
  [21_614, "this number is no mobile phone"],
  [21_408, "text messages to this country are not allowed in the Twilio account"],
  [20_003, "Twilio does not accept the account's SID and token"],
]);

/** Text messages by Twilio. It is `once`: Twilio cannot be asked by a key of ours whether it took a message. */
export function createTwilio(settings: TwilioSettings): SmsProvider {
  const {
    accountSid,
    authToken,
    from,
    url = "https://api.twilio.com",
    patience = 15_000,
  } = settings;
  const address = `${url.replace(/\/+$/, "")}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  return { name: "twilio", class: "once", send };

  async function send({ to, body }: OutgoingSms): Promise<SendResult> {
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { authorization },
        body: new URLSearchParams({ To: to.address, From: from, Body: body }),
        redirect: "error",
        signal: AbortSignal.timeout(patience),
      });
      const said: unknown = await response.json().catch(() => null);
      const after = retryAfter(response.headers.get("retry-after"), Date.now());
      const answer = answered(response.status, said);
      return answer.is === "refused" && answer.again && after !== null
        ? { ...answer, after }
        : answer;
    } catch (error) {
      return unreached(error);
    }
  }
}

function answered(status: number, said: unknown): SendResult {
  const accepted = Accepted.safeParse(said);
  if (status < 300 && accepted.success) return { is: "sent", receipt: accepted.data.sid };
  // only 503 says that it has not begun: what fails on the way, or waits too long, may have taken the message
  const mayBeDone = status < 300 || status === 408 || (status >= 500 && status !== 503);
  if (mayBeDone) return { is: "unknown", reason: `Twilio did not confirm (it answered ${status})` };
  const again = status === 429 || status === 503;
  const refused = Refused.safeParse(said);
  if (!refused.success) return { is: "refused", reason: `Twilio answered ${status}`, again };
  const { code, message } = refused.data;
  return { is: "refused", reason: known.get(code) ?? `Twilio said: ${message} (${code})`, again };
}

const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function unreached(error: unknown): SendResult {
  const cause = error instanceof Error ? error.cause : null;
  const code =
    isRecord(cause) || cause instanceof Error
      ? Object.getOwnPropertyDescriptor(cause, "code")?.value
      : null;
  if (neverConnected.has(String(code)))
    return { is: "refused", reason: `Twilio cannot be reached (${String(code)})`, again: true };
  return { is: "unknown", reason: `Twilio did not confirm (${reasonOf(cause ?? error)})` };
}
