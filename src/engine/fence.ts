import { readFence } from "../store/runs.ts";
import type { Tenant } from "../store/tenant.ts";
import type { HeldRun } from "./held-run.ts";

/** Another worker has the run, or a person paused or ended it: what this one still does no longer counts. */
export class ClaimLost extends Error {
  override name = "ClaimLost";
}

/** After a fenced statement touched nothing: whether the run is still ours, by asking the run itself. */
export async function stillOurs(tenant: Tenant, run: HeldRun): Promise<boolean> {
  const fence = await readFence(tenant, run.runId);
  return fence.epoch === run.epoch && fence.status === "running";
}
