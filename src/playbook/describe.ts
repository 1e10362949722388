import { durationInWords, readDuration } from "../grammar/duration.ts";
import { datePhraseInWords, readDatePhrase } from "../grammar/date-phrase.ts";
import { holidayPlaceInWords } from "../grammar/holiday-places.ts";
import { daysInWords, readDays, readHours } from "../grammar/hours-words.ts";
import { readExpression } from "../grammar/expression.ts";
import { expressionInWords } from "../grammar/expression-words.ts";
import { capitalize, listInWords, nameInWords } from "../grammar/words.ts";
import { customerBlank } from "../steps/blanks.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import { type NudgeWords, nudgeWords } from "../steps/nudge-words.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { triggerTypeOf } from "../triggers/all.ts";
import { limitsInWords } from "./limits-in-words.ts";
import type { Playbook, Window } from "./playbook.ts";
import { type Received, receivesOf } from "./receives.ts";

/** A playbook in words: what a person must know to say yes to it. */
export type PlaybookWords = {
  name: string;
  goal: string;
  why: string | null;
  /** for whom; null: every customer */
  audience: string | null;
  starts: string[];
  /** what keeps it from starting by itself too often or beside others */
  limits: string[];
  steps: { number: string; depth: number; text: string; path: string | null }[];
  /** what the customer receives and who says yes to it */
  receives: Received[];
  /** what must be so before a run begins */
  needs: string[];
  /** the hours in which it may leave; null: at any time */
  window: string | null;
  ends: string[];
  /** what is done on a rollback besides taking back what was done */
  back: string[];
  asks: string[];
  /** about how long; null when only the customer's dates tell */
  takes: string | null;
};

/** `others`: the playbooks that it may run. */
export function describe(
  playbook: Playbook,
  takes: string | null,
  others: readonly Playbook[] = [],
): PlaybookWords {
  const steps = linesOf(playbook.steps, "", 0, null);
  return {
    name: playbook.name,
    goal: playbook.goal,
    why: playbook.why ?? null,
    audience: audienceOf(playbook),
    starts: startsOf(playbook),
    limits: limitsInWords(playbook.limits),
    steps: steps.map(({ number, depth, text, path }) => ({ number, depth, text, path })),
    receives: receivesOf(playbook, others),
    needs: (playbook.prerequisites ?? []).map(({ say }) => say),
    window: playbook.window === undefined ? null : windowInWords(playbook.window),
    ends: (playbook.exit ?? []).map(({ say }) => say),
    back: (playbook.rollback ?? []).map(backInWords),
    asks: Object.entries(playbook.inputs ?? {}).map(([name, input]) => input.ask ?? name),
    takes,
  };
}

function audienceOf({ scope, customers }: Playbook): string | null {
  if (scope === "workspace") return "no single customer";
  return customers === undefined ? null : conditionInWords(customers);
}

/** How it starts by itself, a sentence each; by hand is always possible and not said. */
export function startsOf(playbook: Playbook): string[] {
  return (playbook.triggers ?? []).map((trigger) =>
    capitalize(triggerTypeOf(trigger).summary(trigger)),
  );
}

/** A step's own words: the name its author gave it, else what its type makes of it, for this customer if there is one. */
export function stepInWords(step: AnyStep, customer: { name: string } | null = null): string {
  const words = step.name ?? typeOf(knownSteps, step).summary(step);
  return customer ? words.replaceAll(customerBlank, customer.name) : words;
}

/** "from “cutover” on: Restore the dump" */
function backInWords({ from, steps }: NonNullable<Playbook["rollback"]>[number]): string {
  const done = listInWords(steps.map((step) => stepInWords(step)));
  if (!from) return done;
  return `from ${listInWords(from.map(idInWords), "or")} on: ${done}`;
}

function conditionInWords(source: string): string {
  const reading = readExpression(source);
  return reading.ok ? expressionInWords(reading.value) : source;
}

