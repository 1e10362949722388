// what a playbook runs as a part of itself: it must exist, and must never come back to where it began

import { didYouMean } from "../grammar/closest.ts";
import { fieldsIn } from "../grammar/field.ts";
import { listInWords } from "../grammar/words.ts";
import { knownSteps, schemaOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Callable } from "./check-field.ts";
import { everyStep } from "./check-steps.ts";
import type { Path } from "./place.ts";
import type { Playbook } from "./playbook.ts";
import { type FieldProblem, fieldProblem } from "./shape-problems.ts";

/** The ids of the playbooks that these steps run. */
export function callsOf(steps: AnyStep[]): string[] {
  return [...new Set(placedCalls(steps).map(({ id }) => id))];
}

export function checkCalls(
  { id, steps }: Playbook,
  playbooks: readonly Callable[],
): FieldProblem[] {
  const calls = new Map(playbooks.map((it) => [it.id, it.calls]));
  return placedCalls(steps).flatMap(({ id: called, path }) => {
    const chain = chainTo(id, called, calls);
    if (chain) {
      const message = `This would never end: ${[id, ...chain].join(" runs ")}.`;
      return fieldProblem("playbook-cycle", path, message, { fix: "Run another one here." });
    }
    if (calls.has(called)) return [];
    const known = [...calls.keys()].filter((it) => it !== id);
    const there =
      known.length === 0
        ? "There is no other yet."
        : `There are ${listInWords(known.slice(0, 12))}.`;
    return fieldProblem("unknown-playbook", path, `There is no playbook "${called}". ${there}`, {
      fix: didYouMean(called, known),
    });
  });
}

/** A playbook as those that run it must know it. */
export function callableOf({ id, steps, inputs = {}, scope = "customer" }: Playbook): Callable {
  return { id, calls: callsOf(steps), asks: inputs, about: scope };
}

/** Those a text names, for where nobody knows which there are. */
export function namedPlaybooks(source: string): Callable[] {
  const named = source.matchAll(/\bplaybook: *["']?([a-z][\w-]*)/g);
  return [...new Set([...named].map(([, id = ""]) => id))].map((id) => ({ id, calls: [] }));
}

function placedCalls(steps: AnyStep[]): { id: string; path: Path }[] {
  return everyStep(steps, ["steps"]).flatMap(({ step, path }) =>
    [...fieldsIn(schemaOf(knownSteps, step), step)].flatMap((field) =>
      field.kind === "playbook"
        ? [{ id: String(field.value), path: [...path, ...field.path] }]
        : [],
    ),
  );
}

/** The shortest way from a playbook back to the one that is checked; null when there is none. */
function chainTo(
  home: string,
  from: string,
  calls: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const ways: string[][] = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === home) return way;
    for (const next of calls.get(last) ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        ways.push([...way, next]);
      }
  }
  return null;
}
