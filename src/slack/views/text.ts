// words in Slack's markup: our own may format and mention, everybody else's are only ever words

import { escapeWords } from "../../grammar/escape.ts";
import { truncate } from "../../grammar/words.ts";
import { dateInWords, timeInWords } from "../../grammar/zoned.ts";

/** What a customer, a model or a playbook says, on one line: it formats nothing, links nothing, calls nobody. */
export function foreign(text: string, most = 300): string {
  return harmless(truncate(text.replaceAll(/\s+/g, " ").trim(), most));
}

/** The same with its lines kept. */
export function foreignLines(text: string, most = 2500): string {
  const lines = text.replaceAll("\r\n", "\n").replaceAll(/\n{3,}/g, "\n\n");
  return harmless(truncate(lines.trim(), most));
}

/** A sentence of the program's own. It may name a person as <@U…>; nothing else in it is markup. */
export function spoken(sentence: string, most = 2500): string {
  return truncate(sentence.trim(), most)
    .split(/(<@[UW][A-Z0-9]{2,30}>)/)
    .map((part, i) => (i % 2 === 1 ? part : harmless(part)))
    .join("");
}

export function person(id: string): string {
  return `<@${id.replaceAll(/[^A-Za-z0-9]/g, "")}>`;
}

const around = 50;

/** A line of somebody's text as code, so that the caret below it stands under its place. */
export function pointed(excerpt: string, column: number): string {
  const [line = ""] = excerpt.replaceAll("\t", " ").split("\n");
  const from = Math.max(0, column - 1 - around);
  const start = from > 0 ? "…" : "";
  const shown = start + truncate(line.slice(from), 2 * around);
  const caret = `${" ".repeat(start.length + column - 1 - from)}^`;
  return ["```", harmless(shown), caret, "```"].join("\n");
}

/** "*Acme*": what is inside must be safe already. */
export function bold(safe: string): string {
  return safe === "" ? "" : `*${safe}*`;
}

/** Words that lead somewhere, where there is somewhere: they must be safe already. */
export function linked(safe: string, link: string | null): string {
  if (safe === "" || link === null || !/^https?:\/\/[^\s<>|]+$/.test(link)) return safe;
  return `<${link}|${safe}>`;
}

/** "today at 15:05", as each reader's own zone has it. */
export function moment(at: Date): string {
  const fallback = `${dateInWords(at, "UTC")}, ${timeInWords(at, "UTC")} UTC`;
  return token(at, "{date_short_pretty} at {time}", fallback);
}

export function day(at: Date): string {
  return token(at, "{date_short_pretty}", dateInWords(at, "UTC"));
}

/** "*late since yesterday*", as each reader's own zone has it; nothing where it is on time. */
export function lateSince(at: Date | null | undefined): string {
  return at ? bold(`late since ${day(at)}`) : "";
}

/** "12 days ago" */
export function ago(at: Date): string {
  return token(at, "{ago}", `on ${dateInWords(at, "UTC")}`);
}

function token(at: Date, format: string, fallback: string): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^${format}|${fallback}>`;
}

/** White space that begins a line is cut off, unless something without width stands before it. */
export function indent(depth: number): string {
  return depth > 0 ? `\u200B${"\u2003".repeat(Math.min(depth, 5))}` : "";
}

/** Parts that are there, with a dot between. */
export function dotted(parts: readonly (string | null | false)[]): string {
  return parts.filter((part) => part !== null && part !== false && part !== "").join(" · ");
}

// Slack knows no escape for its formatting signs: what looks the same and means nothing takes their place
const lookalikes: readonly [RegExp, string][] = [
  [/\*/g, "∗"],
  [/`/g, "ˋ"],
  [/~/g, "∼"],
  [/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "＿"],
  // a word between colons would be an emoji, such as our own for "done"
  [/:(?=[\w+'-]+:)/g, "꞉"],
  // at the beginning of a line it would be a quotation
  [/^>/gm, "›"],
];

function harmless(text: string): string {
  const dull = lookalikes.reduce((said, [sign, like]) => said.replaceAll(sign, like), text);
  return escapeWords(straight(dull), "mrkdwn");
}

/** Without the signs that turn the direction of reading: what is approved must read as it will be read. */
export function straight(text: string): string {
  return text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, "");
}
