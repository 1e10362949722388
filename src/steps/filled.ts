import { valueAt } from "../grammar/value-at.ts";
import type { Output, World } from "./world.ts";

/** What another playbook is given to start with, each of its kind. */
export function filledInputs(inputs: Record<string, string>, world: World): Output {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, written]) => [name, filled(written, world)]),
  );
}

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
