import { isRecord } from "../grammar/field.ts";

const forbidden = ["__proto__", "constructor", "prototype"];

/** Puts a value where the path says, making the groups on the way. False when there is no such place. */
export function setAt(target: unknown, path: readonly string[], value: unknown): boolean {
  const [part, ...rest] = path;
  if (part === undefined || forbidden.includes(part)) return false;
  if (Array.isArray(target)) {
    const item: unknown = target[Number(part)];
    return rest.length > 0 && setAt(item, rest, value);
  }
  if (!isRecord(target)) return false;
  if (rest.length === 0) {
    target[part] = value;
    return true;
  }
  target[part] ??= {};
  return setAt(target[part], rest, value);
}
