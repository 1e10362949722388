import { z } from "zod";
import { CriterionResult } from "./execution.ts";

/** How a step of a run stands. A step without a state has not begun. */
const stepStatuses = [
  "running",
  "waiting", // for a time, an event or a person's work
  "asking", // for somebody's yes to what would leave the house
  "retrying", // failed for a passing reason, next try set
  "failed", // for a person: retry or skip
  "unknown", // a send in doubt, for a person: it arrived, send again or skip
  "done",
  "skipped",
  "cancelled",
  "undone", // was done, and has been taken back
] as const;
export const StepStatus = z.enum(stepStatuses);
export type StepStatus = z.infer<typeof StepStatus>;

/** Where in its life a step is parked, and so what a signal means to it. */
export const Stage = z.enum([
  "due",
  "asking",
  "work",
  "rest",
  "failed",
  "doubt",
  "gate",
  "window",
  "away",
]);
export type Stage = z.infer<typeof Stage>;

/** What ended a park; written by whoever settles it, read by the next segment. */
export const Settled = z.discriminatedUnion("is", [
  z.object({ is: z.literal("time") }),
  z.object({ is: z.literal("timeout") }),
  z.object({
    is: z.literal("event"),
    name: z.string(),
    at: z.string(),
    data: z.record(z.string(), z.json()),
  }),
  z.object({
    is: z.literal("answer"),
    by: z.string(),
    values: z.record(z.string(), z.json()),
  }),
  z.object({
    is: z.literal("run"),
    runId: z.string(),
    result: z.string(),
    reason: z.string().nullable(),
  }),
  // a person's word on an approval, a failure or a doubt
  z.object({
    is: z.literal("choice"),
    choice: z.enum(["approve", "skip", "stop", "retry", "arrived", "again", "take over", "accept"]),
    by: z.string(),
    reason: z.string().nullable(),
  }),
]);
export type Settled = z.infer<typeof Settled>;

export const StepState = z.object({
  id: z.string(),
  iteration: z.number(),
  status: StepStatus,
  stage: Stage.nullable(),
  /** tries so far; raised by each beginning, a crash's too */
  attempt: z.number(),
  /** how often it has parked; a click on an older card names an older turn */
  turn: z.number(),
  output: z.record(z.string(), z.json()).nullable(),
  result: z.string().nullable(),
  /** why it went as it did, for the card */
  note: z.string().nullable(),
  by: z.string().nullable(),
  /** how often it failed or was in doubt, and why the last time */
  failures: z.number(),
  failure: z.string().nullable(),
  /** how each criterion of its gate stood, as far as it was judged */
  criteria: z.array(CriterionResult).nullable(),
  /** when people are next reminded of it, and how often they were */
  nudgeAt: z.date().nullable(),
  nudges: z.number(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  /** a parked step's deadline or next moment */
  due: z.date().nullable(),
  settled: Settled.nullable(),
});
export type StepState = z.infer<typeof StepState>;

/** Whether somebody or something must settle it before the run can go on. */
export function isParked(state: Pick<StepState, "status">): boolean {
  return ["waiting", "asking", "retrying", "failed", "unknown"].includes(state.status);
}
