// what the customer receives by a playbook, and by those it runs

import { knownSteps, typeOf } from "../steps/all.ts";
import { everyStep } from "./check-steps.ts";
import type { Playbook } from "./playbook.ts";

/** What leaves the house, and who says yes to it; `by` is the playbook that sends it, where that is another. */
export type Received = { what: string; approver: string; by?: string };

const deepest = 5;

/** `others` are those it may run. */
export function receivesOf(
  playbook: Playbook,
  others: readonly Playbook[],
  around: readonly Playbook[] = [],
): Received[] {
  const own = everyStep(playbook.steps, []).filter(({ path }) => !path.includes("undo"));
  return own.flatMap(({ step }): Received[] => {
    const type = typeOf(knownSteps, step);
    if (type.content) return [{ what: type.summary(step), approver: step.approval?.who ?? "csm" }];
    const id = type.runs?.(step).playbook;
    const inner = others.find((it) => it.id === id);
    const chain = [...around, playbook];
    if (!inner || chain.length > deepest || chain.some((it) => it.id === id)) return [];
    return receivesOf(inner, others, chain).map((it) => ({ by: inner.name, ...it }));
  });
}
