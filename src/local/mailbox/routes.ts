import type { Log } from "../../log.ts";
import type { Faults } from "../faults.ts";
import { isBelow, readJson } from "../from-here.ts";
import { createPageRoutes, type PageRoutes } from "../page-routes.ts";
import { answerTest } from "../test-control.ts";
import { Fault } from "./faults.ts";
import { found } from "./found.ts";
import type { Mails } from "./mails.ts";
import { answerPage } from "./page/answer.ts";

type Parts = { mails: Mails; faults: Faults<Fault>; log: Log };

export function createRoutes({ mails, faults, log }: Parts): PageRoutes {
  const { empty } = mails;
  return createPageRoutes(
    {
      name: "the mailbox",
      paths: ["/mail", "/_control/mail"],
      event: "mail",
      onChange: mails.onChange,
      async answer(request, url) {
        const { method = "GET" } = request;
        if (!isBelow(url, "/_control/mail")) return answerPage(mails, { method, url });
        const asked = `${method} ${url.pathname.slice("/_control/mail".length)}`;
        const messages = () => found(mails.all(), url.searchParams);
        return answerTest({ messages, empty, faults, fault: Fault }, asked, () =>
          readJson(request),
        );
      },
    },
    log,
  );
}
