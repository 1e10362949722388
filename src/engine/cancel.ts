import { successLeft } from "../run/success.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { cancelLocked, type LockedRun, lockRun } from "../store/control.ts";
import { listSteps } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { closeQuestions } from "./close-approvals.ts";
import { seeRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "jobs" | "directory">;
type Why = { at: Date; reason: string; by: string };

/** Ends a run that is held, and says so on what it asked of people. What has left the house stays. */
export async function cancelOne(
  { directory }: Needs,
  tenant: Tenant,
  { runId, run }: { runId: string; run: LockedRun },
  { at, reason }: Why,
): Promise<void> {
  const { graph, playbook } = await directory.runnable(tenant, run.playbookId, run.version);
  // one that has not begun came to nothing that could be measured
  const seen = playbook.success && !run.gate ? await seeRun({ directory }, tenant, runId) : null;
  const success = seen && successLeft(seen, at);
  const steps = await listSteps(tenant, runId);
  const begun = new Set(steps.map((it) => it.id));
  const unbegun = [...graph.nodes.values()].filter((it) => it.step && !begun.has(it.id));
  await cancelLocked(tenant, runId, {
    at,
    reason,
    success,
    skipped: unbegun.map((it) => it.id),
  });
  await closeQuestions(tenant, runId, steps, at, "the run was cancelled");
}

/** Cancels runs that another waited for. The caller holds them all. */
export async function cancelRuns(
  needs: Needs,
  tenant: Tenant,
  ids: readonly string[],
  why: Why,
): Promise<void> {
  for (const runId of ids) {
    const run = await lockRun(tenant, runId);
    if (!run || run.status === "ended") continue;
    await cancelOne(needs, tenant, { runId, run }, why);
    await touchCards(tenant, "run", [runId]);
    await audit(tenant, {
      at: why.at,
      actor: why.by,
      action: "run cancelled",
      subject: `run:${runId}`,
      details: { reason: why.reason },
    });
  }
}
