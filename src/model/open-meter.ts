import { ChatBody } from "./compatible.ts";
import type { Exchange, Request } from "./exchange.ts";
import type { Meter, Work } from "./model.ts";

/** A meter that also tells what the server said when it refused the last request as such. */
export type FrankMeter = Meter & { complaint(): string | null };

type Needs = { url: string; apiKey: string; exchange(request: Request): Promise<Exchange> };

/** Thrown into the SDK that posted. Its words are for a log: who asked reads `failure` of the meter. */
class NoAnswer extends Error {
  override name = "NoAnswer";
}

/**
 * A `fetch` for the SDKs. Only the body they post is theirs: the address and the headers are always the
 * configured ones, whatever an SDK found in the environment.
 */
export function openMeter({ url, apiKey, exchange }: Needs, work: Work): FrankMeter {
  const spent = { calls: 0, tokens: 0 };
  let last: Exchange | null = null;

  return {
    async fetch(_input, init) {
      if (typeof init?.body !== "string") throw new TypeError("only chat completions are posted");
      const body = ChatBody.parse(JSON.parse(init.body));
      spent.calls++;
      const headers = headersWith(apiKey);
      last = await exchange({ url, headers, body, work, signal: init.signal ?? undefined });
      spent.tokens += last.tokens;
      if (last.is === "failure") throw new NoAnswer(`no answer: ${last.failure.is}`);
      return Response.json(last.completion);
    },
    spent: () => ({ ...spent }),
    failure: () => (last?.is === "failure" ? last.failure : null),
    complaint: () => (last?.is === "failure" ? last.complaint : null),
  };
}

function headersWith(apiKey: string): Headers {
  const headers = new Headers({
    accept: "application/json",
    "content-type": "application/json",
    "user-agent": "playbooks",
  });
  // a model on the same machine often has no key
  if (apiKey !== "") headers.set("authorization", `Bearer ${apiKey}`);
  return headers;
}
