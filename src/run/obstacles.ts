import { knownSteps, typeOf } from "../steps/all.ts";
import type { CriterionResult } from "./execution.ts";
import type { PreviewLine } from "./preview.ts";

/** What surely leaves the house on the way. */
export function leavingLines(lines: readonly PreviewLine[]): PreviewLine[] {
  return lines.filter((it) => !it.perhaps && !it.skipped && leavesTheHouse(it));
}

export const noApprover = "there is nobody who may say yes to it";

/**
 * Of that, what could not be sent as things are, as nobody receives it or nobody may say yes to it, where the run does
 * not go on without it.
 */
export function heldSends(lines: readonly PreviewLine[]): CriterionResult[] {
  return leavingLines(lines).flatMap(({ step, says, obstacle }) =>
    obstacle === null || step.on_error === "continue"
      ? []
      : [{ say: `“${step.name ?? says}” can be sent`, met: false, because: obstacle }],
  );
}

export function leavesTheHouse({ step }: PreviewLine): boolean {
  return typeOf(knownSteps, step).content !== undefined;
}
