import { typeOf } from "../steps/all.ts";
import { lockRun } from "../store/control.ts";
import { lastEffect } from "../store/effects.ts";
import { findStep, type StepRow, stepHadLeft } from "../store/steps.ts";
import { forWorkspace } from "../store/tenant.ts";
import { touchCards } from "../store/cards.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { stepSubject } from "./show.ts";
import { settleArrived } from "./signal.ts";

/**
 * A worker that lost its run while something was leaving the house has its receipt all the same. Whoever took the
 * run over may have asked a person meanwhile, or ended it: both learn that it has left.
 */
export async function tellArrivals(
  needs: EngineNeeds,
  run: HeldRun,
  begun: Iterable<string>,
): Promise<void> {
  for (const id of begun) {
    const [step, state] = [run.graph.nodes.get(id)?.step, run.states.get(id)];
    if (state && step && typeOf(needs.types, step).content) await tellArrival(needs, run, state);
  }
}

async function tellArrival(needs: EngineNeeds, run: HeldRun, state: StepRow): Promise<void> {
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  await forWorkspace(needs.pool, run.workspaceId, async (tenant) => {
    const locked = await lockRun(tenant, run.runId);
    const effect = await lastEffect(tenant, place);
    const now = await findStep(tenant, place);
    if (effect?.state !== "received" || !locked || !now) return;
    if (now.stage === "doubt") await settleArrived(needs.jobs, tenant, place, now.turn);
    if (locked.status !== "ended" || now.status !== "cancelled") return;
    await stepHadLeft(tenant, place, "it had left already");
    await touchCards(tenant, "run", [run.runId]);
    await touchCards(tenant, "step", [stepSubject(place)]);
  });
}
