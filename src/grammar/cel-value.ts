import { type CelInput, type CelResult, isCelList, isCelMap } from "@bufbuild/cel";
import { isPlain } from "./value-at.ts";

/** Data as the library takes it, or null for what is no data; dates become text, and empty fields are left out. */
export function toCel(value: unknown, left = { nodes: 20_000 }, depth = 0): CelInput | null {
  left.nodes -= 1;
  if (left.nodes < 0 || depth > 16) throw new Error("the data it reads is too large");
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.map((item) => toCel(item, left, depth + 1));
  if (!isPlain(value)) return null;
  const fields = new Map<string, CelInput>();
  for (const [name, field] of Object.entries(value)) {
    const converted = toCel(field, left, depth + 1);
    if (converted !== null) fields.set(name, converted);
  }
  return fields;
}

/** The library's answer as plain data. */
export function fromCel(value: CelResult): unknown {
  if (typeof value === "bigint") return Number(value);
  if (isCelList(value)) return Array.from(value, fromCel);
  if (!isCelMap(value)) return value;
  return Object.fromEntries(
    Array.from(value, ([name, field]) => [typeof name === "string" ? name : "", fromCel(field)]),
  );
}
