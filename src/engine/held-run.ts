import { type Situation, situationOf } from "../run/situation.ts";
import { listValues } from "../store/customers.ts";
import type { RunJob } from "../store/jobs.ts";
import { claimRun } from "../store/runs.ts";
import type { StepRow } from "../store/steps.ts";
import type { EngineNeeds } from "./needs.ts";

/** A run as the worker that holds it knows it. */
export type HeldRun = Situation<StepRow> & {
  workspaceId: string;
  runId: string;
  epoch: number;
  /** how many signals have been taken into account */
  signals: number;
};

/** Takes a run for this worker, or null when it is not to be worked on. */
export async function takeRun(
  needs: EngineNeeds,
  { workspaceId, runId }: RunJob,
): Promise<HeldRun | null> {
  const tenant = { db: needs.pool, workspaceId };
  const claimed = await claimRun(tenant, runId);
  if (!claimed) return null;
  const { execution, customer, epoch, signals } = claimed;
  const runnable = await needs.directory.runnable(tenant, execution.playbookId, execution.version);
  const history = runnable.looksBack && customer ? await listValues(tenant, customer.id) : [];
  // a step that was running begins once more with this claim; the statement counted it
  const states = claimed.steps.map((step) =>
    step.status === "running" ? { ...step, attempt: step.attempt + 1 } : step,
  );
  const situation = situationOf({
    execution,
    playbook: runnable.playbook,
    graph: runnable.graph,
    customer,
    history,
    author: runnable.author,
    colleagues: await needs.directory.people(tenant),
    workspaceZone: runnable.workspaceZone,
    states,
  });
  return { ...situation, workspaceId, runId, epoch, signals };
}
