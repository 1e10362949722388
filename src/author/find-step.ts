import { closest } from "../grammar/closest.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { describe, stepInWords } from "../playbook/describe.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { AnyStep } from "../steps/step-type.ts";

export type Found = { is: "one"; step: AnyStep } | { is: "several"; steps: AnyStep[] } | null;

// nobody names a step in so many letters
const longest = 150;

/** The step people mean by its id, its name, its number on the card, some of its words, or its kind. */
export function findStep(playbook: Playbook, said: string): Found {
  const steps = everyStep(playbook.steps, []).map(({ step }) => step);
  if (said.length > longest) return null;
  const text = plain(said);
  const numbered = numberedStep(playbook, steps, text);
  if (numbered) return { is: "one", step: numbered };
  const words = text.replace(/^(?:the\s+)?steps?\s+|^the\s+|\s+steps?$/g, "");
  const exact = steps.filter((step) =>
    [step.id, step.id.replaceAll("_", " "), plain(step.name ?? "")].includes(words),
  );
  if (exact.length > 0) return oneOf(exact);
  const ofKind = steps.filter((step) => step.do === (kinds.get(words) ?? words));
  if (ofKind.length > 0) return oneOf(ofKind);
  const holding = steps.filter((step) => holds(step, words));
  if (holding.length > 0) return oneOf(holding);
  return misspelled(steps, words);
}

// only what is about as long as the name: "the discount of the proposal" is not the proposal
function misspelled(steps: AnyStep[], words: string): Found {
  const named = steps.flatMap((step) =>
    [step.id.replaceAll("_", " "), plain(step.name ?? "")].map((name) => ({ step, name })),
  );
  const alike = named.filter(({ name }) => Math.abs(name.length - words.length) <= 2);
  const near = closest(
    words,
    alike.map(({ name }) => name),
  );
  const found = new Set(alike.filter(({ name }) => name === near).map(({ step }) => step));
  return oneOf([...found]);
}

const kinds = new Map([
  ["mail", "email"],
  ["e-mail", "email"],
  ["post", "message"],
  ["choice", "if"],
  ["branch", "if"],
]);

function numberedStep(playbook: Playbook, steps: AnyStep[], text: string): AnyStep | undefined {
  const [, number] = /^(?:the\s+)?(?:step\s+)?(?:no\.?\s*|#)?(\d+(?:[a-z]\d+)*)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  // both walk the steps in the order of the text
  return steps[describe(playbook, null).steps.findIndex((line) => line.number === number)];
}

function oneOf(steps: AnyStep[]): Found {
  const [first, ...others] = steps;
  if (!first) return null;
  return others.length === 0 ? { is: "one", step: first } : { is: "several", steps };
}

// "the proposal mail" is the step with "proposal" that is a mail
function holds(step: AnyStep, words: string): boolean {
  const wanted = words
    .split(/[\s_]+/)
    .filter((word) => !empty.has(word) && kinds.get(word) !== step.do && word !== step.do);
  const own = plain(`${step.id} ${stepInWords(step)}`).split(/[\s_]+/);
  return wanted.length > 0 && wanted.every((word) => own.includes(word));
}

const empty = new Set(["a", "an", "the", "to", "of", "for", "with", "step"]);

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[“”"'’‘`.,!?()]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** "1 Sum up their year, 2 Book the QBR": so that people can name one. */
export function stepsInWords(playbook: Playbook): string {
  const lines = describe(playbook, null).steps;
  const steps = everyStep(playbook.steps, []);
  return lines
    .map(({ number }, i) => `${number} ${steps[i] ? stepInWords(steps[i].step) : ""}`)
    .join(", ");
}
