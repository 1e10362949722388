import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Path } from "./place.ts";
import { printInline, printValue } from "./print.ts";

/** One change of a playbook's text. `step` names a step by id, null the playbook itself. */
export type Edit =
  | { is: "set-field"; step: string | null; path: Path; value: unknown }
  | { is: "remove-field"; step: string | null; path: Path }
  | { is: "insert-step"; after: string; step: Record<string, unknown> }
  | { is: "insert-step"; before: string; step: Record<string, unknown> }
  | { is: "replace-step"; id: string; step: Record<string, unknown> }
  | { is: "remove-step"; id: string };

export type Edited = { ok: true; source: string } | { ok: false; wrong: string };

/** Applies edits to the text itself: comments, order and every line that is not meant stay as they were. */
export function editPlaybook(source: string, edits: readonly Edit[]): Edited {
  let text = source.endsWith("\n") ? source : `${source}\n`;
  for (const edit of edits) {
    const { contents: root, errors } = parseDocument(text, { schema: "core", version: "1.2" });
    if (errors.length > 0) return { ok: false, wrong: "It cannot be read as it stands." };
    const change = isMap(root) ? changeFor(text, root, edit) : "It is not a group of fields.";
    if (typeof change === "string") return { ok: false, wrong: change };
    text = text.slice(0, change.from) + change.put + text.slice(change.to);
  }
  return { ok: true, source: text };
}

/** Whole lines, or a value inside a line, to be replaced. */
type Change = { from: number; to: number; put: string };

function changeFor(text: string, root: YAMLMap, edit: Edit): Change | string {
  if (edit.is === "set-field" || edit.is === "remove-field") {
    const map = edit.step === null ? root : findStep(root.get("steps"), edit.step)?.map;
    if (!map) return `There is no step "${edit.step}".`;
    return edit.is === "set-field"
      ? setField(text, map, edit.path, edit.value)
      : removeField(text, map, edit.path);
  }
  const id = "after" in edit ? edit.after : "before" in edit ? edit.before : edit.id;
  const found = findStep(root.get("steps"), id);
  if (!found) return `There is no step "${id}".`;
  const lines = linesOf(text, found.map);
  const column = columnOf(text, lines.from);
  const apart = isBlank(text, lines.to) || isBlankBefore(text, lines.from);
  if (found.list.flow && edit.is !== "remove-step")
    return `"${id}" stands inside [ ]; write the steps on lines of their own first.`;
  if (edit.is === "remove-step") {
    if (found.list.items.length === 1)
      return `"${id}" is the only step there; a list of steps cannot be empty.`;
    if (found.list.flow)
      return `"${id}" stands inside [ ]; write the steps on lines of their own first.`;
    // of the two gaps around it one goes along
    const gap = isBlank(text, lines.to) && isBlankBefore(text, lines.from);
    return { from: lines.from, to: lines.to + (gap ? 1 : 0), put: "" };
  }
  const put = indent(printValue([edit.step]), column);
  if (edit.is === "replace-step") return { ...lines, put };
  return "after" in edit
    ? { from: lines.to, to: lines.to, put: apart ? `\n${put}` : put }
    : { from: lines.from, to: lines.from, put: apart ? `${put}\n` : put };
}

function setField(text: string, map: YAMLMap, path: Path, value: unknown): Change | string {
  const [name, ...rest] = path;
  if (name === undefined) return "No field is named.";
  const pair = map.items.find((it) => isScalar(it.key) && it.key.value === name);
  if (map.flow) return setInFlow(map, path, value);
  if (pair && rest.length > 0) {
    const inner = within(pair.value, rest);
    if (inner) return setField(text, inner.map, inner.path, value);
    if (isSeq(pair.value) && rest.length === 1 && rest[0] === pair.value.items.length)
      return append(text, pair.value, value);
    return `"${path.join(".")}" cannot be set.`;
  }
  const whole = rest.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
  const column = columnAt(text, map.range?.[0] ?? 0);
  const put = indent(printValue({ [name]: whole }), column);
  if (!pair) {
    const end = lineEnd(text, map.range?.[1] ?? text.length);
    return { from: end, to: end, put };
  }
  const from = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  const end = endOf(pair.value) ?? from;
  // one line for one line: a comment behind it stays
  const isLine = !text.slice(from, end).includes("\n") && put.indexOf("\n") === put.length - 1;
  if (isLine) return { from, to: end, put: put.slice(column, -1) };
  return { from, to: lineEnd(text, end), put: put.slice(column) };
}

