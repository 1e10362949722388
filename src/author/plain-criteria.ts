// what must be true, as people say it: measured where they wrote a condition, else answered by a person

import { readExpression } from "../grammar/expression.ts";
import { expressionInWords } from "../grammar/expression-words.ts";
import { capitalize } from "../grammar/words.ts";
import type { Criterion } from "../steps/criterion.ts";
import type { Plain, Standing } from "./plain.ts";
import { type Said, type Sentence } from "./plain-sentences.ts";
import { edits, personIn, setting, valueIn, withStep } from "./plain-words.ts";

export const criteriaSentences: readonly Sentence[] = [
  {
    says: [
      "(?:add|put|set|make) an? gate (?:to|on|after|behind|for) {step}(?: that| if| when|:|,) {text}",
      "(?:go|move|carry) on (?:after|from) {step} only (?:if|when|once) {text}",
      "only (?:go|move|carry) on (?:after|from) {step} (?:if|when|once) {text}",
      "{step} is (?:only )?passed (?:only )?(?:if|when|once) {text}",
      "(?:after|behind) {step},? {who} (?:confirms|checks|verifies|must confirm|must check)(?: that| whether| if)? {text}",
    ],
    means: (said, standing) =>
      withStep(standing, said.step, (step) =>
        appended(step.id, "gate", step.gate ?? [], said, standing),
      ),
  },
  {
    says: [
      "add an? (?:prerequisite|precondition|requirement)(?: that| if|:|,) {text}",
      "only (?:start|begin)(?: it| a run)? (?:if|when|once) {text}",
      "(?:start|begin)(?: it| a run)? only (?:if|when|once) {text}",
      "before (?:it|a run|the run) (?:starts|begins),? {who} (?:confirms|checks|verifies|must confirm|must check)(?: that| whether| if)? {text}",
    ],
    means: (said, standing) =>
      appended(null, "prerequisites", standing.playbook.prerequisites ?? [], said, standing),
  },
  {
    says: [
      "(?:it|this|the run|a run|the playbook) is an? success (?:if|when|once) {text}",
      "success (?:means|is)(?: that| when| if)? {text}",
      "count it as an? success (?:if|when|once) {text}",
      "add an? success (?:criterion|criteria|condition|line)(?: that| if|:|,) {text}",
      "(?:at|in) the end,? {who} (?:confirms|checks|verifies|must confirm|must check)(?: that| whether| if)? {text}",
    ],
    means: (said, standing) =>
      appended(null, "success", standing.playbook.success ?? [], said, standing),
  },
];

function appended(
  step: string | null,
  field: string,
  now: readonly Criterion[],
  said: Said,
  standing: Standing,
): Plain {
  const criterion = criterionIn(said, standing);
  return now.length === 0
    ? edits(setting(step, [field], [criterion]))
    : edits(setting(step, [field, now.length], criterion));
}

function criterionIn({ text, who }: Said, { playbook }: Standing): Criterion {
  const written = valueIn(text);
  const reading = readExpression(written);
  // "signed" alone would be a name, but whoever says it means the word
  if (reading.ok && /[=<>]|\w\(/.test(written))
    return { say: capitalize(expressionInWords(reading.value)), when: written };
  const somebody = playbook.scope === "workspace" ? "owner" : "csm";
  return { say: capitalize(written), who: who === "" ? somebody : personIn(who) };
}
