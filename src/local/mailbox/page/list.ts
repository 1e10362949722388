import { type Mail, type Person, isCalendar, recipientsOf, sentTwice } from "../mail.ts";
import { type Html, html } from "../../html.ts";
import { time } from "../../time.ts";

export type Looking = { mails: Mail[]; to: string; open: Mail | null };

/** The mails to this recipient, newest first. */
export function list({ mails, to, open }: Looking): Html {
  const repeated = sentTwice(mails);
  const wanted = to.trim().toLowerCase();
  const shown = mails.filter((mail) => recipientsOf(mail).some((it) => it.includes(wanted)));
  if (shown.length === 0) return nothing(wanted);
  const rows = shown.toReversed().map((mail) => {
    const query = wanted ? `?to=${encodeURIComponent(wanted)}` : "";
    return html`<li>
      <a
        class="row"
        href="/mail/${mail.id}${query}"
        ${mail === open ? html`aria-current="page"` : null}
      >
        <span class="who">${recipientNames(mail)}</span>
        ${time(mail.received_at)}
        <span class="subject">${mail.subject || "(no subject)"}</span>
        <span class="preview">from ${nameOf(mail.from)}${preview(mail)}</span>
        <span class="badges">${badges(mail, repeated.has(mail.id))}</span>
      </a>
    </li>`;
  });
  return html`<ul>
    ${rows}
  </ul>`;
}

function nothing(wanted: string): Html {
  if (wanted) return html`<p class="nothing">No mail to “${wanted}”.</p>`;
  return html`<p class="nothing">No mail yet. It appears here the moment it is sent.</p>`;
}

function badges(mail: Mail, isRepeated: boolean): Html[] {
  const files = mail.attachments.filter((it) => !isCalendar(it)).length;
  return [
    isRepeated ? html`<b class="badge warn">sent twice</b>` : null,
    mail.attachments.some(isCalendar) ? html`<b class="badge">invitation</b>` : null,
    files > 0 ? html`<b class="badge">${files === 1 ? "1 file" : `${files} files`}</b>` : null,
  ].filter((it) => it !== null);
}

function recipientNames(mail: Mail): string {
  const [first, ...others] = mail.to.length > 0 ? mail.to.map(nameOf) : mail.envelope.to;
  return others.length > 0 ? `${first} +${others.length}` : (first ?? "nobody");
}

function nameOf(person: Person | null): string {
  return person?.name || person?.address || "nobody";
}

function preview(mail: Mail): string {
  const text =
    mail.text ?? mail.html?.replaceAll(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>|&\w+;/g, " ") ?? "";
  const flat = text.replaceAll(/\s+/g, " ").trim().slice(0, 120);
  return flat ? ` — ${flat}` : "";
}
