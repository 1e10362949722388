import type { Settled } from "../run/state.ts";
import type { ApprovalRow } from "../store/approvals.ts";
import { saveDelivery } from "../store/effects.ts";
import type { Jobs } from "../store/jobs.ts";
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
  if (!(await settleStep(tenant, place, turn, settled))) return false;
  await poke(jobs, tenant, place.runId);
  return true;
}

/** Has a run look at its steps and exits again. */
export async function poke(jobs: Jobs, tenant: Tenant, runId: string): Promise<void> {
  const queued = await signalRun(tenant, runId);
  if (queued) await jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId }]);
}

/** A decision on a step's approval reaches its step: what `approvals/decide` is given for runs. */
export function settleApproval(jobs: Jobs) {
  return async (
    tenant: Tenant,
    approval: ApprovalRow,
    choice: { choice: "approve" | "skip" | "stop"; by: string; reason: string | null },
  ): Promise<void> => {
    const place = { runId: approval.runId, stepId: approval.stepId, iteration: approval.iteration };
    const step = await findStep(tenant, place);
    if (!step) return;
    await settle(jobs, tenant, place, step.turn, { is: "choice", ...choice });
    if (choice.choice === "approve") return;
    const reason = choice.reason ?? "rejected";
    const became = { status: "skipped", reason, receipt: null, at: approval.askedAt } as const;
    await saveDelivery(tenant, deliveryOf(place, approval.content, became), null);
  };
}
