import { type Mail, isCalendar, recipientsOf, sentTwice } from "./mail.ts";

/** The mails that a test asks for, as it sees them: `to` is one whole address, `after` the id of a message. */
export function found(mails: Mail[], query: URLSearchParams) {
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
