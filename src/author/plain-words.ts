// what several rules of the plain grammar share

import { listInWords } from "../grammar/words.ts";
import { stepInWords } from "../playbook/describe.ts";
import type { Edit } from "../playbook/edit.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { findStep, stepsInWords } from "./find-step.ts";
import type { Plain, Standing } from "./plain.ts";

/** somebody, for a pattern that ignores case */
export const somebody = String.raw`(?:the\s+|a\s+|their\s+)?(csms?|managers?|owner|starter|@[\w.-]+)`;

/** a length of time, for a pattern that ignores case */
export const length = String.raw`((?:\b\d+|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety)\b)[\s-]*(?:business|working)?[\s-]*[a-z]+(?:\s+\d+\s*[a-z]+)?)`;

export function edits(...made: Edit[]): Plain {
  return { is: "edits", edits: made };
}

export function say(because: string): Plain {
  return { is: "say", because };
}

export function setting(step: string | null, path: (string | number)[], value: unknown): Edit {
  return { is: "set-field", step, path, value };
}

export function personIn(said: string): string {
  const lower = said.toLowerCase();
  return lower.startsWith("@") ? lower : lower.replace(/s$/, "");
}

export function quoted(step: AnyStep): string {
  return `“${stepInWords(step)}”`;
}

/** Does something with the step that is meant, or says which there are. */
export function withStep(
  { playbook }: Standing,
  said: string,
  then: (step: AnyStep) => Plain | null,
): Plain | null {
  const found = findStep(playbook, said);
  if (found?.is === "one") return then(found.step);
  if (found?.is === "several")
    return say(
      `“${said}” could be ${listInWords(found.steps.map(quoted), "or")}. Say which, by its name or its number.`,
    );
  const named = said.replace(/^(?:the\s+)?(?:step\s+)?/i, "");
  const hint = `There is no step “${named}”. The steps are: ${stepsInWords(playbook)}.`;
  return { is: "not-understood", hint };
}

/** A value as somebody typed it, without the quotes round it. */
export function valueIn(said: string): string {
  const text = said.trim();
  const [, inside] = /^["“”'‘](.*)["“”'’]$/s.exec(text) ?? [];
  return inside ?? text;
}
