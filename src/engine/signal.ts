import { atPoint } from "../crash-points.ts";
import type { Settled } from "../run/state.ts";
import type { ApprovalRow } from "../store/approvals.ts";
import { program } from "../store/audit.ts";
import { lastEffect, saveDelivery } from "../store/effects.ts";
import type { Jobs, RunJob } from "../store/jobs.ts";
import { signalRun } from "../store/runs.ts";
import { findStep, settleStep, type StepPlace } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { deliveryOf } from "./delivery.ts";

/**
 * Settles a park and sees to it that the run goes on, in the caller's transaction. The first one counts:
 * false when the step no longer waits at this turn.
 */
export async function settle(
  jobs: Jobs,
  tenant: Tenant,
  place: StepPlace,
  turn: number,
  settled: Settled,
): Promise<boolean> {
  const how = await settleStep(tenant, place, turn, settled);
  if (how?.queued) await jobs.add(tenant.db, [jobOf(tenant, place.runId)]);
  if (how) atPoint("word written");
  return how !== null;
}

/** Has a step that is in doubt go on by itself when the receipt has come after all. */
export async function settleArrived(
  jobs: Jobs,
  tenant: Tenant,
  place: StepPlace,
  turn: number,
): Promise<void> {
  const effect = await lastEffect(tenant, place);
  if (effect?.state !== "received") return;
  const reason = "its receipt came later";
  await settle(jobs, tenant, place, turn, { is: "choice", choice: "arrived", by: program, reason });
}

/** Has a run look at its steps and exits again. */
export async function poke(jobs: Jobs, tenant: Tenant, runId: string): Promise<void> {
  const queued = await signalRun(tenant, runId);
  if (queued) await jobs.add(tenant.db, [jobOf(tenant, runId)]);
}

function jobOf({ workspaceId }: Tenant, runId: string): RunJob {
  return { workspaceId, runId };
}

/** A decision on a step's approval reaches its step: what `approvals/decide` is given for runs. False: too late. */
export function settleApproval(jobs: Jobs) {
  return async (
    tenant: Tenant,
    approval: ApprovalRow,
    choice: { choice: "approve" | "skip" | "stop"; by: string; reason: string | null },
  ): Promise<boolean> => {
    const place = { runId: approval.runId, stepId: approval.stepId, iteration: approval.iteration };
    const step = await findStep(tenant, place);
    if (step?.stage !== "asking") return false;
    const settled = { is: "choice", ...choice } as const;
    if (!(await settle(jobs, tenant, place, step.turn, settled))) return false;
    if (choice.choice === "approve") return true;
    const reason = choice.reason ?? "rejected";
    const at = approval.decidedAt ?? approval.askedAt;
    const became = { status: "skipped", reason, receipt: null, at } as const;
    await saveDelivery(tenant, deliveryOf(place, approval.content, became), null);
    return true;
  };
}
