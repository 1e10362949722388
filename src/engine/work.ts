import { PermanentError, reasonOf } from "../errors.ts";
import { lastEnd, worldOf } from "../run/situation.ts";
import { Held } from "../run/world.ts";
import { typeOf } from "../steps/all.ts";
import type { Content, Effects, Outcome } from "../steps/world.ts";
import { approvedFor } from "../store/approvals.ts";
import type { StepRow } from "../store/steps.ts";
import { readyChild } from "./children.ts";
import { call } from "./call.ts";
import { ClaimLost, LeftAlone, Outage } from "./fence.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { send } from "./send.ts";

/** What a step's work came to, and what may have left the house by it without anybody knowing. */
export type Worked = { state: StepRow; outcome: Outcome; inDoubt: Content | null };

/** Does the work of one step whose start mark is committed. Only a lost claim and a lost database are thrown. */
export async function work(needs: EngineNeeds, run: HeldRun, state: StepRow): Promise<Worked> {
  const step = run.graph.nodes.get(state.id)?.step;
  if (!step) throw new Error(`no step ${state.id} in run ${run.runId}`);
  const type = typeOf(needs.types, step);
  const world = worldOf(run, { now: needs.clock.now(), previous: lastEnd(run) });
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  let inDoubt: Worked["inDoubt"] = null;
  const effects: Effects = {
    async send(content) {
      const sent = await send(needs, run, state, content);
      if (sent.is === "unknown") inDoubt = content;
      return sent;
    },
    call: (asked) => call(needs, run, state, asked),
    delegate: (asked) =>
      needs.delegate({
        ...asked,
        workspaceId: run.workspaceId,
        place: {
          runId: run.runId,
          stepId: state.id,
          iteration: state.iteration,
          attempt: state.attempt,
        },
        context: run.values,
      }),
    child: (start) => readyChild(tenant, run, place, start),
  };
  const approval = type.content ? await approvedFor(tenant, place) : null;
  try {
    const outcome = await type.begin(step, world, effects, approval?.content ?? null);
    return { state, outcome, inDoubt };
  } catch (error) {
    if (error instanceof ClaimLost || error instanceof Outage) throw error;
    return { state, outcome: failure(needs, run, state, error), inDoubt };
  }
}

function failure(needs: EngineNeeds, run: HeldRun, state: StepRow, error: unknown): Outcome {
  if (error instanceof Held)
    return { is: "failed", reason: `it cannot be written: ${error.message}`, again: false };
  if (error instanceof LeftAlone) return error.outcome;
  if (error instanceof PermanentError) return { is: "failed", reason: error.message, again: false };
  needs.log.error("step failed", { runId: run.runId, stepId: state.id, error });
  return {
    is: "failed",
    reason: `something went wrong on our side (${reasonOf(error)})`,
    again: true,
  };
}
