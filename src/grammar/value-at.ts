/**
 * The value at the end of a path, or null. Only what the data itself holds is found: no prototype, no getter,
 * nothing on a text or a function, and nothing under the names by which objects are attacked.
 */
export function valueAt(values: unknown, path: readonly string[]): unknown {
  let value = values;
  for (const name of path) {
    if (forbidden.has(name) || !isPlain(value)) return null;
    const field = Object.getOwnPropertyDescriptor(value, name);
    value = field?.value;
  }
  return typeof value === "function" || typeof value === "symbol" ? null : (value ?? null);
}

/** A record of data, as JSON gives it; not a list, a date or an object of some class. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const parent: unknown = Object.getPrototypeOf(value);
  return parent === null || parent === Object.prototype;
}

/** Null, a text without a letter, or a number that is none. */
export function isEmpty(value: unknown): boolean {
  if (typeof value === "string") return value.trim() === "";
  return value === null || value === undefined || Number.isNaN(value);
}

const forbidden = new Set(["__proto__", "constructor", "prototype"]);
