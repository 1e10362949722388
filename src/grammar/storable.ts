import { isRecord } from "./field.ts";

/** For JSON.parse: what Postgres stores neither as text nor as JSON is left out, a NUL and half a character. */
export function storable(_key: string, value: unknown): unknown {
  if (typeof value === "string") return whole(value);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [whole(name), it]));
}

function whole(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
