import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { atPoint } from "../crash-points.ts";
import { isAddress } from "../grammar/address.ts";
import { reasonOf } from "../errors.ts";
import { isRecord } from "../grammar/field.ts";
import type { CalendarPart, EmailProvider, OutgoingEmail } from "./email.ts";
import type { SendResult } from "./provider.ts";
import { plainToHtml } from "./plain-to-html.ts";

type Settings = {
  /** smtp://user:password@host:port, or smtps:// for TLS from the start */
  url: string;
  /** who a mail is from when a csm has no address; its domain is that of Message-IDs */
  from: string;
  /** how long a silent server is waited for, in milliseconds */
  patience?: typeof usual;
};

const usual = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Mail by SMTP. It is `once`: a server that fell silent after the text cannot be asked whether it has it. */
export function createSmtp({ url, from, patience = usual }: Settings): EmailProvider {
  const domain = from.split("@")[1] ?? "localhost";
  return { name: "smtp", class: "once", send };

  async function send(email: OutgoingEmail): Promise<SendResult> {
    const address = email.from.address ?? from;
    const wrong = unsafe(email, address);
    if (wrong !== null) return { is: "refused", reason: wrong, again: false };
    // the text leaves only after the server has said 354, whatever went ahead of it
    let handedOver = false;
    const watch = (entry: unknown, said: unknown) => {
      if (!isRecord(entry)) return;
      if (entry["tnx"] === "server" && String(said).startsWith("354")) {
        handedOver = true;
        atPoint("send welcomed");
      }
      // the whole text is with the system, and the server has not answered
      if (entry["tnx"] === "message") atPoint("send written");
    };
    const logger = {
      level: () => {},
      trace: watch,
      debug: watch,
      info: watch,
      warn: watch,
      error: watch,
      fatal: watch,
    };
    const options = {
      ...patience,
      disableFileAccess: true,
      disableUrlAccess: true,
      debug: true,
      logger,
    };
    // a connection of its own per mail, so that it is known how far each one came
    const transport = createTransport({ ...options, url });
    try {
      const receipt = await transport.sendMail({
        from: { name: email.from.name, address },
        to: email.to.map((it) => ({ name: it.name, address: it.address })),
        envelope: { from: address, to: email.to.map((it) => it.address) },
        subject: email.subject,
        text: email.body,
        html: plainToHtml(email.body),
        ...(email.invitation && { icalEvent: calendarOf(email.invitation) }),
        messageId: messageId(email.key, domain),
        headers: { "X-Playbooks-Key": email.key },
      });
      const without = receipt.rejected.join(", ");
      return { is: "sent", receipt: receipt.messageId + (without && `, not to ${without}`) };
    } catch (error) {
      return failure(error, handedOver);
    } finally {
      transport.close();
    }
  }
}

function calendarOf({ method, text }: CalendarPart) {
  return { method, content: text, filename: method === "CANCEL" ? "cancel.ics" : "invite.ics" };
}

/** Why a mail could reach somebody it is not meant for, or say more than it says; null when it cannot. */
function unsafe({ key, to, from, subject }: OutgoingEmail, sender: string): string | null {
  if (/[\r\n\0]/.test([key, from.name, subject, ...to.map((it) => it.name)].join("")))
    return "a line break stands in a name or the subject";
  const wrong = [...to.map((it) => it.address), sender].find((it) => !isAddress(it));
  return wrong === undefined ? null : `"${wrong}" is not one plain address`;
}

/** The same for every try of the same step, so that a repetition can be recognised. */
function messageId(key: string, domain: string): string {
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@${domain}>`;
}

// an answer of the server is final: 5xx for ever, 4xx for now. Silence before the text means it was not sent
function failure(error: unknown, handedOver: boolean): SendResult {
  const reason = reasonOf(error);
  const told = (name: string): unknown =>
    isRecord(error) || error instanceof Error
      ? Object.getOwnPropertyDescriptor(error, name)?.value
      : null;
  const code = told("responseCode");
  if (typeof code === "number") {
    const said = { is: "refused", reason: `the mail server said: ${reason}` } as const;
    // 421 is no word about the receiver: it closes
    const ofReceiver = told("command") === "RCPT TO" && code !== 421;
    if (code >= 500) return { ...said, again: false };
    return { ...said, again: true, ...(ofReceiver && { receiver: true }) };
  }
  if (handedOver) return { is: "unknown", reason: `the mail server did not confirm (${reason})` };
  return { is: "refused", reason: `the mail server cannot be reached (${reason})`, again: true };
}
