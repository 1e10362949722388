import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { createFaults } from "../faults.ts";
import type { Fault } from "./faults.ts";
import { openMails } from "./mails.ts";
import { createRoutes } from "./routes.ts";
import { startSmtp } from "./smtp.ts";

export type Mailbox = {
  smtpUrl: string;
  /** Answers /mail and /_control/mail; false when the request is for somebody else. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
};

type Options = { folder: string; port?: number; log: Log; clock: Clock };

/** Takes in every mail that is sent to it, delivers none, and shows them on a page. */
export async function createMailbox({ folder, port = 0, log, clock }: Options): Promise<Mailbox> {
  const mails = await openMails({ folder, log, clock });
  const faults = createFaults<Fault>();
  const smtp = await startSmtp({ port, faults, log, keep: mails.add }).catch(async (error) => {
    await mails.close();
    throw error;
  });
  const routes = createRoutes({ mails, faults, log });
  return {
    smtpUrl: smtp.url,
    handle: routes.handle,
    async close() {
      routes.close();
      await smtp.close();
      await mails.close();
    },
  };
}
