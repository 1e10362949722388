import type { Mail } from "../world.ts";
import { addressed, defineContent } from "./content-kind.ts";

export const emailContent = defineContent<Mail>({
  kind: "email",
  noun: "mail",
  icon: ":envelope:",
  title: ({ subject }) => subject,
  receivers: ({ to }) => [to],
  sender: ({ from }) => from,
  facts: ({ to, from, subject }) => [
    ["To", addressed(to)],
    ["From", addressed(from)],
    ["Subject", subject],
  ],
  body: ({ body }) => body,
  bound: ({ kind, to, from, subject, body }) => [
    kind,
    to.address,
    to.name,
    from.name,
    from.address,
    subject,
    body,
  ],
  editable: ({ subject, body }) => [
    { name: "subject", label: "Subject", kind: "line", initial: subject },
    { name: "body", label: "Text", kind: "text", initial: body },
  ],
  rewrite(content, parts) {
    const subject = (parts["subject"] ?? "").replaceAll(/\s+/g, " ").trim();
    const body = (parts["body"] ?? "").trimEnd();
    if (subject === "") return { problems: { subject: "A mail needs a subject." } };
    if (body.trim() === "") return { problems: { body: "A mail needs a text." } };
    return { content: { ...content, subject, body } };
  },
  output: ({ to, subject }) => ({ to: to.address, subject }),
});
