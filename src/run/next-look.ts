import { dependsOnTime } from "../grammar/expression.ts";
import { nextLate } from "./late.ts";
import { sooner } from "./nudges.ts";

type Waiting = Parameters<typeof nextLate>[0];

/** When a run that waits is looked at though nothing happens to it: something may be late, or an exit rule true. */
export function nextLook(situation: Waiting, now: Date): Date | null {
  return sooner(nextLate(situation, now), nextExit(situation, now));
}

const day = 86_400_000;

// time alone changes dates, and so once a day is enough
function nextExit({ execution, playbook }: Waiting, now: Date): Date | null {
  const rules = execution.rollback ? [] : (playbook.exit ?? []);
  return rules.some(({ when }) => dependsOnTime(when)) ? new Date(now.getTime() + day) : null;
}
