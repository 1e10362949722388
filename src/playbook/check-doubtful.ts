// results that a place names though their step may have been left out on the way to it

import type { FieldAt } from "../grammar/field.ts";
import type { Fault } from "../grammar/problem.ts";

export function notAlwaysKnown(field: FieldAt, doubtful: ReadonlySet<string>): Fault[] {
  const source = String(field.value);
  const isText = field.kind === "text" || field.kind === "setting";
  const readable = isText ? insideBraces(source) : source;
  if (!isText && !calculated.has(field.kind)) return [];
  const faults: Fault[] = [];
  for (const id of doubtful) {
    const use = new RegExp(`(?<![\\w.])${id}\\.(?!status|result|at\\b|by\\b)(\\w+)`).exec(readable);
    if (!use || isGuarded(source, id)) continue;
    faults.push({
      code: "not-always-known",
      message: `"${id}" may have been left out, and then it has no ${use[1]}.`,
      fix: isText
        ? `Write {{default ${id}.${use[1]} "…"}}.`
        : `Begin with has(${id}.${use[1]}) &&.`,
      offset: use.index,
      length: use[0].length,
    });
  }
  return faults;
}

const calculated: ReadonlySet<string> = new Set(["condition", "expression", "number"]);

// everything of a text but its {{ }} is blanked, so that offsets stay
function insideBraces(source: string): string {
  return source.replaceAll(/(^|\}\})[\s\S]*?(\{\{|$)/g, (outside) => " ".repeat(outside.length));
}

function isGuarded(source: string, id: string): boolean {
  return new RegExp(`(has\\(\\s*|default\\s+|#if\\s+)${id}\\.|\\b${id}\\.(status|result)\\b`).test(
    source,
  );
}

export function withoutNamed(doubtful: ReadonlySet<string>, condition: string): Set<string> {
  return new Set([...doubtful].filter((id) => !new RegExp(`\\b${id}\\.`).test(condition)));
}
