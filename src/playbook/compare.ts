import { isDeepStrictEqual } from "node:util";
import { listInWords } from "../grammar/words.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { everyStep } from "./check-steps.ts";
import { stepInWords } from "./describe.ts";
import type { Playbook } from "./playbook.ts";

/** What changed from one text to the next, a sentence each; empty when they mean the same. */
export function compare(before: Playbook, after: Playbook): string[] {
  const { steps: oldSteps, ...oldTop } = before;
  const { steps: newSteps, ...newTop } = after;
  return [
    ...fieldChanges(oldTop, newTop).map((it) => `The playbook's ${it}`),
    ...stepChanges(oldSteps, newSteps),
  ];
}

function stepChanges(before: AnyStep[], after: AnyStep[]): string[] {
  const old = new Map(everyStep(before, []).map(({ step }) => [step.id, step]));
  const now = new Map(everyStep(after, []).map(({ step }) => [step.id, step]));
  const changes: string[] = [];
  for (const [id, step] of old) if (!now.has(id)) changes.push(`Removed: ${stepInWords(step)}`);
  for (const [id, step] of now) {
    const was = old.get(id);
    if (!was) changes.push(`Added: ${stepInWords(step)}`);
    else
      for (const change of fieldChanges(own(was), own(step)))
        changes.push(`${stepInWords(step)}: ${change}`);
  }
  const kept = (ids: Iterable<string>, others: Map<string, unknown>) =>
    [...ids].filter((id) => others.has(id));
  if (!isDeepStrictEqual(kept(old.keys(), now), kept(now.keys(), old)))
    changes.push("The steps come in another order");
  return changes;
}

// the steps inside a step are compared as steps
function own(step: AnyStep): Record<string, unknown> {
  const inner = JSON.stringify(step, (key, value: unknown) =>
    key === "steps" ? undefined : value,
  );
  const fields: Record<string, unknown> = JSON.parse(inner);
  return fields;
}

function fieldChanges(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (isDeepStrictEqual(was, is)) return [];
    if (was === undefined) return [`${name} is now ${short(is)}`];
    if (is === undefined) return [`${name} is gone (was ${short(was)})`];
    return [`${name} is now ${short(is)} (was ${short(was)})`];
  });
}

function short(value: unknown): string {
  if (typeof value === "string")
    return value.length > 60 ? `“${value.slice(0, 57).replaceAll(/\s+/g, " ")}…”` : `“${value}”`;
  if (Array.isArray(value) && value.every((it) => typeof it === "string"))
    return listInWords(value);
  const text = JSON.stringify(value);
  return text.length > 80 ? "changed" : text;
}
