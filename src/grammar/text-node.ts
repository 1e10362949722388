/** A text taken apart: what is written, what is printed, and what depends. */
export type TextNode =
  | { is: "words"; text: string }
  | { is: "print"; value: Value }
  | { is: "if"; value: Value; not: boolean; body: TextNode[]; otherwise: TextNode[] }
  | { is: "each"; list: Named; body: TextNode[]; otherwise: TextNode[] };

type Place = { offset: number; length: number };

/** A name, from the top or, after `this`, from the item of the innermost #each. */
export type Named = Place & { is: "path"; ofItem: boolean; path: string[] };

export type Value =
  | Named
  | (Place & { is: "literal"; value: string | number })
  /** @index counts from 0 */
  | (Place & { is: "turn"; what: "index" | "first" | "last" })
  | (Place & { is: "call"; helper: string; args: Value[] });

/** Every value of a text, those inside helpers included. */
export function* valuesIn(nodes: readonly TextNode[]): Generator<Value> {
  for (const node of nodes) {
    if (node.is === "words") continue;
    yield* withArguments(node.is === "each" ? node.list : node.value);
    if (node.is === "print") continue;
    yield* valuesIn(node.body);
    yield* valuesIn(node.otherwise);
  }
}

function* withArguments(value: Value): Generator<Value> {
  yield value;
  if (value.is === "call") for (const arg of value.args) yield* withArguments(arg);
}
