import { type Mail, type Person, isCalendar, sentTwice } from "../mail.ts";
import { calendar } from "./calendar.ts";
import { type Html, html } from "../../html.ts";
import { time } from "../../time.ts";

/** One mail, read. */
export function message(mail: Mail, mails: Mail[]): Html {
  return html`<article>
    <header>
      <h1>${mail.subject || "(no subject)"}</h1>
      <dl>
        ${row("From", mail.from ? [mail.from] : [])} ${row("To", mail.to)} ${row("Cc", mail.cc)}
        ${row("Bcc", unnamed(mail))}
        <div>
          <dt>Received</dt>
          <dd>${time(mail.received_at)}</dd>
        </div>
      </dl>
      ${warning(sentTwice(mails).get(mail.id) ?? [])} ${files(mail)}
    </header>
    ${invitation(mail)} ${body(mail)}
    ${mail.html && mail.text ? more("Plain text", html`<pre>${mail.text}</pre>`) : null}
    ${more("All headers", headers(mail))}
    <p class="source"><a href="/mail/${mail.id}/source" download>Download as .eml</a></p>
  </article>`;
}

export function nothingOpen(): Html {
  return html`<p class="nothing">Choose a mail to read it.</p>`;
}

function row(label: string, people: Person[]): Html | null {
  if (people.length === 0) return null;
  const drawn = people.map(
    ({ name, address }) =>
      html`<span class="person">${name ? html`<b>${name}</b> ` : null}${address}</span>`,
  );
  return html`<div>
    <dt>${label}</dt>
    <dd>${drawn}</dd>
  </div>`;
}

// whom it was delivered to without its own lines saying so
function unnamed({ envelope, to, cc }: Mail): Person[] {
  const named = new Set([...to, ...cc].map(({ address }) => address.toLowerCase()));
  return envelope.to
    .filter((address) => !named.has(address.toLowerCase()))
    .map((address) => ({ name: "", address }));
}

function warning(others: number[]): Html | null {
  if (others.length === 0) return null;
  const links = others.map((id) => html` <a href="/mail/${id}">mail ${id}</a>`);
  return html`<p class="twice">
    <b>Sent twice.</b> The same message, by its Message-ID, also arrived as${links}.
  </p>`;
}

function files(mail: Mail): Html | null {
  const links = mail.attachments.flatMap(({ name, content }, index) =>
    name === null
      ? []
      : html`<a class="file" href="/mail/${mail.id}/files/${index}" download="${name}"
          >${name} <small>${size(content.length)}</small></a
        >`,
  );
  return links.length > 0 ? html`<p class="files">${links}</p>` : null;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024
    ? `${Math.round(bytes / 1024)} KB`
    : `${(bytes / 1048576).toFixed(1)} MB`;
}

// programs send the same invitation as a part and as a file
function invitation(mail: Mail): Html | null {
  const found = mail.attachments.find(isCalendar);
  return found ? calendar(found.content.toString()) : null;
}

function body(mail: Mail): Html {
  // what a mail brings along can neither run here nor reach the page around it
  if (mail.html)
    return html`<iframe
      title="The mail"
      src="/mail/${mail.id}/html"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    ></iframe>`;
  return html`<pre class="body">${mail.text ?? "(empty)"}</pre>`;
}

function more(label: string, content: Html): Html {
  return html`<details>
    <summary>${label}</summary>
    ${content}
  </details>`;
}

function headers(mail: Mail): Html {
  const rows = Object.entries(mail.headers).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return html`<dl class="headers">${rows}</dl>`;
}
