import type { TextMessage } from "../world.ts";
import { addressed, defineContent } from "./content-kind.ts";

const longest = 480;

/** Why a text is no text message; null when it is one. */
export function smsFault(body: string): string | null {
  if (body.trim() === "") return "A text message needs a text.";
  const { length } = body;
  if (length <= longest) return null;
  return `A text message has at most ${longest} characters; this one has ${length}.`;
}

export const smsContent = defineContent<TextMessage>({
  kind: "sms",
  noun: "text message",
  icon: ":iphone:",
  title({ body }) {
    const line = body.replaceAll(/\s+/g, " ");
    return line.length > 60 ? `${line.slice(0, 59)}…`.toWellFormed() : line;
  },
  receivers: ({ to }) => [to],
  sender: () => ({ name: "Playbooks", address: null }),
  facts: ({ to }) => [["Text message to", addressed(to)]],
  body: ({ body }) => body,
  bound: ({ kind, to, body }) => [kind, to.address, to.name, body],
  editable: ({ body }) => [{ name: "body", label: "Text", kind: "text", initial: body }],
  rewrite(content, parts) {
    const body = (parts["body"] ?? "").trimEnd();
    const fault = smsFault(body);
    return fault === null ? { content: { ...content, body } } : { problems: { body: fault } };
  },
  output: ({ to }) => ({ to: to.address }),
});
