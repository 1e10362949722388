import { type Html, html } from "./html.ts";

const words = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});

/** A moment, or a span, in UTC; the page's script puts it into the zone of whoever reads it. */
export function time(begin: string, end: string = begin): Html {
  const said = words.formatRange(new Date(begin), new Date(end));
  return html`<time datetime="${begin}" data-until="${end}">${said}</time>`;
}
