// what is done to a run is done to the runs it waits for; never the other way round

import { touchCards } from "../store/cards.ts";
import { listInside } from "../store/children.ts";
import { type LockedRun, lockRun, pauseLocked, resumeLocked } from "../store/control.ts";
import type { Jobs } from "../store/jobs.ts";
import type { Tenant } from "../store/tenant.ts";

/** The caller holds them all. */
export async function pauseInside(
  tenant: Tenant,
  runId: string,
  paused: { reason: string; at: Date },
): Promise<void> {
  const ids = await listInside(tenant, runId);
  for (const id of ids)
    if ((await lockRun(tenant, id))?.status === "running") await pauseLocked(tenant, id, paused);
  await touchCards(tenant, "run", ids);
}

/** Those that were paused with it: what somebody paused by itself stays so. */
export async function resumeInside(
  jobs: Jobs,
  tenant: Tenant,
  runId: string,
  pausedAt: Date | null,
  shift: (runId: string, run: LockedRun) => Promise<void>,
): Promise<void> {
  const ids = await listInside(tenant, runId);
  for (const id of ids) {
    const run = await lockRun(tenant, id);
    if (run?.status !== "paused" || run.pausedAt?.getTime() !== pausedAt?.getTime()) continue;
    await shift(id, run);
    await resumeLocked(tenant, id);
    if (!run.gate) await jobs.add(tenant.db, [{ workspaceId: tenant.workspaceId, runId: id }]);
  }
  await touchCards(tenant, "run", ids);
}
