import { type Answer, type Asked, json, problem } from "../answer.ts";
import { Fault, type Faults } from "./faults.ts";
import { type Mail, isCalendar, recipientsOf, sentTwice } from "./mail.ts";
import type { Mails } from "./mails.ts";
import { z } from "zod";

type Parts = { mails: Mails; faults: Faults };

/** What a test asks of the mailbox: what arrived, and to fail in a certain way. */
export async function answerControl(
  { mails, faults }: Parts,
  { method, url, body }: Asked & { body: () => Promise<unknown> },
): Promise<Answer> {
  const asked = `${method} ${url.pathname.slice("/_control/mail".length)}`;
  if (asked === "GET ") return json({ messages: found(mails.all(), url.searchParams) });
  if (asked === "DELETE ") {
    await mails.empty();
    faults.clear();
    return json({});
  }
  if (asked !== "POST /fault") return problem(404, "There is nothing here.");
  const { data, error } = Fault.safeParse(await body().catch(() => null));
  if (error) return problem(400, z.prettifyError(error));
  faults.add(data);
  return json({});
}

/** `to` is one whole address, `after` the id of a message. */
function found(mails: Mail[], query: URLSearchParams) {
  const to = query.get("to")?.toLowerCase();
  const after = Number(query.get("after") ?? 0);
  const repeated = sentTwice(mails);
  return mails
    .filter((mail) => mail.id > after && (!to || recipientsOf(mail).includes(to)))
    .map((mail) => ({ ...plain(mail), sent_twice: repeated.has(mail.id) }));
}

function plain({ raw: _raw, attachments, ...mail }: Mail) {
  return {
    ...mail,
    attachments: attachments.map((attachment) => ({
      name: attachment.name,
      type: attachment.type,
      size: attachment.content.length,
      text:
        isText(attachment.type) || isCalendar(attachment) ? attachment.content.toString() : null,
    })),
  };
}

function isText(type: string): boolean {
  return type.startsWith("text/");
}
