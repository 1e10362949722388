// changes that need no model: the few things people mostly change, in the words they mostly use

import type { Plain, Rule, Standing } from "./plain.ts";
import { approvalRules } from "./plain-approvals.ts";
import { careSentences } from "./plain-care.ts";
import { criteriaSentences } from "./plain-criteria.ts";
import { fieldRules, textRules } from "./plain-fields.ts";
import { frameSentences } from "./plain-frame.ts";
import { phaseSentences } from "./plain-phases.ts";
import { rulesOf } from "./plain-sentences.ts";
import { stepRules } from "./plain-steps.ts";
import { timeRules } from "./plain-times.ts";
import { tidy } from "./tidy.ts";

// whole sentences before what only has some words in common with them
const sentences = [...careSentences, ...criteriaSentences, ...frameSentences, ...phaseSentences];
const rules: readonly Rule[] = [
  ...approvalRules,
  ...rulesOf(sentences),
  ...timeRules,
  ...stepRules,
  ...fieldRules,
];

// only a new text for a mail may be long; all else is said in a line
const longest = { said: 300, withText: 4000 };

/** Reads a change by a small grammar. */
export function plainChange(
  said: string,
  { playbook, context }: Pick<Standing, "playbook" | "context">,
): Plain {
  const typed = withoutManners(tidy(said));
  const text = typed.replace(/[.!?]+$/, "");
  if (text.length > longest.withText) return { is: "not-understood", hint: null };
  const standing = { playbook, context, typed };
  let hint: string | null = null;
  for (const rule of text.length > longest.said ? textRules : rules) {
    const plain = rule(text, standing);
    if (plain && plain.is !== "not-understood") return plain;
    hint ??= plain?.hint ?? null;
  }
  return { is: "not-understood", hint };
}

function withoutManners(said: string): string {
  const manners =
    /^(?:(?:please|pls|ok|okay|hey|and|also|now|then|can you|could you|would you|i(?:'d| would) like you to|i want you to|we should|let's)[,\s]+)+/i;
  return narrowed(said)
    .replaceAll(/<@\w+\|([\w.-]+)>/g, "@$1")
    .replace(manners, "")
    .replace(/[\s,]+(?:please|pls|thanks|thank you)[.!\s]*$/i, "");
}

// long runs of spaces would make patterns try every place in them
function narrowed(said: string): string {
  return said
    .replaceAll(/[^\S\n]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n");
}
