import { listInWords } from "../grammar/words.ts";
import { type Situation, worldOf } from "../run/situation.ts";
import { isParked } from "../run/state.ts";
import { successBack, successLeft, successOf } from "../run/success.ts";
import { program } from "../store/audit.ts";
import { listInside, lockFamily } from "../store/children.ts";
import { touchCards } from "../store/cards.ts";
import type { StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { type Batch, type RunEnd, writeStep } from "./batch.ts";
import { cancelRuns } from "./cancel.ts";
import { tellParent } from "./children.ts";
import { closeApprovals, closeQuestions } from "./close-approvals.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { postForRun, stepSubject } from "./show.ts";

/** The exit rule that holds now, if one does: the run ends there. */
export function exitOf(run: Situation, now: Date): RunEnd | null {
  // on the way back nothing ends it early
  if (run.execution.rollback) return null;
  for (const rule of run.playbook.exit ?? []) {
    const { holds } = worldOf(run, { now, previous: now }).judge(rule.when);
    if (!holds) continue;
    const result = rule.as === "success" ? "succeeded" : "stopped";
    return { result, reason: rule.say, by: null, success: successOf(run, now) };
  }
  return null;
}

/** How a run ends that has come to its end: of the way there, or of the way back. */
export function endOf(run: Situation, now: Date): RunEnd {
  const { rollback } = run.execution;
  if (rollback)
    return {
      result: "rolled back",
      reason: rollback.reason,
      by: rollback.by,
      success: successBack(run),
    };
  return { result: "succeeded", reason: null, by: null, success: successOf(run, now) };
}

/** How a run ends that is broken off: by a person or a rejection, or by a failure that stops it. */
export function stopped(
  { run, now }: { run: Situation; now: Date },
  reason: string,
  by: string | null,
): RunEnd {
  return { result: "stopped", reason, by, success: successLeft(run, now) };
}

/** Closes what is still open when a run ends: parked steps, and questions nobody needs to answer any more. */
export function closeRun(
  needs: Pick<EngineNeeds, "jobs" | "directory">,
  batch: Batch,
  run: HeldRun,
  end: RunEnd,
  now: Date,
): void {
  const open = [...run.states.values()].filter((it) => isParked(it) || it.status === "running");
  for (const state of open) writeStep(batch, cancelled(state, now));
  let inside: string[] = [];
  if (run.parent || open.length > 0) {
    // those it waits for are known only while it still waits
    batch.before.push(async (tenant) => {
      await lockFamily(tenant, run.runId);
      inside = await listInside(tenant, run.runId);
    });
    batch.also.push(async (tenant) => {
      const reason = end.reason ?? "the run it was a part of has ended";
      await cancelRuns(needs, tenant, inside, { at: now, reason, by: end.by ?? program });
      if (run.parent) await tellParent(needs.jobs, tenant, run.runId);
      await closeQuestions(tenant, run.runId, open, now, end.reason ?? "the run has ended");
    });
  }
  if (end.success?.some((it) => it.met === null && it.asked))
    batch.also.push((tenant) => askForSuccess(tenant, run.runId, end, now));
}

// an edited card calls nobody, so whoever is asked about the end is told in the thread
async function askForSuccess(tenant: Tenant, runId: string, { success }: RunEnd, at: Date) {
  const asked = (success ?? []).flatMap((it) => (it.met === null && it.asked ? [it.asked] : []));
  const [first] = asked;
  if (first === undefined) return;
  const whom = listInWords([...new Set(asked)].map((id) => `<@${id}>`));
  const text = `:grey_question: ${whom}, it has ended. Was it a success? Please answer on its card above.`;
  await postForRun(tenant, runId, { key: `success:${runId}`, to: null, text, csm: first, at });
}

/** Closes what one step asks. */
export async function closeQuestion(
  tenant: Tenant,
  runId: string,
  step: Pick<StepRow, "id" | "iteration">,
  now: Date,
  reason: string,
): Promise<void> {
  await closeApprovals(tenant, { runId, stepId: step.id }, now, reason);
  const subject = stepSubject({ runId, stepId: step.id, iteration: step.iteration });
  await touchCards(tenant, "step", [subject]);
}

export function cancelled(state: StepRow, now: Date): StepRow {
  return {
    ...state,
    status: "cancelled",
    stage: null,
    endedAt: now,
    due: null,
    event: null,
    eventMatch: null,
    nudgeAt: null,
    settled: null,
  };
}
