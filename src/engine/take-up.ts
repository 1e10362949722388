// where a worker takes a run up again: what was settled while it was parked, what a crash interrupted, what is due

import { typeOf } from "../steps/all.ts";
import { justSent } from "../steps/sending.ts";
import { isParked } from "../run/state.ts";
import { approvedFor } from "../store/approvals.ts";
import type { StepRow } from "../store/steps.ts";
import { type Batch, newBatch, writeStep } from "./batch.ts";
import { exitOf } from "./ends.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { applyOutcome, beginSteps, type Here, proceedStep, worldAt } from "./onward.ts";
import { fateOf } from "./send.ts";

// a step that was begun this often and never came to anything has something about it that stops the program
const mostBeginnings = 10;

/** What follows from how the run stands, as its rows tell. */
export async function takeUp(needs: EngineNeeds, run: HeldRun): Promise<Batch> {
  const here: Here = { needs, run, batch: newBatch(), now: needs.clock.now() };
  const states = [...run.states.values()];
  // what has left the house has left it, even if the run ends here
  for (const state of states) if (state.status === "running") await takeUpInterrupted(here, state);
  here.batch.end ??= exitOf(run, here.now);
  for (const state of states) {
    if (here.batch.end) break;
    // one before it may have given this one up, or begun it anew
    if (run.states.get(state.id) !== state) continue;
    if (isParked(state) && state.settled) proceedStep(here, state);
    else if (isParked(state)) keepDate(here, state);
  }
  if (!here.batch.end) beginSteps(here, run.due);
  return here.batch;
}

// its start mark is committed and counted by the claim, so it may simply work again, unless something had left
async function takeUpInterrupted(here: Here, state: StepRow): Promise<void> {
  const { needs, run, batch } = here;
  const step = run.graph.nodes.get(state.id)?.step;
  if (!step) return;
  const type = typeOf(needs.types, step);
  if (type.content) {
    const tenant = { db: needs.pool, workspaceId: run.workspaceId };
    const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
    const content = (await approvedFor(tenant, place))?.content ?? null;
    const fate = await fateOf(needs, run, state, content);
    if (fate?.is === "sent" && content)
      return applyOutcome(here, state, type.sent?.(step, content) ?? justSent(content), content);
    if (fate) {
      const outcome = fate.is === "sent" ? ({ is: "done", result: "sent" } as const) : fate;
      return applyOutcome(here, state, outcome, content);
    }
  }
  // a try that failed has ended
  const unended = state.attempt - state.failures;
  if (unended <= mostBeginnings) {
    batch.work.push({ id: state.id });
    return;
  }
  const reason = `it was begun ${unended - 1} times and never ended`;
  applyOutcome(here, state, { is: "failed", reason, again: false }, null);
}

// what a parked step waits for may be another moment by now, or be so, as the customer was changed
function keepDate(here: Here, state: StepRow): void {
  const step = here.run.graph.nodes.get(state.id)?.step;
  if (!step || state.event !== null || state.ask) return;
  const world = worldAt(here);
  const type = typeOf(here.needs.types, step);
  if (state.stage === "work" && type.ripe?.(step, world))
    return proceedStep(here, { ...state, settled: { is: "time" } });
  if (!state.due) return;
  const anchored = state.stage === "due" && step.at !== undefined ? world.moment(step.at) : null;
  const due = state.stage === "work" ? (type.until?.(step, world) ?? null) : anchored;
  if (!due || due.getTime() === state.due.getTime()) return;
  if (due <= here.now) return proceedStep(here, { ...state, settled: { is: "time" } });
  const moved = { ...state, due };
  here.run.states.set(state.id, moved);
  writeStep(here.batch, moved);
}
