import type { CriterionResult, RunResult } from "../run/execution.ts";
import type { StepWrite } from "../store/checkpoint.ts";
import type { Tenant } from "../store/tenant.ts";

/** Work to do once its start mark is committed. */
type Work = { id: string };

export type RunEnd = {
  result: RunResult;
  reason: string | null;
  by: string | null;
  success: CriterionResult[] | null;
};

/** What one checkpoint will commit, and what may begin after it. */
export type Batch = {
  /** by step and iteration: a phase may end one round and begin the next */
  steps: Map<string, StepWrite>;
  /** what is held and read first in the transaction that commits it all, where there is more than steps */
  before: ((tenant: Tenant) => Promise<void>)[];
  /** what commits together with the steps, beyond their rows */
  also: ((tenant: Tenant) => Promise<void>)[];
  work: Work[];
  end: RunEnd | null;
  /** the run has turned back with it: its next holder goes the way back */
  turnsBack: boolean;
};

export function newBatch(): Batch {
  return { steps: new Map(), also: [], work: [], end: null, turnsBack: false, before: [] };
}

/** One of a run's steps. A phase that is opened anew begins its steps again while an earlier one may still be at work. */
export function keyOf({ id, iteration }: Pick<StepWrite, "id" | "iteration">): string {
  return `${id}:${iteration}`;
}

export function writeStep(batch: Batch, row: StepWrite): void {
  batch.steps.set(keyOf(row), row);
}
