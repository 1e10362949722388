import { reasonOf } from "../errors.ts";
import type { RealTime } from "./real-time.ts";

/** What came of one request. The body is read to its end, so nothing can hang later. */
export type Reply =
  | { is: "reply"; status: number; headers: Headers; text: string }
  | { is: "silent" } // no whole answer in time
  | { is: "given-up" } // who asked no longer wants it
  | { is: "broken"; detail: string } // no connection, or one that broke
  | { is: "oversized" };

const mostBytes = 2_000_000;

type Needs = { fetch: typeof fetch; time: RealTime };
type Request = { url: string; headers: Headers; body: string };

/** @param within how long the whole answer may take, in milliseconds */
export async function attempt(
  { fetch, time }: Needs,
  request: Request,
  { within, signal }: { within: number; signal?: AbortSignal | undefined },
): Promise<Reply> {
  const stop = new AbortController();
  const ended = Promise.withResolvers<Reply>();
  // the outcome is settled first: what the abort breaks is then of no interest
  const end = (reply: Reply) => {
    ended.resolve(reply);
    stop.abort();
  };
  const forget = time.after(within, () => end({ is: "silent" }));
  const giveUp = () => end({ is: "given-up" });
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) giveUp();
  try {
    return await Promise.race([ended.promise, send(fetch, request, stop.signal)]);
  } finally {
    forget();
    signal?.removeEventListener("abort", giveUp);
  }
}

async function send(
  fetch: Needs["fetch"],
  { url, headers, body }: Request,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    // a prompt follows no redirect to a place that nobody configured
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      signal,
      redirect: "manual",
    });
    const text = await readText(response);
    if (text === null) return { is: "oversized" };
    return { is: "reply", status: response.status, headers: response.headers, text };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { is: "broken", detail: reasonOf(cause) };
  }
}

async function readText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
