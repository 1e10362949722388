import { isParked } from "../run/state.ts";
import { touchCards } from "../store/cards.ts";
import { stepHadLeft, type StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import { cancelled, closeQuestion } from "./ends.ts";
import type { HeldRun } from "./held-run.ts";
import { stepSubject } from "./show.ts";

/** What need not go on is over: what it asked is closed, and what it is still doing no longer counts. */
export function giveUp(
  { run, batch, now }: { run: HeldRun; batch: Batch; now: Date },
  rows: readonly StepRow[],
): void {
  for (const row of rows) {
    if (!isParked(row) && row.status !== "running") continue;
    const over = cancelled(row, now);
    writeStep(batch, over);
    if (run.states.get(row.id)?.iteration === row.iteration) run.states.set(row.id, over);
    batch.also.push((tenant) => closeQuestion(tenant, run.runId, row, now, "it is not needed"));
  }
}

/** Whether what a step's work comes to still counts: it may have been given up meanwhile. */
export function stillCounts({ states }: HeldRun, { id, iteration }: StepRow): boolean {
  const now = states.get(id);
  return now?.status === "running" && now.iteration === iteration;
}

/** What was given up while it was leaving the house has left all the same. */
export function hadLeft({ runId }: HeldRun, batch: Batch, { id, iteration }: StepRow): void {
  const place = { runId, stepId: id, iteration };
  batch.also.push(async (tenant) => {
    await stepHadLeft(tenant, place, "it had left already");
    await touchCards(tenant, "step", [stepSubject(place)]);
  });
}
