import type { CalendarPart, EmailProvider, OutgoingEmail } from "../connect/email.ts";
import { invitationOf } from "../connect/invitation.ts";
import type { Provider, SendResult } from "../connect/provider.ts";
import type { SmsProvider } from "../connect/sms.ts";
import { listInWords } from "../grammar/words.ts";
import { kindOf } from "../steps/contents/all.ts";
import { invitationText } from "../steps/contents/meeting.ts";
import { addressed } from "../steps/contents/content-kind.ts";
import type { Content, Invitation } from "../steps/world.ts";
import type { StepPlace } from "../store/steps.ts";
import type { Outside } from "./outside.ts";

/** Whoever takes what leaves the house, told apart by what it is. */
export type Providers = { email: EmailProvider; sms: SmsProvider };

/** One thing and who takes it, ready to be handed over. */
export type Carried = Outside & {
  /** a repeated call is one message */
  idempotent: boolean;
  send(): Promise<SendResult>;
  /** null: the provider cannot be asked */
  check: (() => Promise<SendResult | null>) | null;
};

/** The same for every try of a step, also after crashes: what providers recognise a repetition by. */
export function effectKey({ runId, stepId, iteration }: StepPlace): string {
  return `${runId}:${stepId}:${iteration}`;
}

const mail = ({ email }: Providers) => ({ provider: email, who: "the mail server" });
const texts = ({ sms }: Providers) => ({ provider: sms, who: "the service for text messages" });

/** The one place that knows which provider takes which kind. */
export function carriedBy(
  providers: Providers,
  place: StepPlace,
  content: Content,
  now: Date,
): Carried {
  const key = effectKey(place);
  switch (content.kind) {
    case "email": {
      const { to, from, subject, body } = content;
      return carried(mail(providers), { key, to: [to], from, subject, body });
    }
    case "sms":
      return carried(texts(providers), { key, to: content.to, body: content.body });
    case "meeting": {
      const { cancels, to, host: from } = content;
      const of = cancels && { ...place, stepId: cancels.step, iteration: cancels.iteration };
      const subject = kindOf(content).title(content);
      const invitation = calendarPart(content, { uid: effectKey(of ?? place), to, now });
      const written = { subject, body: invitationText(content), invitation };
      return carried(mail(providers), { key, to, from, ...written });
    }
  }
}

/** The same as a mail to somebody who wants to see it first: marked as a test, and no meeting that anybody knows. */
export function testMail(
  content: Content,
  { key, person, now }: { key: string; person: Person; now: Date },
): OutgoingEmail {
  const kind = kindOf(content);
  const receivers = listInWords(kind.receivers(content).map(addressed), "and");
  const title = `[Test] ${kind.title(content)}`;
  const text = content.kind === "meeting" ? invitationText(content) : kind.body(content);
  const body = `This is a test of the ${kind.noun} that would go to ${receivers}.\n\n${text}`;
  const plain = { key, to: [person], from: kind.sender(content), subject: title, body };
  // one without a time is in nobody's calendar
  if (content.kind !== "meeting" || content.at === null) return plain;
  const shown = { ...content, title, body };
  return { ...plain, invitation: calendarPart(shown, { uid: `test:${key}`, to: [person], now }) };
}

type Person = { name: string; address: string };

function calendarPart(
  { cancels, at, host, title, body, minutes, sequence }: Invitation,
  { uid, to, now }: { uid: string; to: Person[]; now: Date },
): CalendarPart {
  return invitationOf({
    uid,
    sequence,
    cancels: cancels !== null,
    host,
    to,
    title,
    body,
    start: new Date(at ?? now),
    minutes,
    now,
  });
}

function carried<Outgoing extends { key: string }>(
  { provider, who }: { provider: Provider<Outgoing>; who: string },
  outgoing: Outgoing,
): Carried {
  const asks = provider.class === "checkable";
  return {
    provider: provider.name,
    who,
    idempotent: provider.class === "idempotent",
    send: () => provider.send(outgoing),
    check: asks ? () => provider.check(outgoing.key) : null,
  };
}
