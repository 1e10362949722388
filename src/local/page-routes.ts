// how a stand-in's page is served: to this machine only, and told at once when something arrived

import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Answer, problem } from "./answer.ts";
import { isBelow, isFromHere } from "./from-here.ts";

type Page = {
  name: string;
  /** all that it answers lies below one of these */
  paths: string[];
  /** what an open page is told */
  event: string;
  onChange(call: () => void): () => void;
  /** null: the connection is dropped */
  answer(request: IncomingMessage, url: URL): Promise<Answer | null>;
};

export type PageRoutes = {
  /** False when the request is for somebody else. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Ends the pages' open connections. */
  close(): void;
};

export function createPageRoutes(page: Page, log: Log): PageRoutes {
  const { name, paths, event, answer } = page;
  const watchers = new Set<ServerResponse>();
  const told = `event: ${event}\ndata: \n\n`;
  const forget = page.onChange(() => {
    for (const response of watchers) response.write(told);
  });

  function watch(response: ServerResponse) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    // a page that comes back after we were away has to look anew
    response.write(`retry: 1000\n${told}`);
    watchers.add(response);
    response.once("close", () => watchers.delete(response));
  }

  return {
    async handle(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (!paths.some((path) => isBelow(url, path))) return false;
      const found = isFromHere(request)
        ? await answer(request, url).catch((error: unknown) => {
            log.error(`${name} failed to answer`, { path: url.pathname, error });
            return problem(500, reasonOf(error));
          })
        : problem(403, "This page is for this machine only.");
      if (found === null) response.destroy();
      else if (found.is === "watch") watch(response);
      else response.writeHead(found.status, found.headers).end(found.body);
      return true;
    },
    close() {
      forget();
      for (const response of watchers) response.end();
    },
  };
}
