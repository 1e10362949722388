import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import { reasonOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { type Answer, json, problem } from "../answer.ts";
import { isBelow, isFromHere, readJson } from "../from-here.ts";
import { createFaults, Fault, type Faults } from "./faults.ts";
import { answerPage } from "./page.ts";
import { openTexts, type Texts } from "./texts.ts";
import { takeMessage } from "./twilio.ts";

export type Phone = {
  /** Answers /phone and /_control/phone; false when the request is for somebody else. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
};

type Options = { folder: string; log: Log; clock: Clock };

/** Takes in every text message that is sent to it by Twilio's API, delivers none, and shows them on a page. */
export async function createPhone({ folder, log, clock }: Options): Promise<Phone> {
  const texts = await openTexts({ folder, log, clock });
  const faults = createFaults();
  const closing = new AbortController();
  const watchers = new Set<ServerResponse>();
  const forget = texts.onChange(() => {
    for (const response of watchers) response.write("event: text\ndata: \n\n");
  });

  async function answer(request: IncomingMessage, { pathname }: URL): Promise<Answer | null> {
    if (!isFromHere(request)) return problem(403, "This page is for this machine only.");
    const { method = "GET" } = request;
    if (pathname.startsWith("/_control/phone"))
      return answerControl({ texts, faults }, method, pathname, () => readJson(request));
    const path = pathname.slice("/phone".length);
    const [, account] = /^\/2010-04-01\/Accounts\/(\w+)\/Messages\.json$/.exec(path) ?? [];
    if (account !== undefined && method === "POST")
      return takeMessage({ texts, faults, closing: closing.signal }, request, account);
    const [, number, word] = /^\/(\+\d+)\/(stop|start)$/.exec(path) ?? [];
    if (number !== undefined && method === "POST") {
      await texts.stop(number, word === "stop");
      return { ...problem(303, ""), headers: { location: `/phone/${number}` }, body: "" };
    }
    if (method !== "GET") return problem(405, "This page is only to be read.");
    return answerPage(texts, path);
  }

  function watch(response: ServerResponse) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 1000\nevent: text\ndata: \n\n");
    watchers.add(response);
    response.once("close", () => watchers.delete(response));
  }

  return {
    async handle(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (!["/phone", "/_control/phone"].some((path) => isBelow(url, path))) return false;
      const found = await answer(request, url).catch((error: unknown) => {
        log.error("the phone failed to answer", { path: url.pathname, error });
        return problem(500, reasonOf(error));
      });
      if (found === null) response.destroy();
      else if (found.is === "watch") watch(response);
      else response.writeHead(found.status, found.headers).end(found.body);
      return true;
    },
    async close() {
      forget();
      closing.abort();
      for (const response of watchers) response.end();
      await texts.close();
    },
  };
}

/** What a test asks of the phone: what arrived, and to fail in a certain way. */
async function answerControl(
  { texts, faults }: { texts: Texts; faults: Faults },
  method: string,
  path: string,
  body: () => Promise<unknown>,
): Promise<Answer> {
  const asked = `${method} ${path.slice("/_control/phone".length)}`;
  if (asked === "GET ") return json({ messages: texts.all().map(({ is: _is, ...text }) => text) });
  if (asked === "DELETE ") {
    await texts.empty();
    faults.clear();
    return json({});
  }
  if (asked !== "POST /fault") return problem(404, "There is nothing here.");
  const { data, error } = Fault.safeParse(await body().catch(() => null));
  if (error) return problem(400, z.prettifyError(error));
  faults.add(data);
  return json({});
}
