import { isRecord } from "../grammar/field.ts";

const forbidden = ["__proto__", "constructor", "prototype"];

/** Puts a value where the path says, making the groups on the way. False when there is no such place. */
export function setAt(target: unknown, path: readonly string[], value: unknown): boolean {
  const [part, ...rest] = path;
  if (part === undefined || forbidden.includes(part)) return false;
  if (Array.isArray(target)) {
    const index = Number(part);
    if (rest.length === 0 || !Number.isInteger(index) || index > target.length) return false;
    target[index] ??= {};
    return setAt(target[index], rest, value);
  }
  if (!isRecord(target)) return false;
  if (rest.length === 0) {
    target[part] = value;
    return true;
  }
  target[part] ??= /^\d+$/.test(rest[0] ?? "") ? [] : {};
  return setAt(target[part], rest, value);
}
