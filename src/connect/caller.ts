import { lookup } from "node:dns";
import { Agent, request } from "undici";
import { reasonOf } from "../errors.ts";
import { retryAfter } from "../grammar/retry-after.ts";
import { isPublicAddress } from "./public-address.ts";

type Call = {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | null;
};

/** How a call ended. `refused`: nothing has arrived there; `unknown`: it may have. `again`: another try may help. */
export type Called =
  /** `after`: how long it wants to be left alone, in milliseconds, if it says so */
  | { is: "answered"; status: number; body: string; after: number | null }
  | { is: "refused"; reason: string; again: boolean }
  | { is: "unknown"; reason: string; again: boolean };

export type Caller = {
  /** addresses that are not of the public internet as well: a server of one's own */
  allowPrivate: boolean;
  call(call: Call): Promise<Called>;
  close(): Promise<void>;
};

const mostBytes = 1024 * 1024;

class NotPublic extends Error {
  override name = "NotPublic";
}

type Found = { address: string; family: number };
type Done = (error: Error | null, found: Found[]) => void;
type Find = (host: string, options: { all: true }, done: Done) => void;

/** `patience`: how long an answer may take, in milliseconds; `find`: what looks up the addresses of a name */
type Settings = { allowPrivate: boolean; patience?: number; find?: Find };

/** Calls other systems: only public addresses, looked at where the connection is made, and no redirect is followed. */
export function createCaller({ allowPrivate, patience = 10_000, find = lookup }: Settings): Caller {
  const agent = new Agent({
    connect: { timeout: patience, lookup: allowPrivate ? lookup : publicOnly(find) },
    headersTimeout: patience,
    bodyTimeout: patience,
    maxResponseSize: mostBytes,
  });
  return {
    allowPrivate,
    async call({ method, url, headers, body }) {
      // an address that is written out is never looked up
      const host = url.hostname.replace(/^\[|\]$/g, "");
      if (!allowPrivate && /^[\d.]+$|:/.test(host) && !isPublicAddress(host))
        return { is: "refused", reason: notPublic, again: false };
      try {
        const signal = AbortSignal.timeout(patience);
        const options = { dispatcher: agent, method, headers, body, signal };
        const answer = await request(url, options);
        const asked = answer.headers["retry-after"];
        const after = retryAfter(typeof asked === "string" ? asked : null, Date.now());
        const text = await answer.body.text();
        return { is: "answered", status: answer.statusCode, body: text, after };
      } catch (error) {
        return failed(error, patience);
      }
    },
    close: () => agent.close(),
  };
}

const notPublic = "its address is not one of the public internet";

// every address a name has must be public, or the next answer would decide
function publicOnly(find: Find) {
  return (host: string, _options: object, done: Done): void =>
    find(host, { all: true }, (error, found) => {
      if (error) return done(error, []);
      const isFine = found.length > 0 && found.every(({ address }) => isPublicAddress(address));
      done(isFine ? null : new NotPublic(notPublic), isFine ? found : []);
    });
}

const neverLeft = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const tooLarge = "its answer is larger than 1 MB, which is not read: ask it for less at once";

function failed(error: unknown, patience: number): Called {
  if (error instanceof NotPublic) return { is: "refused", reason: notPublic, again: false };
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (neverLeft.has(code))
    return { is: "refused", reason: `it cannot be reached (${code})`, again: true };
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return { is: "unknown", reason: tooLarge, again: false };
  const isLate =
    (error instanceof Error && error.name === "TimeoutError") || code.endsWith("_TIMEOUT");
  const reason = isLate ? `it did not answer within ${patience / 1000} s` : reasonOf(error);
  return { is: "unknown", reason, again: true };
}
