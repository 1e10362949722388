import { type Html, html } from "../../html.ts";
import { time } from "../../time.ts";

/** An invitation in people's words. */
export function calendar(content: string): Html {
  const lines = linesOf(content);
  const event = lines.slice(
    lines.findIndex(({ name, value }) => name === "BEGIN" && value === "VEVENT"),
  );
  const first = (wanted: string) => event.find(({ name }) => name === wanted);
  const method = lines.find(({ name }) => name === "METHOD")?.value ?? "";
  const begin = first("DTSTART");
  const end = first("DTEND");
  const guests = event.filter(({ name }) => name === "ATTENDEE").map(person);
  const organizer = first("ORGANIZER");
  return html`<section class="invitation">
    <p class="kind ${method === "CANCEL" ? "cancelled" : ""}">${kinds.get(method) ?? "Event"}</p>
    <h2>${unescaped(first("SUMMARY")?.value ?? "No title")}</h2>
    <dl>
      ${begin ? row("When", span(begin, end ?? begin)) : null}
      ${row("Where", unescaped(first("LOCATION")?.value ?? ""))}
      ${row("Organiser", organizer ? person(organizer) : "")} ${row("Guests", guests.join(", "))}
    </dl>
  </section>`;
}

const kinds = new Map([
  ["REQUEST", "Invitation"],
  ["CANCEL", "Cancelled"],
  ["REPLY", "Reply"],
]);

type Line = { name: string; params: string; value: string };

function linesOf(content: string): Line[] {
  return content
    .replaceAll(/\r?\n[ \t]/g, "")
    .split(/\r?\n/)
    .map((line) => {
      const [, name = "", params = "", value = ""] =
        /^([\w-]+)((?:;[^:;="]+=(?:"[^"]*"|[^";:]*))*):(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), params, value };
    });
}

function row(label: string, value: Html | string): Html | null {
  return value === ""
    ? null
    : html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
}

function span(begin: Line, end: Line): Html {
  const [from, until] = [instant(begin), instant(end)];
  if (from && until && from <= until) return time(from, until);
  const said = [begin, end].map(moment);
  return html`${said[0] === said[1] ? (said[0] ?? "") : said.join(" – ")}`;
}

/** One that is written in UTC; any other needs the sender's time zones to be understood. */
function instant({ value }: Line): string | null {
  const iso = value.replace(shape, "$1-$2-$3T$4:$5:$6Z");
  return value.endsWith("Z") && !Number.isNaN(Date.parse(iso)) ? iso : null;
}

const shape = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/;

function moment({ params, value }: Line): string {
  const [, zone] = /;TZID="?([^";:]+)/.exec(params) ?? [];
  const said = value.replace(shape, "$1-$2-$3 $4:$5").replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
  return zone ? `${said} (${zone})` : said;
}

function person({ params, value }: Line): string {
  const address = value.replace(/^mailto:/i, "");
  const [, quoted, plain] = /;CN=(?:"([^"]*)"|([^";:]*))/.exec(params) ?? [];
  const name = quoted ?? plain;
  return name && name !== address ? `${name} <${address}>` : address;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\n/gi, "\n").replaceAll(/\\([,;\\])/g, "$1");
}
