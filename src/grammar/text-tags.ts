import { type Fault, fault } from "./problem.ts";

/** One {{ }} of a text; `inner` is what stands between the braces. */
export type Tag = { offset: number; length: number; inner: string };

const largest = 16 * 1024;
const deepest = 5;
const mostBrackets = 32;
const longestChain = 20;

/**
 * Finds every {{ }} and what is wrong before anything is parsed: the parser needs seconds for text that is built to
 * be deep, and says little about text that is merely unfinished.
 */
export function tagsOf(source: string): { tags: Tag[]; faults: Fault[] } {
  if (Buffer.byteLength(source) > largest) {
    const message = "A text has at most 16 KB.";
    return { tags: [], faults: [fault("bad-template", message, { fix: "Write a shorter text." })] };
  }
  const tags: Tag[] = [];
  for (let at = nextTag(source, 0); at >= 0;) {
    const tag = tagAt(source, at);
    if ("code" in tag) return { tags, faults: [tag] };
    tags.push(tag);
    at = nextTag(source, tag.offset + tag.length);
  }
  const found = tooDeep(tags) ?? unbalanced(tags);
  return { tags, faults: found ? [found] : [] };
}

// \{{ is written out as it stands
function nextTag(source: string, from: number): number {
  const at = source.indexOf("{{", from);
  const escaped = at > 0 && source[at - 1] === "\\" && source[at - 2] !== "\\";
  return escaped ? nextTag(source, at + 2) : at;
}

function tagAt(source: string, at: number): Tag | Fault {
  const rest = source.slice(at);
  const [braces = ""] = /^\{+/.exec(rest) ?? [];
  if (braces.length > 2) {
    const [, name = ""] = /^\{+\s*([\w.@]*)/.exec(rest) ?? [];
    const fix = `Write {{${name === "" ? "customer.name" : name}}}.`;
    return wrong("A name stands in two braces.", at, braces.length, fix);
  }
  const comment = /^\{\{~?!(?:--)?/.exec(rest)?.[0];
  const end = comment === undefined ? endOfTag(rest) : endOfComment(rest, comment);
  if (end === null) {
    const inside = rest.split("}}")[0] ?? "";
    if (/[[\\]/.test(inside) && rest.includes("}}")) {
      const message = "A name holds letters, digits, _ and dots only.";
      return wrong(message, at, inside.length + 2, "Write {{#each …}} to go through a list.");
    }
    const [whole = "{{", name = ""] = /^\{\{\s*([\w.@#/]*)/.exec(rest) ?? [];
    const fix = name === "" ? "Add }}." : `Write {{${name}}}.`;
    return wrong("This {{ is never closed with }}.", at, whole.length, fix);
  }
  if (rest[end] === "}") {
    return wrong("A name stands in two braces.", at, end + 1, `Write ${rest.slice(0, end)}.`);
  }
  const inner = rest.slice(2, end - 2).replace(/^~|~$/g, "");
  const [, sign, name = ""] = /^(#?[>*]|&)\s*([\w.]*)/.exec(inner) ?? [];
  if (sign !== undefined) {
    const fix = `Write {{${name === "" ? "customer.name" : name}}}.`;
    return wrong(`${sign} is not used in a text.`, at, end, fix);
  }
  if (inner.trim() === "")
    return wrong("These braces are empty.", at, end, "Write {{customer.name}}.");
  return { offset: at, length: end, inner };
}

function endOfComment(rest: string, opening: string): number | null {
  const closing = (opening.endsWith("--") ? /--~?\}\}/ : /\}\}/).exec(rest);
  return closing ? closing.index + closing[0].length : null;
}

/**
 * Where the tag ends; braces in quotes do not count. A \ or [ would let the parser see quotes where we see none, and
 * so hide anything from the checks, so a tag with one of them has no end.
 */
function endOfTag(rest: string): number | null {
  const parts = /"[^"]*"|'[^']*'|\{\{|\}\}|[}\\[]/g;
  parts.lastIndex = 2;
  for (let part = parts.exec(rest); part; part = parts.exec(rest)) {
    if (part[0].includes("\\")) return null;
    if (part[0] === "}}") return part.index + 2;
    if (part[0].length < 3 && !/^["']/.test(part[0])) return null;
  }
  return null;
}

function tooDeep(tags: Tag[]): Fault | null {
  let depth = 0;
  let brackets = 0;
  let chain = 0;
  for (const { inner, offset, length } of tags) {
    if (inner.startsWith("!")) continue;
    if (/^(?:#|\^\s*[^\s~])/.test(inner)) depth += 1;
    if (inner.startsWith("/")) depth -= 1;
    if (/^\s*else\b\s*[^\s~]/.test(inner)) chain += 1;
    brackets += inner.replaceAll(/"[^"]*"|'[^']*'/g, "").split("(").length - 1;
    if (depth > deepest) {
      const message = `Blocks stand more than ${deepest} deep here.`;
      return wrong(message, offset, length, "Write a simpler text.");
    }
    if (chain > longestChain || brackets > mostBrackets) {
      const message =
        chain > longestChain ? "There are too many else if." : "There are too many ( in {{ }}.";
      return wrong(message, offset, length, "Write a simpler text.");
    }
  }
  return null;
}

function unbalanced(tags: Tag[]): Fault | null {
  const open: (Tag & { name: string })[] = [];
  for (const tag of tags) {
    const [, opens] = /^(?:#|\^)\s*([\w-]+)/.exec(tag.inner) ?? [];
    const [, closes] = /^\/\s*([\w-]*)/.exec(tag.inner) ?? [];
    if (opens !== undefined) open.push({ ...tag, name: opens });
    const last = open.at(-1);
    if (/^\s*(?:else\b|\^\s*$)/.test(tag.inner) && !last) {
      return wrong(
        "This else belongs to nothing.",
        tag.offset,
        tag.length,
        "Put it between {{#if …}} and {{/if}}.",
      );
    }
    if (closes === undefined) continue;
    if (!last) return wrong(`This closes nothing.`, tag.offset, tag.length, "Leave it out.");
    if (closes !== last.name) {
      const message = `{{#${last.name}}} is open here, and {{/${closes}}} closes another.`;
      return wrong(message, tag.offset, tag.length, `Write {{/${last.name}}}.`);
    }
    open.pop();
  }
  const left = open.at(-1);
  if (!left) return null;
  return wrong(
    `This {{#${left.name}}} is never ended.`,
    left.offset,
    left.length,
    `Add {{/${left.name}}} where it ends.`,
  );
}

function wrong(message: string, offset: number, length: number, fix: string): Fault {
  return fault("bad-template", message, { offset, length, fix });
}
