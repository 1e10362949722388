import { UserError } from "../errors.ts";
import type { Rollback, RollbackScope } from "../run/execution.ts";
import { isAllBack, planRollback } from "../run/rollback.ts";
import { knownSteps } from "../steps/all.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { listInside, lockFamily } from "../store/children.ts";
import { type LockedRun, lockRun } from "../store/control.ts";
import { awaitRollback, saveRollback } from "../store/rollbacks.ts";
import { findStep, listSteps, type StepPlace } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { ControlNeeds } from "./control.ts";
import { cancelRuns } from "./cancel.ts";
import { closeQuestions } from "./close-approvals.ts";
import { partsOf } from "./parts.ts";
import { settle } from "./signal.ts";

type Needs = Pick<ControlNeeds, "jobs" | "clock" | "directory">;

export type TurnBack = {
  runId: string;
  scope: RollbackScope;
  by: string;
  reason: string;
  /** it ends as rolled back even where nothing can be taken back */
  evenIfEmpty?: true;
};

/**
 * Turns a run back in the caller's transaction, over what stands done in it now. False when it is on its way back
 * already. What there was is kept: rows are marked as undone, and none is deleted.
 */
export async function turnBack(needs: Needs, tenant: Tenant, it: TurnBack): Promise<boolean> {
  const { runId, scope } = it;
  await lockFamily(tenant, runId);
  const run = await lockRun(tenant, runId);
  if (!run) throw new UserError("This run no longer exists.");
  if (isAllBack(run)) throw new UserError("It has been rolled back already.");
  if (run.turned !== null && run.status !== "ended") return false;
  if (scope.is === "step" && run.status === "paused")
    throw new UserError("It is paused. Resume it, then take the step back.");
  if (!(await goBack(needs, tenant, run, it)))
    throw new UserError("There is nothing in it that can be taken back.");
  return true;
}

export type Inside = {
  /** the run that goes back, and the step on the way back of the run around it that waits for that */
  runId: string;
  place: StepPlace;
  by: string;
  reason: string;
};

/** The same for a run inside one that goes back, which the caller holds, too; its end is told to the step that waits. */
export async function turnInside(
  needs: Needs,
  tenant: Tenant,
  { place, ...it }: Inside,
): Promise<void> {
  const { runId } = it;
  const run = await lockRun(tenant, runId);
  const step = await findStep(tenant, place);
  if (!run || !step) return;
  const over = async (result: string, reason: string | null) => {
    await settle(needs.jobs, tenant, place, step.turn, { is: "run", runId, result, reason });
  };
  const { stepId, iteration } = place;
  const awaitedBy = { stepId, iteration };
  if (isAllBack(run)) return over(run.result ?? "", null);
  if (run.turned !== null && run.status !== "ended") return awaitRollback(tenant, runId, awaitedBy);
  const scope = { is: "run" } as const;
  if (await goBack(needs, tenant, run, { ...it, scope, awaitedBy })) return;
  const at = needs.clock.now();
  await cancelRuns(needs, tenant, [runId], { at, reason: it.reason, by: it.by });
  await over("rolled back", null);
}

type Way = TurnBack & Pick<Rollback, "awaitedBy">;

/** False when there is nothing to take back. The caller holds the run and all inside it. */
async function goBack(
  needs: Needs,
  tenant: Tenant,
  run: LockedRun,
  { runId, scope, by, reason, evenIfEmpty, awaitedBy }: Way,
): Promise<boolean> {
  const { graph, playbook } = await needs.directory.runnable(tenant, run.playbookId, run.version);
  const rows = await listSteps(tenant, runId);
  const parts = await partsOf(needs, tenant, runId);
  const planned = planRollback({ graph, rows, playbook, types: knownSteps, parts }, scope);
  if (planned.plan.nodes.length === 0 && !evenIfEmpty) return false;
  const goesOn = scope.is === "step" && run.status === "running";
  const at = needs.clock.now();
  if (!goesOn) {
    await cancelRuns(needs, tenant, await listInside(tenant, runId), { at, reason, by });
    await closeQuestions(tenant, runId, rows, at, "it is rolled back");
  }
  const rollback = { ...planned, scope, by, reason, goesOn, ...(awaitedBy && { awaitedBy }) };
  await saveRollback(tenant, runId, rollback, at);
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
