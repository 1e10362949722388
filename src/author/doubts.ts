// what a text that the reader accepts may still get wrong, found without a model

import { type Kind, fieldsIn } from "../grammar/field.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { stepInWords } from "../playbook/describe.ts";
import { personRoles } from "../playbook/check-field.ts";
import { Playbook } from "../playbook/playbook.ts";
import { knownSteps, schemaOf } from "../steps/all.ts";
import type { AuthorContext } from "./author.ts";
import { readChannel } from "./channel-name.ts";
import type { Fact } from "./facts.ts";
import { lateSteps } from "./late-steps.ts";
import { missingFacts } from "./missing-facts.ts";
import { tryOut } from "./try-out.ts";

export type Doubt = {
  /** the step it is about; null: the playbook */
  step: string | null;
  field: string | null;
  message: string;
};

/** What was said by the person the playbook is for. */
export type Said = { words: string; facts: readonly Fact[] };

/** What its author should look at, or a model should mend if it can. */
export function doubtsAbout(
  playbook: Playbook,
  { surroundings, channels }: Pick<AuthorContext, "surroundings" | "channels">,
  said: Said | null = null,
): Doubt[] {
  const fields = fieldsOf(playbook);
  return [
    ...fields.filter(isKind("channel")).flatMap((it) => unknownChannel(it, channels)),
    ...(said ? fields.filter(isKind("contact")).flatMap((it) => unnamed(it, said.words)) : []),
    ...tryOut(playbook, surroundings).map(({ step, reason }) => ({
      step: step.id,
      field: null,
      message: `“${stepInWords(step)}” does not work for an example customer: ${reason}.`,
    })),
    ...lateSteps(playbook),
    ...(said ? missingFacts(fields, said.facts) : []),
  ];
}

export type Placed = { step: string | null; kind: Kind; field: string; value: string };

/** Every field with a meaning, with the step it stands in. */
export function fieldsOf(playbook: Playbook): Placed[] {
  const placed = (step: string | null, from: Iterable<ReturnType<typeof asField>>): Placed[] =>
    [...from].map((it) => ({ step, ...it }));
  return [
    ...placed(null, [...fieldsIn(Playbook, playbook)].map(asField)),
    ...everyStep(playbook.steps, []).flatMap(({ step }) =>
      placed(step.id, [...fieldsIn(schemaOf(knownSteps, step), step)].map(asField)),
    ),
  ].filter(({ kind }) => kind !== "steps");
}

function asField({ kind, path, value }: { kind: Kind; path: unknown[]; value: unknown }) {
  return { kind, field: path.join("."), value: String(value) };
}

function isKind(kind: Kind) {
  return (field: Placed) => field.kind === kind;
}

function unknownChannel({ step, field, value }: Placed, channels: readonly string[]): Doubt[] {
  const isPerson = value.startsWith("@") || personRoles.some((role) => role === value);
  if (isPerson) return [];
  const channel = readChannel(value, channels);
  return channel.ok ? [] : [{ step, field, message: channel.wrong }];
}

// an address that came from nowhere would receive a customer's mail
function unnamed({ step, field, value }: Placed, words: string): Doubt[] {
  if (!value.includes("@") || words.toLowerCase().includes(value.toLowerCase())) return [];
  const message = `“${step}” writes to ${value}, an address that was not in your words.`;
  return [{ step, field, message }];
}
