// what people fall into when they write YAML by hand, found in the text itself, where the fix can still be named

import { type Fault, fault, type ProblemCode } from "../grammar/problem.ts";

const most = { characters: 64 * 1024, lines: 1500, indent: 80, nesting: 24 };

/** Too long, too deep or too wide to hand to a parser at all. */
export function tooLarge(source: string): Fault[] {
  const lines = source.split("\n");
  if (source.length > most.characters) return tooMuch(`longer than ${most.characters / 1024} KB`);
  if (lines.length > most.lines) return tooMuch(`longer than ${most.lines} lines`);
  if (lines.some((line) => indentOf(line) > most.indent))
    return tooMuch(`indented by more than ${most.indent} spaces`);
  let depth = 0;
  for (const sign of source) {
    if (sign === "[" || sign === "{") depth += 1;
    if (sign === "]" || sign === "}") depth = Math.max(0, depth - 1);
    if (depth > most.nesting) return tooMuch(`nested more than ${most.nesting} deep`);
  }
  return [];
}

function tooMuch(what: string): Fault[] {
  return [fault("too-large", `A playbook may not be ${what}.`, { fix: "Make it smaller." })];
}

// control, zero-width and direction-changing characters; a person cannot see what they do
export const hidden =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

// what may stand before a value on its line, taken whole: no part of it is ever given back to the value
const before = (what: string) => String.raw`(?=(?<before> *(?:- +)*${what}))\k<before>`;
const name = String.raw`(?:[\w-]+:[ \t]+)`;
const lead = `(?<lead>${before(`${name}?`)})`;
const key = `(?<lead>${before(name)})`;
const plain = String.raw`(?!["'|>{[#!&*])`;

type Trap = { code: ProblemCode; pattern: RegExp; message: string; fix: string };

// each pattern's lead ends where the caret goes
const traps: Trap[] = [
  {
    code: "tab-indent",
    pattern: /^(?<lead> *)\t/,
    message: "A tab stands in the indentation.",
    fix: "Use spaces.",
  },
  {
    code: "forbidden-character",
    pattern: /^(?<lead> *)\u00A0/,
    message: "A hard space stands in the indentation.",
    fix: "Use ordinary spaces.",
  },
  {
    code: "unquoted-braces",
    pattern: new RegExp(`^${lead}\\{\\{`),
    message: "Without quotes, {{ }} at the beginning is read as an object and not as text.",
    fix: "Put quotes round the whole value.",
  },
  {
    code: "no-tags",
    pattern: new RegExp(`^${lead}!`),
    message: "Without quotes, ! at the beginning is read as a tag and not as text.",
    fix: "Put quotes round the whole value.",
  },
  {
    code: "no-aliases",
    pattern: new RegExp(`^${lead}[&*](?=\\S)`),
    message: "Without quotes, & or * at the beginning refers to another place and not to text.",
    fix: "Put quotes round the whole value.",
  },
  {
    code: "unquoted-colon",
    pattern: new RegExp(String.raw`^${key}${plain}[^#]*?:(?:[ \t]|$)`),
    message: "A colon with a space after it begins a new field.",
    fix: "Put quotes round the whole value.",
  },
  {
    code: "hash-comment",
    pattern: new RegExp(String.raw`^${key}(?=#\S)`),
    message: "Everything from # on is a comment, so this field is empty.",
    fix: "Put quotes round the value.",
  },
  {
    code: "hash-comment",
    pattern: new RegExp(String.raw`^(?<lead>${before(`${name}?`)}${plain}[^#]*[ \t])(?=#\S)`),
    message: "Everything from # on is a comment, so it is not part of the value.",
    fix: "Put quotes round the whole value.",
  },
];

/** The traps of a text, each at its place. */
export function trapsIn(source: string): Fault[] {
  const found: Fault[] = [];
  for (const { index } of source.matchAll(hidden))
    found.push(
      fault("forbidden-character", "An invisible or control character stands here.", {
        offset: index,
        fix: "Delete it and type the place again.",
      }),
    );
  for (const { index } of source.matchAll(/^%/gm))
    found.push(
      fault("no-directives", "A line that begins with % changes how the rest is read.", {
        offset: index,
        fix: "Delete the line.",
      }),
    );
  for (const line of openLines(source)) {
    if (/^ *#/.test(line.text)) continue;
    const trap = traps.find(({ pattern }) => pattern.test(line.text));
    if (!trap) continue;
    const stands = trap.pattern.exec(line.text)?.groups?.["lead"] ?? "";
    const { code, message, fix } = trap;
    // a comment behind a field whose value stands below it is only a comment
    if (code === "hash-comment" && line.hasMore && stands.trimEnd().endsWith(":")) continue;
    found.push(fault(code, message, { offset: line.offset + stands.length, fix }));
  }
  return found;
}

type Line = { text: string; offset: number; hasMore: boolean };

// the lines in which YAML reads signs as signs: all but those of | and > blocks
function openLines(source: string): Line[] {
  const open: Line[] = [];
  const lines = source.split("\n");
  let offset = 0;
  let block: number | null = null;
  for (const [i, text] of lines.entries()) {
    const inBlock = block !== null && (text.trim() === "" || indentOf(text) > block);
    if (!inBlock) {
      block = /(?:^|[ \t])[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$/.test(text) ? columnOf(text) : null;
      open.push({ text, offset, hasMore: indentOf(lines[i + 1] ?? "") > indentOf(text) });
    }
    offset += text.length + 1;
  }
  return open;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

// the column of the field itself, dashes before it left out; an item of a list is as deep as its dash
function columnOf(line: string): number {
  const [, field = "", value = ""] = /^( *(?:- +)*)(.?)/.exec(line) ?? [];
  return value === "|" || value === ">" ? field.trimEnd().length - 1 : field.length;
}
