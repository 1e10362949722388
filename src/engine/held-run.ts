import type { ParentStep } from "../run/execution.ts";
import { type Situation, situationOf } from "../run/situation.ts";
import { listValues } from "../store/customers.ts";
import type { HeldJob } from "../store/jobs.ts";
import { claimRun, findRun, readFence, type RunRow, type TakenJob } from "../store/runs.ts";
import { listSteps, type StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { keyOf } from "./batch.ts";
import type { EngineNeeds } from "./needs.ts";

/** A run as the worker that holds it knows it. */
export type HeldRun = Situation<StepRow> & {
  workspaceId: string;
  runId: string;
  epoch: number;
  /** how many signals have been taken into account */
  signals: number;
  /** the steps that have rows, as `keyOf` names them */
  stored: Set<string>;
  parent: ParentStep | null;
  /** how many runs it stands inside of */
  depth: number;
};

/** Takes a run for the worker that holds this job, or null when it is not to be worked on. */
export async function takeRun(
  needs: EngineNeeds,
  {
    id: jobId,
    data: { workspaceId, runId },
    run,
  }: Pick<HeldJob, "id" | "data"> & Partial<Pick<TakenJob, "run">>,
): Promise<HeldRun | null> {
  const tenant = { db: needs.pool, workspaceId };
  const claimed = run ?? (await claimRun(tenant, runId, jobId));
  if (!claimed) return null;
  const { epoch, signals } = claimed;
  const { parent, depth } = claimed.execution;
  const situation = await situate(needs, tenant, claimed);
  const stored = new Set(claimed.steps.map(keyOf));
  return { ...situation, workspaceId, runId, epoch, signals, stored, parent, depth };
}

/** Sees a held run as it stands now: what was settled and what is known of the customer since it was taken. */
export async function seeAgain(needs: EngineNeeds, run: HeldRun): Promise<void> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  // the signals first: what comes after them is seen, and what is not seen yet comes with another
  const { signals } = await readFence(tenant, run.runId);
  const situation = await seeRun(needs, tenant, run.runId);
  if (situation) Object.assign(run, situation, { signals });
}

/** How a run stands, for looking at it only. */
export async function seeRun(
  needs: Pick<EngineNeeds, "directory">,
  tenant: Tenant,
  runId: string,
): Promise<Situation<StepRow> | null> {
  const found = await findRun(tenant, runId);
  return found && situate(needs, tenant, { ...found, steps: await listSteps(tenant, runId) });
}

async function situate(
  { directory }: Pick<EngineNeeds, "directory">,
  tenant: Tenant,
  { execution, customer, steps: states }: RunRow & { steps: StepRow[] },
): Promise<Situation<StepRow>> {
  const runnable = await directory.runnable(tenant, execution.playbookId, execution.version);
  const history = runnable.looksBack && customer ? await listValues(tenant, customer.id) : [];
  const colleagues = await directory.people(tenant);
  return situationOf({ ...runnable, execution, customer, history, colleagues, states });
}
