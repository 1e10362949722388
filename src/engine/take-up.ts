// where a worker takes a run up again: what was settled while it was parked, what a crash interrupted, what is due

import type { Outcome } from "../steps/world.ts";
import { typeOf } from "../steps/all.ts";
import { isParked } from "../run/state.ts";
import { approvedFor } from "../store/approvals.ts";
import { readFence } from "../store/runs.ts";
import { listSteps, type StepRow } from "../store/steps.ts";
import { type Batch, newBatch } from "./batch.ts";
import { exitOf } from "./ends.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { applyOutcome, beginSteps, type Here, proceedStep } from "./onward.ts";
import { fateOf } from "./send.ts";

// a step that was begun this often and never came to anything has something about it that stops the program
const mostBeginnings = 10;

/** The first batch of a segment. */
export async function takeUp(needs: EngineNeeds, run: HeldRun): Promise<Batch> {
  const here: Here = { needs, run, batch: newBatch(), now: needs.clock.now() };
  here.batch.end = exitOf(run, here.now);
  const states = [...run.states.values()];
  for (const state of states) {
    if (here.batch.end) break;
    if (isParked(state) && state.settled) proceedStep(here, state);
    else if (state.status === "running") await takeUpInterrupted(here, state);
  }
  beginSteps(here, run.due, lastEnd(run));
  return here.batch;
}

/** What was settled while the run was held: seen before it may park. */
export async function takeSignals(needs: EngineNeeds, run: HeldRun): Promise<Batch> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const here: Here = { needs, run, batch: newBatch(), now: needs.clock.now() };
  run.signals = (await readFence(tenant, run.runId)).signals;
  here.batch.end = exitOf(run, here.now);
  for (const row of await listSteps(tenant, run.runId)) {
    if (here.batch.end || !row.settled || !isParked(row)) continue;
    run.states.set(row.id, row);
    proceedStep(here, row);
  }
  return here.batch;
}

// its start mark is committed and counted by the claim, so it may simply work again, unless something had left
async function takeUpInterrupted(here: Here, state: StepRow): Promise<void> {
  const { needs, run, batch } = here;
  const step = run.graph.nodes.get(state.id)?.step;
  if (!step) return;
  if (state.attempt > mostBeginnings) {
    const reason = `it was begun ${state.attempt - 1} times and never ended`;
    applyOutcome(here, state, { is: "failed", reason, again: false }, null);
    return;
  }
  const fate = typeOf(needs.types, step).content ? await fateOf(needs, run, state) : null;
  if (!fate) {
    batch.work.push({ id: state.id });
    return;
  }
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const content = (await approvedFor(tenant, place))?.content ?? null;
  const receipt = fate.is === "sent" ? fate.receipt : null;
  applyOutcome(here, state, outcomeOf(fate, content), content && { content, receipt });
}

function outcomeOf(
  fate: { is: "sent" } | { is: "unknown" | "refused"; reason: string },
  content: { to: { address: string }; subject: string } | null,
): Outcome {
  if (fate.is !== "sent") return { is: "unknown", reason: fate.reason };
  const output = content ? { to: content.to.address, subject: content.subject } : {};
  return { is: "done", output, result: "sent" };
}

function lastEnd(run: HeldRun): Date {
  const ends = [...run.states.values()].flatMap((it) => (it.endedAt ? [it.endedAt.getTime()] : []));
  return new Date(Math.max(run.execution.startedAt.getTime(), ...ends));
}
