import { type AddressObject, type EmailAddress, simpleParser } from "mailparser";
import { z } from "zod";

export const Envelope = z.object({ from: z.string(), to: z.array(z.string()) });
export type Envelope = z.infer<typeof Envelope>;

export type Person = { name: string; address: string };

export type Attachment = { name: string | null; type: string; content: Buffer };

/** A message as it arrived, and what it says. */
export type Mail = {
  id: number;
  received_at: string;
  envelope: Envelope;
  raw: Buffer;
  from: Person | null;
  to: Person[];
  cc: Person[];
  subject: string;
  text: string | null;
  html: string | null;
  message_id: string | null;
  /** by lower-case name; one that is repeated has a line each */
  headers: Record<string, string>;
  attachments: Attachment[];
};

type Arrived = Pick<Mail, "id" | "received_at" | "envelope" | "raw">;

export async function readMail(arrived: Arrived): Promise<Mail> {
  // only what was sent: no text made from the html or the other way round
  const parsed = await simpleParser(arrived.raw, { skipHtmlToText: true, skipTextToHtml: true });
  return {
    ...arrived,
    from: people(parsed.from)[0] ?? null,
    to: people(parsed.to),
    cc: people(parsed.cc),
    subject: parsed.subject ?? "",
    text: parsed.text ?? null,
    html: parsed.html || null,
    message_id: parsed.messageId ?? null,
    headers: headersOf(parsed.headerLines),
    attachments: parsed.attachments.map(({ filename, contentType, content }) => ({
      name: filename ?? null,
      type: contentType,
      content,
    })),
  };
}

function people(found: AddressObject | AddressObject[] | undefined): Person[] {
  const flat = ({ name, address = "", group }: EmailAddress): Person[] =>
    group ? group.flatMap(flat) : [{ name, address }];
  return [found ?? []].flat().flatMap(({ value }) => value.flatMap(flat));
}

function headersOf(lines: readonly { key: string; line: string }[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(":") + 1)
      .replaceAll(/\r?\n[ \t]+/g, " ")
      .trim();
    const before = found.get(key);
    found.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return Object.fromEntries(found);
}

/** Everyone it went to, also those that its own lines do not name. */
export function recipientsOf({ envelope, to, cc }: Mail): string[] {
  const named = [...to, ...cc].map(({ address }) => address);
  return [...new Set([...envelope.to, ...named].map((address) => address.toLowerCase()))];
}

export function isCalendar({ type, name }: Attachment): boolean {
  return /^(text\/calendar|application\/ics)$/.test(type) || name?.endsWith(".ics") === true;
}

/** The ids of mails whose Message-ID came more than once: the same message was sent again. */
export function sentTwice(mails: Mail[]): Map<number, number[]> {
  const groups = Map.groupBy(mails, (mail) => mail.message_id);
  groups.delete(null);
  const repeated = [...groups.values()].filter((group) => group.length > 1);
  return new Map(
    repeated.flatMap((group) =>
      group.map(({ id }) => [id, group.map((it) => it.id).filter((other) => other !== id)]),
    ),
  );
}
