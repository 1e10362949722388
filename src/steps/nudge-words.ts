import type { AnyStep } from "./step-type.ts";

/** How often people are reminded of a parked step, and who is asked as well, as the playbook says it. */
export type NudgeWords = Pick<AnyStep, "remind" | "escalate">;

/** What a step says of its park; while somebody must say yes, its approval's own words come first. */
export function nudgeWords(step: NudgeWords & Pick<AnyStep, "approval">, asking: boolean) {
  const { remind, escalate, approval } = step;
  if (!asking) return { remind, escalate };
  return { remind: approval?.remind ?? remind, escalate: approval?.escalate ?? escalate };
}
