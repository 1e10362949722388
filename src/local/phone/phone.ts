import type { IncomingMessage } from "node:http";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { type Answer, problem } from "../answer.ts";
import { createFaults } from "../faults.ts";
import { readJson } from "../from-here.ts";
import { createPageRoutes, type PageRoutes } from "../page-routes.ts";
import { answerTest } from "../test-control.ts";
import { Fault } from "./faults.ts";
import { answerPage } from "./page.ts";
import { openTexts } from "./texts.ts";
import { takeMessage } from "./twilio.ts";

export type Phone = {
  /** Answers /phone and /_control/phone; false when the request is for somebody else. */
  handle: PageRoutes["handle"];
  close(): Promise<void>;
};

type Options = { folder: string; log: Log; clock: Clock };

/** Takes in every text message that is sent to it by Twilio's API, delivers none, and shows them on a page. */
export async function createPhone({ folder, log, clock }: Options): Promise<Phone> {
  const texts = await openTexts({ folder, log, clock });
  const faults = createFaults<Fault>();
  const closing = new AbortController();
  const messages = () => texts.all().map(({ is: _is, ...text }) => text);
  const controlled = { messages, empty: texts.empty, faults, fault: Fault };

  async function answer(request: IncomingMessage, { pathname }: URL): Promise<Answer | null> {
    const { method = "GET" } = request;
    if (pathname.startsWith("/_control/phone")) {
      const asked = `${method} ${pathname.slice("/_control/phone".length)}`;
      return answerTest(controlled, asked, () => readJson(request));
    }
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

  const { onChange } = texts;
  const paths = ["/phone", "/_control/phone"];
  const routes = createPageRoutes(
    { name: "the phone", paths, event: "text", onChange, answer },
    log,
  );
  return {
    handle: routes.handle,
    async close() {
      routes.close();
      closing.abort();
      await texts.close();
    },
  };
}
