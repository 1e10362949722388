import { readFence } from "../store/runs.ts";
import type { Tenant } from "../store/tenant.ts";
import type { Outcome } from "../steps/world.ts";
import type { HeldRun } from "./held-run.ts";

/** Another worker has the run, or a person paused or ended it: what this one still does no longer counts. */
export class ClaimLost extends Error {
  override name = "ClaimLost";
}

/** The database did not answer in the middle of a step: the run is taken up again from its rows. */
export class Outage extends Error {
  override name = "Outage";
}

/** Whoever would take it is left alone for now: what that comes to for the step. */
export class LeftAlone extends Error {
  override name = "LeftAlone";
  readonly outcome: Outcome & { reason: string };
  constructor(outcome: Outcome & { reason: string }) {
    super(outcome.reason);
    this.outcome = outcome;
  }
}

export async function orOutage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    throw new Outage("the database did not answer while something was sent", { cause: error });
  }
}

/** After a fenced statement touched nothing: whether the run is still ours, by asking the run itself. */
export async function stillOurs(tenant: Tenant, run: HeldRun): Promise<boolean> {
  const fence = await readFence(tenant, run.runId);
  return fence.epoch === run.epoch && fence.status === "running";
}
