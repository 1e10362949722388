import { atPoint } from "../crash-points.ts";
import { isOver } from "../run/graph.ts";
import { type Checkpoint, checkpoint, type StepWrite } from "../store/checkpoint.ts";
import type { HeldJob } from "../store/jobs.ts";
import { leaveRollback } from "../store/rollbacks.ts";
import type { TakenJob } from "../store/runs.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { type Batch, keyOf, newBatch } from "./batch.ts";
import { closeRun, endOf, exitOf } from "./ends.ts";
import { ClaimLost, stillOurs } from "./fence.ts";
import { hadLeft, stillCounts } from "./give-up.ts";
import { type HeldRun, seeAgain, takeRun } from "./held-run.ts";
import { tellArrivals } from "./late-receipt.ts";
import type { EngineNeeds } from "./needs.ts";
import { applyOutcome } from "./onward.ts";
import { takeUp } from "./take-up.ts";
import { admitFor } from "./turn.ts";
import { work, type Worked } from "./work.ts";

/**
 * Holds a run from its claim until it must wait or ends. In between there is one fenced commit per step, and
 * nothing begins before its start mark is committed. A lost claim leaves the rest to whoever has it now; any
 * other error is thrown, and the job's next holder starts from the rows.
 */
export async function runSegment(
  needs: EngineNeeds,
  job: Pick<HeldJob, "id" | "data"> & Partial<Pick<TakenJob, "run">>,
): Promise<void> {
  atPoint("job fetched");
  const run = await takeRun(needs, job);
  if (!run) return;
  atPoint("run claimed");
  const working = new Map<string, Promise<Worked>>();
  const begun = new Set<string>();
  try {
    let batch = await takeUp(needs, run);
    while (!(await settle(needs, run, batch, working))) {
      for (const key of working.keys()) begun.add(key.split(":")[0] ?? "");
      if (working.size === 0) {
        await seeAgain(needs, run);
        batch = await takeUp(needs, run);
        continue;
      }
      const { state, outcome, inDoubt } = await Promise.race(working.values());
      working.delete(keyOf(state));
      batch = newBatch();
      if (stillCounts(run, state))
        applyOutcome({ needs, run, batch, now: needs.clock.now() }, state, outcome, inDoubt);
      else if (outcome.is === "done" && !outcome.start) hadLeft(run, batch, state);
    }
  } catch (error) {
    if (!(error instanceof ClaimLost)) throw error;
    needs.log.info("claim lost", { runId: run.runId, epoch: run.epoch });
    await Promise.allSettled(working.values());
    await tellArrivals(needs, run, begun);
  } finally {
    await Promise.allSettled(working.values());
    needs.hint(run.workspaceId, run.runId);
  }
}

/**
 * Commits a batch and begins its work. True when the run has left this worker's hands; false with nothing
 * working when it may not park yet, as there are signals to take.
 */
async function settle(
  needs: EngineNeeds,
  run: HeldRun,
  batch: Batch,
  working: Map<string, Promise<Worked>>,
): Promise<boolean> {
  const now = needs.clock.now();
  const idle = batch.work.length === 0 && working.size === 0;
  const { rollback } = run.execution;
  if (idle && rollback?.goesOn && isOver(run.walk)) {
    batch.also.push((tenant) => leaveRollback(tenant, run.runId));
    await commit(needs, run, batch, { is: "hold" });
    return false;
  }
  if (!batch.end && idle && isOver(run.walk)) batch.end = exitOf(run, now) ?? endOf(run, now);
  if (batch.turnsBack) {
    // whoever takes the run next goes the way back
    await commit(needs, run, batch, { is: "hold" });
    return true;
  }
  if (batch.end) {
    closeRun(needs, batch, run, batch.end, now);
    await commit(needs, run, batch, { is: "end", at: now, ...batch.end });
    return true;
  }
  if (idle && (await commit(needs, run, batch, { is: "park", seen: run.signals }))) return true;
  if (idle || batch.steps.size > 0 || batch.also.length > 0)
    await commit(needs, run, batch, { is: "hold" });
  for (const { id } of batch.work) {
    const state = run.states.get(id);
    if (state) working.set(keyOf(state), work(needs, run, state));
  }
  needs.hint(run.workspaceId, run.runId);
  return false;
}

/** False when a park was refused because of signals. A lost claim is thrown. */
async function commit(
  needs: EngineNeeds,
  run: HeldRun,
  batch: Batch,
  next: Checkpoint["next"],
): Promise<boolean> {
  const added: StepWrite[] = [];
  const changed: StepWrite[] = [];
  for (const [key, step] of batch.steps) (run.stored.has(key) ? changed : added).push(step);
  const one = { runId: run.runId, epoch: run.epoch, added, changed, next };
  const pooled: Tenant = { db: needs.pool, workspaceId: run.workspaceId };
  atPoint(`${next.is} deciding`);
  const committed =
    batch.also.length === 0
      ? await checkpoint(pooled, one)
      : await forWorkspace(needs.pool, run.workspaceId, async (tenant) => {
          for (const read of batch.before) await read(tenant);
          const fenced = await checkpoint(tenant, one);
          if (fenced) for (const write of batch.also) await write(tenant);
          atPoint("with more written");
          return fenced;
        });
  if (committed) {
    for (const step of added) run.stored.add(keyOf(step));
    atPoint(`${next.is} committed`);
    // should this one die here, the look at what is due finds whose turn it is
    if (committed.isAwaited && run.customer)
      await admitFor(needs, run.workspaceId, run.customer.id);
    return true;
  }
  if (next.is === "park" && (await stillOurs(pooled, run))) return false;
  throw new ClaimLost(`run ${run.runId} is no longer held by epoch ${run.epoch}`);
}
