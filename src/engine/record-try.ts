import { audit, gateNotPassed, program } from "../store/audit.ts";
import type { StepRow } from "../store/steps.ts";
import type { Batch } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";

/** What a gate held against a try stays known, as the next one takes its place in the step's row. */
export function recordTry(
  { run, batch, now }: { run: HeldRun; batch: Batch; now: Date },
  { id, iteration, attempt, criteria }: StepRow,
): void {
  const against = (criteria ?? []).find((it) => it.met === false && it.by !== undefined);
  batch.also.push((tenant) =>
    audit(tenant, {
      at: now,
      actor: against?.by ?? program,
      action: gateNotPassed,
      subject: `run:${run.runId}`,
      details: { step: id, iteration, attempt, criteria },
    }),
  );
}
