import { listInWords } from "./words.ts";

/** What kind of value a name stands for; `oneOf` is a text that can only be one of these. */
export type Type =
  | "number"
  | "text"
  | "boolean"
  | "date"
  | "unknown"
  | { list: Type }
  | { fields: Record<string, Type> }
  | { oneOf: readonly string[] };

/** What may be named where a text or a condition stands: customer, inputs, step ids, run, now, event, output. */
export type Catalogue = { names: Record<string, Type> };

/** "a number", "a list of texts", "one of green, yellow and red" */
export function typeInWords(t: Type): string {
  if (typeof t === "string") return said[t];
  if ("list" in t) return `a list of ${severalOf(t.list)}`;
  if ("oneOf" in t) return `one of ${listInWords(t.oneOf, "or")}`;
  return "a group of fields";
}

/** The type at the end of a path, or the part of the path that nobody knows and the names that stand beside it. */
export function lookUp(
  catalogue: Catalogue,
  path: readonly string[],
): { type: Type } | { unknown: string; among: string[] } {
  let type: Type = { fields: catalogue.names };
  for (const [i, name] of path.entries()) {
    if (type === "unknown") return { type };
    const fields: Record<string, Type> = fieldsOf(type);
    const found = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const beside = path.slice(0, i);
    const among = Object.keys(fields).map((field) => [...beside, field].join("."));
    if (found === undefined) return { unknown: [...beside, name].join("."), among };
    type = found;
  }
  return { type };
}

export function isText(t: Type): boolean {
  return t === "text" || (typeof t === "object" && "oneOf" in t);
}

const said: Record<Extract<Type, string>, string> = {
  number: "a number",
  text: "a text",
  boolean: "a yes or no",
  date: "a date",
  unknown: "a value",
};

function severalOf(t: Type): string {
  if (typeof t === "string")
    return t === "boolean" ? "yes or no" : `${t === "unknown" ? "value" : t}s`;
  return "list" in t ? "lists" : "oneOf" in t ? "texts" : "groups of fields";
}

function fieldsOf(t: Type): Record<string, Type> {
  return typeof t === "object" && "fields" in t ? t.fields : {};
}
