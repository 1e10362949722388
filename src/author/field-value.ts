import { z } from "zod";
import { isRecord } from "../grammar/field.ts";

type Schema = z.core.$ZodType;

/** What somebody wrote, as the kind of value that the schema wants at that place; what does not fit stays as written. */
export function fieldValue(schema: Schema, path: readonly string[], written: string): unknown {
  const at = schemaAt(schema, path);
  return at ? readAs(at, written) : written;
}

/** The schema of a field, or null when there is no such field. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema | null {
  const open = opened(schema);
  const [part, ...rest] = path;
  if (part === undefined) return open;
  if (open instanceof z.ZodRecord) return schemaAt(open.def.valueType, rest);
  if (open instanceof z.ZodArray)
    return /^\d+$/.test(part) ? schemaAt(open.def.element, rest) : null;
  if (open instanceof z.ZodDiscriminatedUnion) return firstOf(open.def.options, path);
  if (!(open instanceof z.ZodObject) || !Object.hasOwn(open.def.shape, part)) return null;
  const field = open.def.shape[part];
  return field ? schemaAt(field, rest) : null;
}

function firstOf(options: readonly Schema[], path: readonly string[]): Schema | null {
  return options.map((option) => schemaAt(option, path)).find((found) => found !== null) ?? null;
}

function opened(schema: Schema): Schema {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  )
    return opened(schema.def.innerType);
  return schema instanceof z.ZodLazy ? opened(schema.def.getter()) : schema;
}

function readAs(schema: Schema, written: string): unknown {
  const open = opened(schema);
  const text = written.trim();
  if (open instanceof z.ZodNumber) {
    const number = text.replaceAll(/[\s,%$€£]/g, "");
    return /^-?\d+(\.\d+)?$/.test(number) ? Number(number) : written;
  }
  if (open instanceof z.ZodBoolean) {
    if (/^(yes|true|on)$/i.test(text)) return true;
    return /^(no|false|off)$/i.test(text) ? false : written;
  }
  if (open instanceof z.ZodArray) return listed(text).map((item) => readAs(open.def.element, item));
  if (open instanceof z.ZodUnion) {
    const list = open.def.options.find((option) => opened(option) instanceof z.ZodArray);
    if (list && /^\[[^]*\]$|[\n,]/.test(text)) return readAs(list, text);
    const read = open.def.options.map((option) => ({ option, value: readAs(option, written) }));
    const fitting = read.find(({ option, value }) => z.safeParse(option, value).success);
    return fitting ? fitting.value : written;
  }
  if (open instanceof z.ZodRecord) return grouped(open.def.valueType, text) ?? written;
  return written;
}

/** "[a, b]", "a, b" or a line each. */
function listed(text: string): string[] {
  const inside = /^\[([^]*)\]$/.exec(text)?.[1];
  const quoted: unknown = inside?.includes('"') ? parsed(text) : null;
  if (Array.isArray(quoted)) return quoted.map(String);
  return (inside ?? text)
    .split(inside === undefined && text.includes("\n") ? "\n" : ",")
    .map((item) => item.trim().replace(/^[-*]\s+|^"|"$/g, ""))
    .filter((item) => item !== "");
}

// "mood: [green, red]", a line each
function grouped(schema: Schema, text: string): Record<string, unknown> | null {
  const json: unknown = text.startsWith("{") ? parsed(text) : null;
  if (isRecord(json)) return json;
  const lines = text.split("\n").map((line) => /^\s*([a-z]\w*)\s*:\s*(.+)$/.exec(line));
  if (lines.includes(null)) return null;
  return Object.fromEntries(
    lines.map((line) => [line?.[1] ?? "", readAs(schema, line?.[2] ?? "")]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A list as `fieldValue` reads it back. */
export function listAsText(items: readonly string[]): string {
  const plain = items.every((item) => /^[^\s",[\]-][^",[\]\n]*$/.test(item));
  return plain ? `[${items.join(", ")}]` : JSON.stringify(items);
}
