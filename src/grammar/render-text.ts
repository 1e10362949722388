import { reasonOf } from "../errors.ts";
import { type Channel, escapeValue, escapeWords, finish } from "./escape.ts";
import type { Text } from "./text.ts";
import { type Helper, helperOf } from "./text-helpers.ts";
import type { Named, TextNode, Value } from "./text-node.ts";
import { isEmpty, valueAt } from "./value-at.ts";
import { valueInWords } from "./value-in-words.ts";
import { localDate } from "./zoned.ts";

export type { Channel } from "./escape.ts";

export type Rendering =
  | { is: "text"; text: string }
  | { is: "missing"; names: string[] }
  | { is: "error"; message: string };

/**
 * `mark` lets a preview show something for a value that is not known yet; where it gives null, the value must be known.
 * `now` is what `now` and `today` stand for.
 */
export type RenderOptions = {
  channel: Channel;
  zone: string;
  now?: Date;
  mark?: (name: string) => string | null;
};

/** What a text may cost; three loops inside each other over 200 items would be 80 MB. */
export const limits = { steps: 20_000, bytes: 64 * 1024 } as const;

/** Fills in a text. What it names and nobody knows holds the whole text back: it is never a blank. */
export function renderText(
  t: Text,
  values: Record<string, unknown>,
  options: RenderOptions,
): Rendering {
  const state: State = {
    values,
    options,
    steps: 0,
    bytes: 0,
    parts: [],
    missing: new Set(),
    error: null,
  };
  try {
    renderAll(state, t.nodes, null);
  } catch (thrown) {
    return { is: "error", message: reasonOf(thrown) };
  }
  if (state.error !== null) return { is: "error", message: state.error };
  if (state.missing.size > 0) return { is: "missing", names: [...state.missing] };
  const finished = finish(state.parts.join(""), options.channel);
  if ("refused" in finished) return { is: "error", message: finished.refused };
  return { is: "text", text: finished.text };
}

type State = {
  values: Record<string, unknown>;
  options: RenderOptions;
  steps: number;
  bytes: number;
  parts: string[];
  missing: Set<string>;
  error: string | null;
};

/** the item an #each is at; `name` is that of its list */
type Turn = { item: unknown; name: string; index: number; last: boolean };
type Found =
  | { is: "value"; value: unknown }
  | { is: "missing"; names: string[] }
  | { is: "wrong"; message: string };

function renderAll(state: State, nodes: readonly TextNode[], turn: Turn | null) {
  for (const node of nodes) {
    state.steps += 1;
    if (state.steps > limits.steps)
      state.error ??= "The text takes too many steps: a list in it is too long.";
    if (state.error !== null) return;
    renderNode(state, node, turn);
  }
}

function renderNode(state: State, node: TextNode, turn: Turn | null) {
  switch (node.is) {
    case "words":
      return put(state, escapeWords(node.text, state.options.channel));
    case "print":
      return print(state, node.value, turn);
    case "if": {
      const found = find(state, node.value, turn);
      const holds = found.is === "value" && found.value !== false && found.value !== 0;
      return renderAll(state, holds === node.not ? node.otherwise : node.body, turn);
    }
    case "each":
      return renderEach(state, node, turn);
  }
}

function renderEach(state: State, node: TextNode & { is: "each" }, turn: Turn | null) {
  const found = find(state, node.list, turn);
  const name = nameOf(node.list, turn);
  if (found.is === "missing" && node.otherwise.length > 0)
    return renderAll(state, node.otherwise, turn);
  if (found.is === "missing") return lack(state, found.names);
  const list: unknown = found.is === "value" ? found.value : null;
  if (!Array.isArray(list)) {
    state.error = `${name} is not a list.`;
    return;
  }
  for (const [index, item] of list.entries()) {
    renderAll(state, node.body, { item, name, index, last: index === list.length - 1 });
    if (state.error !== null) return;
    // an empty body costs a turn, too
    state.steps += 1;
  }
}

function print(state: State, value: Value, turn: Turn | null) {
  const { channel, zone } = state.options;
  const found = find(state, value, turn);
  if (found.is === "missing") return lack(state, found.names);
  if (found.is === "wrong") {
    state.error = found.message;
    return;
  }
  const words = valueInWords(found.value, zone);
  if (words !== null) return put(state, escapeValue(words, channel, state.bytes === 0));
  const name = value.is === "path" ? nameOf(value, turn) : "It";
  state.error = Array.isArray(found.value)
    ? `${name} is not a list of texts; go through it with {{#each ${name}}}.`
    : `${name} is a group of fields; name one of them.`;
}

/** A value, whether it is missing, or why it cannot be. */
function find(state: State, value: Value, turn: Turn | null): Found {
  switch (value.is) {
    case "literal":
      return { is: "value", value: value.value };
    case "turn":
      return { is: "value", value: turnOf(value.what, turn) };
    case "call":
      return callHelper(state, value, turn);
    case "path": {
      const found = value.ofItem ? valueAt(turn?.item, value.path) : valueOf(state, value.path);
      const none = isEmpty(found) || (Array.isArray(found) && found.length === 0);
      return none ? { is: "missing", names: [nameOf(value, turn)] } : { is: "value", value: found };
    }
  }
}

function valueOf({ values, options }: State, path: string[]): unknown {
  const [root = ""] = path;
  const { now, zone } = options;
  if (path.length > 1 || !now || Object.hasOwn(values, root)) return valueAt(values, path);
  return root === "now" ? now : root === "today" ? localDate(now, zone) : null;
}

function callHelper(state: State, call: Value & { is: "call" }, turn: Turn | null): Found {
  const helper: Helper | null = helperOf(call.helper);
  if (!helper) return { is: "wrong", message: `There is no helper "${call.helper}".` };
  const found = call.args.map((arg) => find(state, arg, turn));
  const wrong = found.find((it) => it.is === "wrong");
  if (wrong) return wrong;
  const names = found.flatMap((it) => (it.is === "missing" ? it.names : []));
  if (names.length > 0 && !helper.mayMiss) return { is: "missing", names };
  const said = helper.say(
    found.map((it) => (it.is === "value" ? it.value : null)),
    state.options.zone,
  );
  if (said !== null) return said === "" ? { is: "missing", names } : { is: "value", value: said };
  if (names.length > 0) return { is: "missing", names };
  return {
    is: "wrong",
    message: `${call.helper} cannot be used on this value; write it as ${helper.example}.`,
  };
}

function turnOf(what: "index" | "first" | "last", turn: Turn | null): number | boolean {
  if (what === "index") return turn?.index ?? 0;
  return what === "first" ? turn?.index === 0 : turn?.last === true;
}

function nameOf({ ofItem, path }: Named, turn: Turn | null): string {
  return (ofItem ? [turn?.name ?? "this", ...path] : path).join(".");
}

function lack(state: State, names: string[]) {
  for (const name of names) {
    const marked = state.options.mark?.(name) ?? null;
    if (marked === null) state.missing.add(name);
    else put(state, escapeValue(marked, state.options.channel));
  }
}

function put(state: State, text: string) {
  state.bytes += Buffer.byteLength(text);
  if (state.bytes > limits.bytes) state.error ??= "The text became longer than 64 KB.";
  else state.parts.push(text);
}
