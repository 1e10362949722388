import type { Template } from "./author.ts";
import { triggerTypeOf } from "../triggers/all.ts";

/** The names of events that the templates start or go on by: what other systems are known to send. */
export function eventsOf(templates: readonly Pick<Template, "source" | "playbook">[]): string[] {
  const names = templates.flatMap(({ source, playbook }) => [
    ...(playbook.triggers ?? []).map((trigger) => triggerTypeOf(trigger).hears?.(trigger) ?? ""),
    ...[...source.matchAll(/^ *event: *([a-z][\w.-]*)/gm)].map(([, name = ""]) => name),
  ]);
  return [...new Set(names)].filter((name) => name !== "").toSorted();
}
