import type { Input, Playbook } from "./playbook.ts";
import { isEmpty } from "../grammar/value-at.ts";
import type { Json, Output } from "../steps/world.ts";
import { type Answer, readAnswer } from "./answer.ts";

export type Filled = {
  values: Output;
  /** inputs without a value or a default */
  missing: string[];
  /** what is wrong with a value, by input */
  wrong: Record<string, string>;
};

/** The inputs of a run: what was given, else the defaults, each of its own kind. */
export function fillInputs(playbook: Playbook, given: Record<string, unknown>): Filled {
  const filled: Filled = { values: {}, missing: [], wrong: {} };
  for (const [name, input] of Object.entries(playbook.inputs ?? {})) {
    const own = Object.hasOwn(given, name) ? given[name] : null;
    const raw = isEmpty(own) ? input.default : own;
    if (isEmpty(raw)) {
      filled.missing.push(name);
      continue;
    }
    const answer = readInput(raw, input);
    if (answer.ok) filled.values[name] = answer.value;
    else filled.wrong[name] = answer.wrong;
  }
  return filled;
}

/** Reads one value as an input asks for it. */
export function readInput(raw: unknown, input: Input): Answer {
  const answer = readAnswer(raw, input.type);
  const wrong = answer.ok ? outOfRange(answer.value, input) : null;
  return wrong === null ? answer : { ok: false, wrong };
}

function outOfRange(value: Json, { min, max }: Input): string | null {
  if (typeof value !== "number") return null;
  if (min !== undefined && value < min) return `At least ${min}.`;
  if (max !== undefined && value > max) return `At most ${max}.`;
  return null;
}