type Line = PlaybookWords["steps"][number] & { step: AnyStep };

function linesOf(steps: AnyStep[], prefix: string, depth: number, path: string | null): Line[] {
  return steps.flatMap((step, i) => {
    const number = `${prefix}${i + 1}`;
    const inside = typeOf(knownSteps, step).inside?.(step) ?? [];
    const inner = inside.flatMap((branch, j) => {
      if (branch.name === null) return linesOf(branch.steps, `${number}.`, depth + 1, null);
      const heading = `${branch.name}: ${branch.said ?? whenInWords(branch.when)}`;
      return linesOf(branch.steps, `${number}${letters[j] ?? "?"}`, depth + 1, heading);
    });
    return [
      { number, depth, text: `${stepInWords(step)}${conditionsOf(step)}`, path, step },
      ...inner,
    ];
  });
}

function whenInWords(when: string | null): string {
  return when === null ? "otherwise" : `if ${conditionInWords(when)}`;
}

function idInWords(id: string): string {
  return `“${id.replaceAll("_", " ")}”`;
}

const letters = "abcdefghijklmnopqrst";

function conditionsOf(step: AnyStep): string {
  const said: string[] = [];
  const { gist, aside } = typeOf(knownSteps, step);
  const unsaid = [step.name === undefined ? "" : (gist?.(step) ?? ""), aside?.(step) ?? ""];
  said.push(...unsaid.filter((it) => it !== ""));
  if (step.at !== undefined) {
    const phrase = readDatePhrase(step.at);
    said.push(phrase.ok ? datePhraseInWords(phrase.value) : step.at);
  }
  if (step.only_if !== undefined) said.push(`only if ${conditionInWords(step.only_if)}`);
  if (step.after !== undefined) said.push(`after ${listInWords(step.after.map(idInWords))}`);
  if (step.gate !== undefined)
    said.push(`goes on once it is so: ${listInWords(step.gate.map(({ say }) => say))}`);
  if (step.timeout !== undefined) said.push(`at most ${lengthInWords(step.timeout)}`);
  const asking = typeOf(knownSteps, step).content !== undefined;
  said.push(...nudgesInWords(nudgeWords(step, asking)));
  if (step.on_error === "continue") said.push("goes on without it where it fails");
  if (step.on_error === "stop") said.push("stops the run where it fails");
  if (step.undo) said.push(`taken back by: ${listInWords(step.undo.map((it) => stepInWords(it)))}`);
  if (step.no_undo !== undefined) said.push(`stays on a rollback: ${step.no_undo}`);
  return said.length > 0 ? ` (${said.join("; ")})` : "";
}

function nudgesInWords({ remind, escalate = [] }: NudgeWords): string[] {
  const reminding =
    remind === undefined ? [] : [`reminds every ${lengthInWords(remind).replace(/^1 /, "")}`];
  const asked = escalate.map(
    ({ in: after, who }) => `after ${lengthInWords(after)} asks ${whoInWords(who)} as well`,
  );
  return [...reminding, ...asked];
}

function whoInWords(who: string): string {
  return who.startsWith("@") ? who : `the ${nameInWords(who)}`;
}

function lengthInWords(source: string): string {
  const reading = readDuration(source);
  return reading.ok ? durationInWords(reading.value) : source;
}

function windowInWords({ days, hours, timezone = "customer", holidays }: Window): string {
  const which = readDays(days ?? "mon-fri");
  const between = readHours(hours ?? "09:00-17:00");
  const whose = ["customer", "workspace"].includes(timezone) ? `the ${timezone}'s` : timezone;
  return [
    which.ok ? daysInWords(which.value) : (days ?? ""),
    between.ok ? `${between.value.from} to ${between.value.to}` : (hours ?? ""),
    `${whose} time`,
    ...(holidays === undefined ? [] : [`not on holidays in ${holidayPlaceInWords(holidays)}`]),
  ].join(", ");
}
