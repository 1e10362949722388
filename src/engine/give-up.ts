import { program } from "../store/audit.ts";
import { listInside, lockFamily } from "../store/children.ts";
import { isParked } from "../run/state.ts";
import { touchCards } from "../store/cards.ts";
import { stepHadLeft, type StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import { cancelRuns } from "./cancel.ts";
import { cancelled, closeQuestion } from "./ends.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { stepSubject } from "./show.ts";

type Here = {
  needs: Pick<EngineNeeds, "jobs" | "directory">;
  run: HeldRun;
  batch: Batch;
  now: Date;
};

/** What need not go on is over: what it asked is closed, and what it is still doing no longer counts. */
export function giveUp({ needs, run, batch, now }: Here, rows: readonly StepRow[]): void {
  cancelInside({ needs, run, batch, now }, rows.filter(isParked));
  for (const row of rows) {
    if (!isParked(row) && row.status !== "running") continue;
    const over = cancelled(row, now);
    writeStep(batch, over);
    if (run.states.get(row.id)?.iteration === row.iteration) run.states.set(row.id, over);
    batch.also.push((tenant) => closeQuestion(tenant, run.runId, row, now, "it is not needed"));
  }
}

// a run that nobody waits for any more need not go on either
function cancelInside({ needs, run, batch, now }: Here, parked: readonly StepRow[]): void {
  const steps = parked.filter((it) => it.stage === "work").map((it) => `${it.id}:${it.iteration}`);
  if (steps.length === 0) return;
  let inside: string[] = [];
  // they are known only while it still waits
  batch.before.push(async (tenant) => {
    await lockFamily(tenant, run.runId);
    inside = await listInside(tenant, run.runId, steps);
  });
  const reason = "the run it was a part of did not need it any more";
  batch.also.push((tenant) => cancelRuns(needs, tenant, inside, { at: now, reason, by: program }));
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
