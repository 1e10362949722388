import type { Jobs } from "../store/jobs.ts";
import { openGate } from "../store/control.ts";
import { listWaitingTurns, lockStarts, takeNextTurn } from "../store/limits.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { touchCards } from "../store/cards.ts";
import type { EngineNeeds } from "./needs.ts";

/** When nobody works on a customer any more, the run that waited for that begins, in the same transaction. */
export async function admitNext(
  jobs: Jobs,
  tenant: Tenant,
  customerId: string | null,
): Promise<boolean> {
  if (customerId === null) return false;
  const next = await takeNextTurn(tenant, customerId);
  if (!next) return false;
  await openGate(tenant, next.runId, {});
  await touchCards(tenant, "run", [next.runId]);
  await jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId: next.runId }]);
  return true;
}

/**
 * Lets those begin whose turn has come without anybody's noticing: two runs that ended at the same moment each saw
 * the other, or one ended while the next was only about to wait for it.
 */
export async function admitWaiting(needs: Pick<EngineNeeds, "pool" | "jobs">): Promise<number> {
  let admitted = 0;
  for (const { workspaceId, customerId } of await listWaitingTurns(needs.pool)) {
    if (await admitFor(needs, workspaceId, customerId)) admitted += 1;
  }
  return admitted;
}

/** A run has ended for this customer: the next one begins, if it is its turn. */
export function admitFor(
  { pool, jobs }: Pick<EngineNeeds, "pool" | "jobs">,
  workspaceId: string,
  customerId: string,
): Promise<boolean> {
  return forWorkspace(pool, workspaceId, async (tenant) => {
    await lockStarts(tenant, { customerId });
    return admitNext(jobs, tenant, customerId);
  });
}
