import type { Criterion } from "../steps/criterion.ts";
import type { World } from "../steps/world.ts";
import type { CriterionResult } from "./execution.ts";

/** How each criterion stands: measured where it can be, else with the person who is asked. */
export function judgeCriteria(criteria: readonly Criterion[], world: World): CriterionResult[] {
  return criteria.map(({ say, when, who }) => {
    const asked = world.person(who ?? "csm")?.id ?? null;
    if (when === undefined) return { say, met: null, because: "", asked };
    const { holds, known, because } = world.judge(when);
    // what cannot be measured after all is asked where somebody is named
    if (!known && who !== undefined) return { say, met: null, because, asked };
    return { say, met: known ? holds : null, because };
  });
}

/** The same with what people have said of them before; what is measured is measured anew. */
export function keepAnswers(
  judged: readonly CriterionResult[],
  before: readonly CriterionResult[],
): CriterionResult[] {
  return judged.map((it) => {
    const answered = before.find(({ say, by }) => say === it.say && by !== undefined);
    if (!isAsked(it) || !answered) return it;
    const { met, because, by, at } = answered;
    return { ...it, met, because, by, at };
  });
}

/** Whether a person answers it, because it cannot be measured. */
export function isAsked({ asked }: CriterionResult): boolean {
  return asked !== undefined;
}

/** Measured, and not so: nobody's answer changes it. */
export function isFailing(it: CriterionResult): boolean {
  return it.met !== true && !isAsked(it);
}
