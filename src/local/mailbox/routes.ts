import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { isBelow, isFromHere, readJson } from "../from-here.ts";
import { answerControl } from "./control.ts";
import type { Faults } from "./faults.ts";
import type { Mails } from "./mails.ts";
import { answerPage } from "./page/answer.ts";
import { type Answer, problem } from "../answer.ts";

type Parts = { mails: Mails; faults: Faults; log: Log };

export type Routes = {
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Ends the pages' open connections. */
  close(): void;
};

export function createRoutes({ mails, faults, log }: Parts): Routes {
  const watchers = new Set<ServerResponse>();
  const forget = mails.onChange(() => {
    for (const response of watchers) response.write("event: mail\ndata: \n\n");
  });

  function watch(response: ServerResponse) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    // a page that comes back after we were away has to look anew
    response.write("retry: 1000\nevent: mail\ndata: \n\n");
    watchers.add(response);
    response.once("close", () => watchers.delete(response));
  }

  async function answer(request: IncomingMessage, url: URL): Promise<Answer> {
    if (!isFromHere(request)) return problem(403, "This page is for this machine only.");
    if (isBelow(url, "/_control/mail"))
      return answerControl(
        { mails, faults },
        { ...told(request, url), body: () => readJson(request) },
      );
    return answerPage(mails, told(request, url));
  }

  return {
    async handle(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (!["/mail", "/_control/mail"].some((path) => isBelow(url, path))) return false;
      const found = await answer(request, url).catch((error: unknown) => {
        log.error("the mailbox failed to answer", { path: url.pathname, error });
        return problem(500, reasonOf(error));
      });
      if (found.is === "watch") watch(response);
      else response.writeHead(found.status, found.headers).end(found.body);
      return true;
    },
    close() {
      forget();
      for (const response of watchers) response.end();
    },
  };
}

const told = (request: IncomingMessage, url: URL) => ({ method: request.method ?? "GET", url });
