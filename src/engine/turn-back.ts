import { UserError } from "../errors.ts";
import type { Rollback, RollbackScope } from "../run/execution.ts";
import { planRollback } from "../run/rollback.ts";
import { knownSteps } from "../steps/all.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { listInside, lockFamily } from "../store/children.ts";
import { type LockedRun, lockRun } from "../store/control.ts";
import { saveRollback } from "../store/rollbacks.ts";
import { listSteps, type StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { ControlNeeds } from "./control.ts";
import { cancelRuns } from "./cancel.ts";
import { closeQuestions } from "./close-approvals.ts";

type Needs = Pick<ControlNeeds, "jobs" | "clock" | "directory">;

export type TurnBack = { runId: string; scope: RollbackScope; by: string; reason: string };

/**
 * Turns a run back in the caller's transaction, over what stands done in it now. False when it is on its way back
 * already. What there was is kept: rows are marked as undone, and none is deleted.
 */
export async function turnBack(needs: Needs, tenant: Tenant, it: TurnBack): Promise<boolean> {
  const { runId, scope, by, reason } = it;
  await lockFamily(tenant, runId);
  const run = await lockRun(tenant, runId);
  if (!run) throw new UserError("This run no longer exists.");
  if (run.hasTurned && run.status === "ended")
    throw new UserError("It has been rolled back already.");
  if (run.hasTurned) return false;
  const rows = await listSteps(tenant, runId);
  const planned = await wayBack(needs, tenant, run, rows, scope);
  if (planned.plan.nodes.length === 0)
    throw new UserError("There is nothing in it that can be taken back.");
  const goesOn = scope.is === "step" && run.status === "running";
  if (scope.is === "step" && run.status === "paused")
    throw new UserError("It is paused. Resume it, then take the step back.");
  const at = needs.clock.now();
  if (!goesOn) {
    await cancelRuns(needs, tenant, await listInside(tenant, runId), { at, reason, by });
    await closeQuestions(tenant, runId, rows, at, "it is rolled back");
  }
  await saveRollback(tenant, runId, { ...planned, scope, by, reason, goesOn }, at);
  await needs.jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId }]);
  await touchCards(tenant, "run", [runId]);
  const details = { scope, reason, steps: planned.plan.nodes.length };
  await audit(tenant, {
    at,
    actor: by,
    action: "run turned back",
    subject: `run:${runId}`,
    details,
  });
  return true;
}

/** What would be taken back now, and what stays. */
async function wayBack(
  needs: Pick<Needs, "directory">,
  tenant: Tenant,
  { playbookId, version }: Pick<LockedRun, "playbookId" | "version">,
  rows: readonly StepRow[],
  scope: RollbackScope,
): Promise<Pick<Rollback, "plan" | "undoes" | "cannot">> {
  const { graph, playbook } = await needs.directory.runnable(tenant, playbookId, version);
  return planRollback({ graph, rows, playbook, types: knownSteps }, scope);
}