function removeField(text: string, map: YAMLMap, path: Path): Change | string {
  const [name, ...rest] = path;
  const pair = map.items.find((it) => isScalar(it.key) && it.key.value === name);
  if (!pair || !isNode(pair.key)) return `There is no field "${path.join(".")}".`;
  if (rest.length > 0) {
    const inner = within(pair.value, rest);
    return inner
      ? removeField(text, inner.map, inner.path)
      : `There is no field "${path.join(".")}".`;
  }
  if (map.flow) return setInFlow(map, path, undefined);
  if (map.items.length === 1) return `"${path.join(".")}" is the only field there.`;
  const start = pair.key.range?.[0] ?? 0;
  const to = lineEnd(text, endOf(pair.value) ?? start);
  const from = text.lastIndexOf("\n", start - 1) + 1;
  // the first field of a step shares its line with the dash, which the next field then takes
  if (/^ *$/.test(text.slice(from, start))) return { from, to, put: "" };
  const next = /^ */.exec(text.slice(to))?.[0].length ?? 0;
  return { from: start, to: to + next, put: "" };
}

/** The group that the rest of a path leads into, over the item of a list if need be. */
function within(node: unknown, path: Path): { map: YAMLMap; path: Path } | null {
  if (isMap(node)) return { map: node, path };
  const item = isSeq(node) && typeof path[0] === "number" ? node.items[path[0]] : undefined;
  return isMap(item) && path.length > 1 ? { map: item, path: path.slice(1) } : null;
}

function append(text: string, list: YAMLSeq, value: unknown): Change | string {
  if (list.flow) return "A list inside [ ] can only be set as a whole.";
  const [start = 0, end = 0] = list.range ?? [];
  const at = lineEnd(text, end);
  return { from: at, to: at, put: indent(printValue([value]), columnAt(text, start)) };
}

/** What stands inside { } on one line is written anew, still inside { }. */
function setInFlow(map: YAMLMap, path: Path, value: unknown): Change {
  if (value === undefined) map.deleteIn(path);
  else map.setIn(path, value);
  const [from = 0, to = 0] = map.range ?? [];
  return { from, to, put: printInline(map.toJSON()) };
}

type Found = { map: YAMLMap; list: YAMLSeq };

/** A step by its id, however deep it stands. */
function findStep(node: unknown, id: string): Found | null {
  if (isSeq(node))
    for (const item of node.items) {
      if (isMap(item) && item.get("id") === id && item.has("do")) return { map: item, list: node };
      const inner = findStep(item, id);
      if (inner) return inner;
    }
  if (isMap(node))
    for (const { value } of node.items) {
      const inner = findStep(value, id);
      if (inner) return inner;
    }
  return null;
}

function linesOf(text: string, map: YAMLMap): { from: number; to: number } {
  const [start = 0, end = 0] = map.range ?? [];
  return { from: text.lastIndexOf("\n", start - 1) + 1, to: lineEnd(text, end) };
}

/** The beginning of the line after a place; the end of a block text is the beginning of a line already. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

function endOf(node: unknown): number | null {
  const last: Node | null = isNode(node) ? node : null;
  return last?.range?.[1] ?? null;
}

function isBlank(text: string, offset: number): boolean {
  return text[offset] === "\n";
}

function isBlankBefore(text: string, lineStart: number): boolean {
  return text.slice(0, lineStart).endsWith("\n\n");
}

function columnAt(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function columnOf(text: string, lineStart: number): number {
  return /^ */.exec(text.slice(lineStart))?.[0].length ?? 0;
}

function indent(lines: string, column: number): string {
  return lines.replaceAll(/^(?=.)/gm, " ".repeat(column));
}
