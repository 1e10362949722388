import { once } from "node:events";
import { createServer } from "node:http";
import { createTransport, type SendMailOptions } from "nodemailer";
import { z } from "zod";
import { createMailbox } from "../../../src/local/mailbox/mailbox.ts";
import { silent } from "../../../src/log.ts";
import { standingClock } from "../../support/clock.ts";
import { getJson, postJson } from "../../support/http.ts";

const Person = z.object({ name: z.string(), address: z.string() });

/** what /_control/mail says of a message */
const Message = z.strictObject({
  id: z.number(),
  envelope: z.object({ from: z.string(), to: z.array(z.string()) }),
  from: Person.nullable(),
  to: z.array(Person),
  cc: z.array(Person),
  subject: z.string(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  message_id: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  attachments: z.array(
    z.object({
      name: z.string().nullable(),
      type: z.string(),
      size: z.number(),
      text: z.string().nullable(),
    }),
  ),
  received_at: z.iso.datetime(),
  sent_twice: z.boolean(),
});

export async function openMailbox(folder: string) {
  const clock = standingClock("2027-03-01T09:00:00Z");
  const mailbox = await createMailbox({ folder, log: silent, clock });
  const server = createServer((request, response) => {
    void mailbox.handle(request, response).then((ours) => {
      if (!ours) response.writeHead(418).end("somebody else's");
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  return {
    url,
    clock,
    smtpUrl: mailbox.smtpUrl,
    ...clientOf(url, mailbox.smtpUrl),
    async [Symbol.asyncDispose]() {
      await mailbox.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const usual = { from: "Ana <ana@cs.test>", text: "Hi" };

/** what a test does with a mailbox, in this process or another */
export function clientOf(url: string, smtpUrl: string) {
  return {
    send: (mail: SendMailOptions) => createTransport(smtpUrl).sendMail({ ...usual, ...mail }),
    /** Several over one connection, in this order. */
    async sendAll(mails: SendMailOptions[]) {
      const transport = createTransport(`${smtpUrl}?pool=true&maxConnections=1`);
      for (const mail of mails) await transport.sendMail({ ...usual, ...mail });
      transport.close();
    },
    async messages(query = "") {
      const Shape = z.object({ messages: z.array(Message) });
      return (await getJson(`${url}/_control/mail${query}`, Shape)).messages;
    },
    fail: (fault: object) => postJson(`${url}/_control/mail/fault`, fault, z.object({})),
  };
}
