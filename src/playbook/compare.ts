import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../grammar/field.ts";
import { listInWords, plural, truncate } from "../grammar/words.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
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
  const old = placesOf(before, null);
  const now = placesOf(after, null);
  const changes: string[] = [];
  for (const [id, { step }] of old) if (!now.has(id)) changes.push(`Removed: ${stepInWords(step)}`);
  for (const [id, place] of now) {
    const was = old.get(id);
    const words = stepInWords(place.step);
    if (!was) {
      changes.push(`Added: ${words}`);
      continue;
    }
    for (const change of fieldChanges(own(was.step), own(place.step)))
      changes.push(`${words}: ${change}`);
    if (hasMoved(was, place, now)) changes.push(`${words}: now stands ${placeInWords(place)}`);
  }
  const kept = (ids: Iterable<string>, others: Map<string, unknown>) =>
    [...ids].filter((id) => others.has(id));
  if (!isDeepStrictEqual(kept(old.keys(), now), kept(now.keys(), old)))
    changes.push("The steps come in another order");
  return changes;
}

/** A step, and the step and its path that it lies in. */
type Place = { step: AnyStep; under: { step: AnyStep; path: string | null } | null };

function placesOf(steps: AnyStep[], under: Place["under"]): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const step of steps) {
    places.set(step.id, { step, under });
    for (const { name, steps: inner } of insideOf(step))
      for (const [id, place] of placesOf(inner, { step, path: name })) places.set(id, place);
  }
  return places;
}

// steps of a path that only got another name have not moved
function hasMoved(was: Place, is: Place, now: Map<string, Place>): boolean {
  if (was.under?.step.id !== is.under?.step.id) return true;
  if (!was.under || was.under.path === is.under?.path) return false;
  const around = now.get(was.under.step.id)?.step;
  return around !== undefined && insideOf(around).some(({ name }) => name === was.under?.path);
}

function placeInWords({ under }: Place): string {
  if (!under) return "outside every path";
  const path = under.path === null ? "" : `“${under.path}” of `;
  return `in ${path}${stepInWords(under.step)}`;
}

function insideOf(step: AnyStep) {
  return typeOf(knownSteps, step).inside?.(step) ?? [];
}

// the steps inside a step are compared as steps
function own(step: AnyStep): Record<string, unknown> {
  const inner = JSON.stringify(step, (key, value: unknown) =>
    key === "steps" && Array.isArray(value) && isRecord(value[0]) ? undefined : value,
  );
  const fields: Record<string, unknown> = JSON.parse(inner);
  return fields;
}

function fieldChanges(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => changeOf(name.replaceAll("_", " "), before[name], after[name]));
}

function changeOf(name: string, was: unknown, is: unknown): string[] {
  if (isDeepStrictEqual(was, is)) return [];
  if (was === undefined) return [`${name} is now ${short(is)}`];
  if (is === undefined) return [`${name} is gone (was ${short(was)})`];
  if (isRecord(was) && isRecord(is))
    return fieldChanges(was, is).map((change) => `${name} ${change}`);
  if (areGroups(was) && areGroups(is) && was.length === is.length)
    return was.flatMap((it, i) => changeOf(`${name} ${i + 1}`, it, is[i]));
  // what was only put behind the others is said by itself
  if (areGroups(was) && areGroups(is) && isDeepStrictEqual(was, is.slice(0, was.length)))
    return is.slice(was.length).map((it) => `${name} has one more: ${short(it)}`);
  return [`${name} is now ${short(is)} (was ${short(was)})`];
}

function areGroups(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isRecord);
}

const longest = 60;

function short(value: unknown): string {
  const [only] = Array.isArray(value) && value.length === 1 ? value : [];
  if (areGroups(value)) return isRecord(only) ? short(only) : plural(value.length, "entry");
  if (Array.isArray(value)) return cut(listInWords(value.map(String)));
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (!isRecord(value)) return typeof value === "string" ? `“${cut(value)}”` : String(value);
  const parts = Object.entries(value).map(
    ([name, it]) => `${name.replaceAll("_", " ")} ${short(it)}`,
  );
  return cut(parts.join(", "));
}

function cut(text: string): string {
  return truncate(text.replaceAll(/\s+/g, " "), longest);
}
