// what a step does next, from how it stands; the engine and the preview both follow it

import type { AnyStep, StepType } from "../steps/step-type.ts";
import type { Outcome, World } from "../steps/world.ts";
import type { Settled, Stage, StepState } from "./state.ts";

export type Move =
  /** over without having done anything */
  | {
      is: "pass";
      status: "skipped" | "done";
      result: string | null;
      note: string;
      by: string | null;
    }
  /** parked until a moment */
  | { is: "rest"; stage: Stage; until: Date; note: string | null }
  /** somebody must say yes to what would leave the house */
  | { is: "ask" }
  /** do the work; with `resume`, the wait of its own that ended */
  | { is: "work"; resume: Settled | null }
  /** cannot go on without a person */
  | { is: "fail"; reason: string }
  /** a person ends the run here */
  | { is: "stop"; reason: string; by: string };

/** The first move of a step that is due. */
export function begin(type: StepType, step: AnyStep, world: World): Move {
  if (step.only_if !== undefined) {
    const { holds, because } = world.judge(step.only_if);
    if (!holds) return { is: "pass", status: "skipped", result: null, note: because, by: null };
  }
  if (step.at !== undefined) {
    const until = world.moment(step.at);
    if (!until) return { is: "fail", reason: `the date of "${step.at}" is not known` };
    if (until > world.now) return { is: "rest", stage: "due", until, note: null };
  }
  return prepared(type);
}

/** The next move of a parked step whose park was settled. */
export function proceed(type: StepType, state: StepState, settled: Settled): Move {
  switch (state.stage) {
    case "due":
      return prepared(type);
    case "asking":
      return decided(settled);
    case "rest":
      return chosen(type, settled, { is: "work", resume: null });
    case "failed":
      return chosen(type, settled, prepared(type));
    case "doubt":
      return chosen(type, settled, { is: "work", resume: null });
    case "work":
    case null:
      return { is: "work", resume: settled };
  }
}

function prepared(type: StepType): Move {
  return type.content ? { is: "ask" } : { is: "work", resume: null };
}

function decided(settled: Settled): Move {
  if (settled.is === "timeout") return passedBy("nobody decided in time", null, "timed out");
  if (settled.is !== "choice") return { is: "ask" };
  if (settled.choice === "approve") return { is: "work", resume: null };
  return skippedOrStopped(settled, "it was rejected");
}

function chosen(type: StepType, settled: Settled, again: Move): Move {
  if (settled.is !== "choice") return again;
  if (settled.choice === "retry" || settled.choice === "again") return again;
  if (settled.choice === "arrived")
    return {
      is: "pass",
      status: "done",
      result: type.content ? "sent" : null,
      note: "somebody saw that it arrived",
      by: settled.by,
    };
  return skippedOrStopped(settled, "somebody skipped it");
}

function skippedOrStopped(settled: Settled & { is: "choice" }, otherwise: string): Move {
  const reason = settled.reason ?? otherwise;
  if (settled.choice === "stop") return { is: "stop", reason, by: settled.by };
  return passedBy(reason, settled.by, null);
}

function passedBy(note: string, by: string | null, result: string | null): Move {
  return { is: "pass", status: "skipped", result, note, by };
}

const defaultRetry = { limit: 3, wait: "2m" };
const growth = 4;
const longestPause = 3_600_000;

/** Whether a failed step tries again by itself, and when. The pause grows fourfold, to an hour at most. */
export function nextTry(
  step: AnyStep,
  attempt: number,
  outcome: Extract<Outcome, { is: "failed" }>,
  world: World,
): Date | null {
  const { limit, wait = defaultRetry.wait } = step.retry ?? defaultRetry;
  if (!outcome.again || attempt > limit) return null;
  const pause = world.after(world.now, wait).getTime() - world.now.getTime();
  const longest = Math.max(pause, longestPause);
  return new Date(world.now.getTime() + Math.min(longest, pause * growth ** (attempt - 1)));
}
