import { isMap, isPair, isScalar, isSeq, type Document, type Node, type Scalar } from "yaml";
import type { Fault, Problem } from "../grammar/problem.ts";

export type Path = readonly (string | number)[];

/** Turns an offset in a text into the problem a person sees: line, column and the line with a caret. */
export function problemAt(
  source: string,
  offset: number,
  path: Path,
  fault: Omit<Fault, "offset" | "length">,
): Problem {
  const before = source.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  const column = offset - start + 1;
  const shown = source.slice(start).split("\n", 1)[0] ?? "";
  return {
    code: fault.code,
    message: fault.message,
    fix: fault.fix,
    path: path.join("."),
    line,
    column,
    excerpt: `${shown}\n${" ".repeat(column - 1)}^`,
  };
}

/** Where the value of a path begins; where there is none, the nearest thing around it. */
function valueOffset(document: Document, path: Path): number {
  const node = nodeAt(document, path);
  if (node?.range) return node.range[0];
  return path.length === 0 ? 0 : valueOffset(document, path.slice(0, -1));
}

/** Where the name of a field begins. */
export function keyOffset(document: Document, path: Path): number {
  const parent = nodeAt(document, path.slice(0, -1));
  const name = path.at(-1);
  if (isMap(parent))
    for (const pair of parent.items)
      if (isPair(pair) && isScalar(pair.key) && pair.key.value === name)
        return pair.key.range?.[0] ?? valueOffset(document, path);
  return valueOffset(document, path);
}

/** Where a place inside a text lies in the document, whatever way the text is written. */
export function innerOffset(
  document: Document,
  source: string,
  path: Path,
  offset: number,
): number {
  const node = nodeAt(document, path);
  if (!isScalar(node) || !node.range || typeof node.value !== "string")
    return valueOffset(document, path);
  const [start, end] = node.range;
  const written = source.slice(start, end);
  return start + writtenOffset(node, written, node.value, offset);
}

function nodeAt(document: Document, path: Path): Node | null {
  let node: unknown = document.contents;
  for (const part of path) {
    if (isMap(node) || isSeq(node)) node = node.get(part, true);
    else return null;
  }
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

/**
 * Where a place of a text lies in the way it is written: value and written form are walked side by side, and
 * what only the written form has (quotes, escapes, indentation, folded line ends) is stepped over.
 */
export function writtenOffset(
  node: Scalar,
  written: string,
  value: string,
  offset: number,
): number {
  if (node.type === "QUOTE_DOUBLE") return quotedOffset(written, offset);
  let at = node.type === "QUOTE_SINGLE" ? 1 : 0;
  let indent = 0;
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") {
    at = written.indexOf("\n") + 1;
    indent = /^ */.exec(written.slice(at).replace(/^(?: *\n)*/, ""))?.[0].length ?? 0;
    at += indent;
  }
  for (let i = 0; i < offset && at < written.length; i++) {
    const wanted = value[i];
    if (written[at] === "\n") at = nextLine(written, at, indent, wanted === "\n");
    else at += node.type === "QUOTE_SINGLE" && wanted === "'" ? 2 : 1;
  }
  return at;
}

// one character of the value was a line end: over it and the indentation after it; a folded one takes further blank lines along
function nextLine(written: string, at: number, indent: number, literal: boolean): number {
  let next = at + 1;
  if (!literal) while (written[next] === "\n") next += 1;
  const spaces =
    /^ */.exec(written.slice(next, next + (indent || written.length)))?.[0].length ?? 0;
  return next + spaces;
}

const longEscapes: Record<string, number> = { x: 4, u: 6, U: 10 };

function quotedOffset(written: string, offset: number): number {
  let at = 1;
  for (let i = 0; i < offset && at < written.length; i++) {
    if (written[at] !== "\\") at += 1;
    else at += longEscapes[written[at + 1] ?? ""] ?? 2;
  }
  return at;
}
