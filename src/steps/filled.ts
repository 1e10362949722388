import { valueAt } from "../grammar/value-at.ts";
import type { World } from "./world.ts";

/** A value with its text filled in; what stands alone in its text stays of its kind. */
export function filled(
  written: string | number | boolean,
  world: World,
): string | number | boolean {
  if (typeof written !== "string") return written;
  const [, path] = /^\{\{\s*([a-z][\w.]*)\s*\}\}$/.exec(written.trim()) ?? [];
  const value = path === undefined ? undefined : valueAt(world.values, path.split("."));
  if (typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "string" ? value.trim() : world.render(written, "plain").trim();
}
