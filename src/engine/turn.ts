import type { Jobs } from "../store/jobs.ts";
import { openGate } from "../store/control.ts";
import { takeNextTurn } from "../store/limits.ts";
import type { Tenant } from "../store/tenant.ts";
import { touchCards } from "../store/cards.ts";

/** When nobody works on a customer any more, the run that waited for that begins, in the same transaction. */
export async function admitNext(
  jobs: Jobs,
  tenant: Tenant,
  customerId: string | null,
): Promise<void> {
  if (customerId === null) return;
  const next = await takeNextTurn(tenant, customerId);
  if (!next) return;
  await openGate(tenant, next.runId, {});
  await touchCards(tenant, "run", [next.runId]);
  await jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId: next.runId }]);
}
