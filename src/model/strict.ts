import { zodFunction } from "openai/helpers/zod";
import type { z } from "zod";
import { isRecord } from "../grammar/field.ts";

export type JsonSchema = Record<string, unknown>;

// zod checks these on the way back; on the way out they only make strict servers refuse the schema
const dropped = new Set(["$schema", "default", "minLength", "maxLength"]);

/**
 * The JSON schema of a question or of a tool's arguments, as it is sent under strict mode.
 * @throws what cannot be said in strict mode: optional fields, records, a union at the root, transforms
 */
export function strictJsonSchema(schema: z.ZodType): JsonSchema {
  const { parameters } = zodFunction({ name: "answer", parameters: schema }).function;
  return mapSchema({ ...parameters }, (node) =>
    Object.fromEntries(Object.entries(node).filter(([name]) => !dropped.has(name))),
  );
}

const lists = ["anyOf", "oneOf", "allOf", "prefixItems"];
const maps = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];
const singles = ["items", "not", "if", "then", "else", "contains", "propertyNames"];

/** The schemas directly inside a schema, each with the keyword it stands under. */
export function childSchemas(
  node: JsonSchema,
): { keyword: string; name: string; node: JsonSchema }[] {
  return Object.entries(node).flatMap(([keyword, value]) => {
    const found: [string, unknown][] = lists.includes(keyword)
      ? Object.entries(Array.isArray(value) ? value : [])
      : maps.includes(keyword)
        ? Object.entries(isRecord(value) ? value : {})
        : singles.includes(keyword) || keyword === "additionalProperties"
          ? [["", value]]
          : [];
    return found.flatMap(([name, child]) =>
      isRecord(child) ? [{ keyword, name, node: child }] : [],
    );
  });
}

function mapSchema(node: JsonSchema, change: (node: JsonSchema) => JsonSchema): JsonSchema {
  const inside = (value: unknown): unknown => (isRecord(value) ? mapSchema(value, change) : value);
  const mapped = Object.entries(change(node)).map(([keyword, value]): [string, unknown] => {
    if (lists.includes(keyword) && Array.isArray(value)) return [keyword, value.map(inside)];
    if (maps.includes(keyword) && isRecord(value)) {
      const entries = Object.entries(value).map(([name, child]) => [name, inside(child)]);
      return [keyword, Object.fromEntries(entries)];
    }
    const single = singles.includes(keyword) || keyword === "additionalProperties";
    return [keyword, single ? inside(value) : value];
  });
  return Object.fromEntries(mapped);
}
