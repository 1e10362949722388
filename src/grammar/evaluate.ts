import { type CelError, type CelInput, isCelError } from "@bufbuild/cel";
import { reasonOf } from "../errors.ts";
import { nameOfCall } from "./cel.ts";
import { fromCel, toCel } from "./cel-value.ts";
import { type Duration, durationInWords } from "./duration.ts";
import type { Expression } from "./expression.ts";
import { emptyItem } from "./expression-environment.ts";
import { type Program, type Slot, slotAt, slotName } from "./expression-program.ts";
import { isEmpty, valueAt } from "./value-at.ts";
import { valueInWords } from "./value-in-words.ts";
import { pathInWords, plural, truncate } from "./words.ts";
import { localDate } from "./zoned.ts";

/** `change` and `atStart` know the past of a customer's field ("health"); null when it is not recorded. */
export type Helpers = {
  now: Date;
  zone: string;
  change?(field: string, over: Duration): number | null;
  atStart?(field: string): unknown;
};

export type Answer =
  | { is: "value"; value: unknown }
  | { is: "missing"; names: string[] }
  | { is: "error"; message: string };

/**
 * What the expression comes to. Dates go in as 2027-03-01, ISO texts or Date and come out as text. A value that is
 * reached and absent or null makes the whole answer "missing"; where && or || is decided without it, it is not reached.
 */
export function evaluate(e: Expression, values: Record<string, unknown>, helpers: Helpers): Answer {
  try {
    return answerOf(e, values, helpers);
  } catch (thrown) {
    return { is: "error", message: reasonOf(thrown) };
  }
}

/** Whether a condition is true. What is missing makes the whole of it false, and is named. */
export function holds(
  e: Expression,
  values: Record<string, unknown>,
  helpers: Helpers,
): { holds: boolean; missing: string[]; error: string | null } {
  const answer = evaluate(e, values, helpers);
  if (answer.is === "missing") return { holds: false, missing: answer.names, error: null };
  if (answer.is === "error") return { holds: false, missing: [], error: answer.message };
  const error = typeof answer.value === "boolean" ? null : "this does not answer yes or no";
  return { holds: answer.value === true, missing: [], error };
}

/** What it read, for a card: "health" and "52". What is not there is "not known". */
export function measured(
  e: Expression,
  values: Record<string, unknown>,
  helpers: Partial<Helpers> = {},
  label: (path: readonly string[]) => string | null = () => null,
): { name: string; value: string }[] {
  const { zone = "UTC" } = helpers;
  const found = new Map<string, string>();
  for (const slot of e.program.slots) {
    if (slot.is === "known") continue;
    const name = (label(slot.path) ?? pathInWords(slot.path)) + when(slot);
    const said = saidOf(slotValue(slot, values, helpers), zone);
    if (said !== null) found.set(name, truncate(said, 80));
  }
  return Array.from(found, ([name, value]) => ({ name, value }));
}

function answerOf(e: Expression, values: Record<string, unknown>, helpers: Helpers): Answer {
  const { now, zone } = helpers;
  const context: Record<string, CelInput> = Object.assign(Object.create(null), {
    "@now": now.toISOString(),
    "@today": localDate(now, zone),
    "@zone": zone,
  });
  for (const [index, slot] of e.program.slots.entries()) {
    const value = toCel(slotValue(slot, values, helpers));
    if (value !== null) context[slotName(index)] = value;
  }
  const result = e.program.run(context);
  if (!isCelError(result)) return { is: "value", value: fromCel(result) };
  return explain(e.program, flat(result), context);
}

function slotValue(
  slot: Slot,
  values: Record<string, unknown>,
  helpers: Partial<Helpers>,
): unknown {
  const field = slot.path.join(".").replace(/^customer\./, "");
  switch (slot.is) {
    case "value":
      return valueAt(values, slot.path);
    case "known":
      return !isEmpty(valueAt(values, slot.path));
    case "change":
      return helpers.change?.(field, slot.over);
    case "start":
      return helpers.atStart?.(field);
  }
}

function saidOf(value: unknown, zone: string): string | null {
  if (isEmpty(value)) return "not known";
  return valueInWords(value, zone) ?? (Array.isArray(value) ? plural(value.length, "item") : null);
}

function when(slot: Slot): string {
  if (slot.is === "change") return ` change over ${durationInWords(slot.over)}`;
  return slot.is === "start" ? " at the start" : "";
}

/** The error and those it was merged with, where several parts of && or || had no answer. */
function flat(error: CelError): CelError[] {
  const others: unknown[] = Array.isArray(error.cause) ? error.cause : [];
  return [error, ...others.filter(isCelError).flatMap(flat)];
}

function explain(program: Program, errors: CelError[], context: Record<string, CelInput>): Answer {
  const missing = errors.map((error) => missingNames(program, error, context));
  const other = errors.find((_error, i) => missing[i] === undefined || missing[i] === null);
  if (other) return { is: "error", message: inPlainWords(other.message) };
  return { is: "missing", names: [...new Set(missing.flatMap((names) => names ?? []))] };
}

/** The names an error is about, or null when it is not about something missing. */
function missingNames(
  program: Program,
  { message, exprId }: CelError,
  context: Record<string, CelInput>,
): string[] | null {
  const slot = slotAt(program, exprId);
  const [, index] = /^index (\d+) out of bounds/.exec(message) ?? [];
  if (index !== undefined) return [`${slot ? slot.path.join(".") : "the list"}[${index}]`];
  if (message.startsWith("field not found"))
    return [program.names.get(String(exprId)) ?? "a field"];
  if (message === emptyItem) return [emptyItem];
  if (message !== "unresolved attribute") return null;
  const beside = program.slots.filter(
    (it, i) =>
      it.is !== "known" &&
      !(slotName(i) in context) &&
      (slot === null || slot.is === "known" || it.clause === slot.clause),
  );
  return beside.map((it) => it.path.join(".") + when(it));
}

function inPlainWords(message: string): string {
  const [, name] = /^found no matching overload for '?([^' ]+)/.exec(message) ?? [];
  if (name !== undefined) {
    return `${nameOfCall(name)} cannot be used on the values it was given`;
  }
  if (message.startsWith("type mismatch: expected bool"))
    return "a part of it does not answer yes or no";
  return message;
}
