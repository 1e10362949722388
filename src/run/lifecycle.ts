// what a step does next, from how it stands; the engine and the preview both follow it

import { dateInWords, localDate } from "../grammar/zoned.ts";
import type { AnyStep, StepType } from "../steps/step-type.ts";
import type { Outcome, Output, World } from "../steps/world.ts";
import { chanceOf, spread, type Tried } from "./spread.ts";
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
  | { is: "ask"; note: string | null }
  /** do the work; with `resume`, the wait of its own that ended */
  | { is: "work"; resume: Settled | null; note: string | null }
  /** its work is done; somebody has answered its gate's question */
  | { is: "judge"; answer: Settled }
  /** somebody takes what its work came to, whatever its gate says */
  | { is: "accept"; note: string; by: string }
  /** cannot go on without a person */
  | { is: "fail"; reason: string }
  /** a person does it instead of the program */
  | { is: "hand"; who: string }
  /** and has done it */
  | { is: "by hand"; by: string; values: Output }
  /** a person ends the run here */
  | { is: "stop"; reason: string; by: string };

/** The first move of a step that is due. */
export function begin(type: StepType, step: AnyStep, world: World): Move {
  return leftOut(step, world) ?? awaited(type, step, world);
}

/** The next move of a parked step whose park was settled. */
export function proceed(
  type: StepType,
  step: AnyStep,
  state: StepState,
  settled: Settled,
  world: World,
): Move {
  switch (state.stage) {
    case "due":
      // much may have changed since it was parked, its date and its condition too
      return begin(type, step, world);
    case "asking":
      return decided(type, step, settled, world);
    case "window":
      return settled.is === "choice" ? worked : leaving(type, step, world);
    case "gate":
      return { is: "judge", answer: settled };
    case "rest":
    case "away":
    case "doubt":
      return chosen(type, settled, leaving(type, step, world));
    case "failed":
      return chosen(type, settled, awaited(type, step, world));
    case "work":
    case null:
      return { is: "work", resume: settled, note: null };
  }
}

const worked: Move = { is: "work", resume: null, note: null };

function leftOut(step: AnyStep, world: World): Move | null {
  if (step.only_if === undefined) return null;
  const { holds, because } = world.judge(step.only_if);
  if (holds) return null;
  return { is: "pass", status: "skipped", result: null, note: because, by: null };
}

function awaited(type: StepType, step: AnyStep, world: World): Move {
  if (step.at === undefined) return prepared(type, null);
  const until = world.moment(step.at);
  if (!until) return { is: "fail", reason: `the date of "${step.at}" is not known` };
  if (until > world.now) return { is: "rest", stage: "due", until, note: null };
  const day = localDate(until, world.zone);
  const passed = day < localDate(world.now, world.zone);
  return prepared(type, passed ? `its day, ${dateInWords(day, world.zone)}, had passed` : null);
}

function prepared(type: StepType, note: string | null): Move {
  return type.content ? { is: "ask", note } : { is: "work", resume: null, note };
}

// what would leave the house does so in the playbook's hours, and never before its own date
function leaving(type: StepType, step: AnyStep, world: World): Move {
  if (!type.content) return worked;
  const { at, because } = world.leaves(world.now);
  if (because === null) return worked;
  return { is: "rest", stage: "window", until: at, note: because + lateFor(step, at, world) };
}

/** That a date of its own is missed by waiting is said, as it is never sent before it either. */
export function lateFor(step: AnyStep, at: Date, world: World): string {
  const own = step.at === undefined ? null : world.moment(step.at);
  if (!own) return "";
  const day = localDate(own, world.zone);
  return day < localDate(at, world.zone) ? `; its own day is ${dateInWords(day, world.zone)}` : "";
}

function decided(type: StepType, step: AnyStep, settled: Settled, world: World): Move {
  if (settled.is === "timeout") return passedBy("nobody decided in time", null, "timed out");
  if (settled.is !== "choice") return { is: "ask", note: null };
  if (settled.choice === "approve") return leaving(type, step, world);
  return skippedOrStopped(settled, "it was rejected");
}

function chosen(type: StepType, settled: Settled, again: Move): Move {
  if (settled.is === "answer") return { is: "by hand", by: settled.by, values: settled.values };
  if (settled.is !== "choice") return again;
  if (settled.choice === "take over") return { is: "hand", who: settled.by };
  if (settled.choice === "retry" || settled.choice === "again") return again;
  if (settled.choice === "accept")
    return { is: "accept", note: settled.reason ?? "somebody let it pass", by: settled.by };
  // sent again it is known to have left, and what follows that begins
  if (settled.choice === "arrived" && type.sent)
    return { is: "work", resume: null, note: settled.reason };
  if (settled.choice === "arrived")
    return {
      is: "pass",
      status: "done",
      result: type.content ? "sent" : null,
      note: settled.reason ?? "somebody saw that it arrived",
      by: settled.by,
    };
  const said = settled.choice === "stop" ? "somebody stopped it" : "somebody skipped it";
  return skippedOrStopped(settled, said);
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
// and then one within each hour for a day, as long as it is somebody else's system that does not do it
const awayTries = 29;

/** How often a step is tried by itself in all; null where its author did not say. */
export function triesOf({ retry }: AnyStep): number | null {
  return retry ? 1 + retry.limit : null;
}

const growth = 4;
const longestPause = 3_600_000;
const longestAsked = 86_400_000;

/**
 * Whether a failed step tries again by itself, and when. The pause grows fourfold, to an hour at most, and is spread;
 * it is never shorter than what the other side asks for, to a day at most.
 */
export function nextTry(
  step: AnyStep,
  tried: Tried,
  outcome: Extract<Outcome, { is: "failed" }>,
  world: World,
): Date | null {
  const { limit, wait = defaultRetry.wait } = step.retry ?? {
    ...defaultRetry,
    limit: defaultRetry.limit + (outcome.outside ? awayTries : 0),
  };
  const again = outcome.again || step.retry?.on === "any";
  if (!again || tried.attempt > limit) return null;
  const pause = world.after(world.now, wait).getTime() - world.now.getTime();
  const usual = Math.min(Math.max(pause, longestPause), pause * growth ** (tried.attempt - 1));
  const asked = Math.min(outcome.after ?? 0, longestAsked);
  return new Date(world.now.getTime() + spread(usual, asked, chanceOf(tried)));
}
