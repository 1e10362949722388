// whether a run came to what it was for, at each way in which it may end

import { judgeCriteria } from "./criteria.ts";
import type { CriterionResult } from "./execution.ts";
import { type Situation, worldOf } from "./situation.ts";

/** How each success criterion stands; null where it cannot be told. */
export function successOf(run: Situation, now: Date): CriterionResult[] | null {
  const criteria = run.playbook.success;
  if (!criteria) return null;
  return judgeCriteria(criteria, worldOf(run, { now, previous: now }));
}

/** The same of a run that went back: what was done for it is taken back, so measuring it would say nothing. */
export function successBack({ playbook }: Situation): CriterionResult[] | null {
  const because = "not checked, because it was rolled back";
  return playbook.success?.map(({ say }) => ({ say, met: null, because })) ?? null;
}

/**
 * The same of a run that is broken off: by a cancel, a rejection, a person or a failure that stops it. What is measured
 * is; nobody is asked about work that was left undone, as their word would say nothing of the playbook.
 */
export function successLeft(run: Situation, now: Date): CriterionResult[] | null {
  if (run.execution.rollback) return successBack(run);
  const judged = successOf(run, now);
  return (
    judged?.map(({ asked, ...it }) =>
      asked === undefined ? it : { ...it, because: "nobody is asked, as it was broken off" },
    ) ?? null
  );
}
