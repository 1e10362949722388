import { createHmac } from "node:crypto";
import type { Parcel, Receipt, Transport } from "./transport.ts";

type Options = { url: string; secret: string; ackMs: number };

/** Signed requests to the app's request URL. */
export function createSignedHttp({ url, secret, ackMs }: Options): Transport {
  const closing = new AbortController();

  async function send(parcel: Parcel): Promise<Receipt> {
    const started = performance.now();
    const ms = () => performance.now() - started;
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "error",
        signal: AbortSignal.any([AbortSignal.timeout(ackMs), closing.signal]),
        ...signed(parcel, secret),
      });
      const body = bodyOf(await response.text());
      if (response.ok) return { is: "acknowledged", ms: ms(), body };
      const final = response.headers.get("x-slack-no-retry") === "1";
      return { is: "failed", ms: ms(), reason: "http_error", final };
    } catch (error) {
      const late = error instanceof Error && error.name === "TimeoutError";
      return { is: "failed", ms: ms(), reason: late ? "timeout" : "connection_failed" };
    }
  }

  return { send, close: () => closing.abort() };
}

function signed(parcel: Parcel, secret: string) {
  const isJson = parcel.type === "events_api";
  const body = isJson ? JSON.stringify(parcel.body) : formOf(parcel);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${digest}`,
      ...(parcel.retry && {
        "x-slack-retry-num": String(parcel.retry.num),
        "x-slack-retry-reason":
          parcel.retry.reason === "timeout" ? "http_timeout" : parcel.retry.reason,
      }),
    },
  };
}

function formOf(parcel: Parcel): string {
  if (parcel.type === "interactive")
    return new URLSearchParams({ payload: JSON.stringify(parcel.body) }).toString();
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(parcel.body)) form.set(key, String(value));
  return form.toString();
}

function bodyOf(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    // an acknowledgement may be bare text: the answer to a slash command
    return text;
  }
}
