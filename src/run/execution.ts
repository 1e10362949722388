import { z } from "zod";
import { Plan } from "../playbook/plan.ts";

/** Why a run started, for the card and for the record. */
export const Cause = z.discriminatedUnion("is", [
  z.object({ is: z.literal("person"), who: z.string() }),
  z.object({
    is: z.literal("trigger"),
    by: z.string(),
    /** the rule in words, and what made it true */
    rule: z.string(),
    because: z.string(),
  }),
  /** a step of another run, of this playbook */
  z.object({ is: z.literal("run"), playbook: z.string(), step: z.string() }),
]);
export type Cause = z.infer<typeof Cause>;

/** How a criterion stands; null: it is not known. */
export const CriterionResult = z.object({
  say: z.string(),
  met: z.boolean().nullable(),
  because: z.string(),
  /** whom a person's answer is asked of, where it is not measured; null: nobody plays that part */
  asked: z.string().nullable().optional(),
  /** who answered it; without anybody it was measured */
  by: z.string().optional(),
  /** when it was answered or measured */
  at: z.string().optional(),
  /** measured again and again since then, it has always been the same; only for showing */
  since: z.string().optional(),
});
export type CriterionResult = z.infer<typeof CriterionResult>;

/** A date that a step is tied to, and that passes while its run waits to begin. */
export const AnchoredDate = z.object({ step: z.string(), at: z.coerce.date() });
export type AnchoredDate = z.infer<typeof AnchoredDate>;

/** What keeps a run from beginning until a person says more. */
export const Gate = z.discriminatedUnion("is", [
  z.object({ is: z.literal("inputs"), missing: z.array(z.string()), who: z.string() }),
  z.object({
    is: z.literal("conflict"),
    with: z.string(),
    other: z.string(),
    who: z.string(),
    /** the next date that passes meanwhile, and the one that was reached while it waited */
    date: AnchoredDate.optional(),
    late: AnchoredDate.optional(),
    /** when they are asked again, should it still wait then */
    again: z.string().optional(),
  }),
  z.object({
    is: z.literal("turn"),
    with: z.string(),
    other: z.string(),
    who: z.string().optional(),
    date: AnchoredDate.optional(),
    /** when somebody is asked, should it still wait then */
    again: z.string().optional(),
  }),
  // what must be so first, in the order of the playbook
  z.object({
    is: z.literal("prerequisites"),
    criteria: z.array(CriterionResult),
    who: z.string(),
    /** when it is looked at again, as what is measured may depend on the date */
    again: z.string().optional(),
  }),
]);
export type Gate = z.infer<typeof Gate>;

/** The dates to come moved by so many days, or what is counted by a pause; what was parked moved with them. */
export const Shift = z.object({
  id: z.string(),
  days: z.number(),
  /** of a pause that waits do not count, in milliseconds: dates that count from nothing of the run stay */
  pause: z.number().optional(),
  by: z.string(),
  at: z.coerce.date(),
  moved: z.array(
    z.object({
      stepId: z.string(),
      iteration: z.number(),
      turn: z.number(),
      from: z.coerce.date(),
      to: z.coerce.date(),
    }),
  ),
});
export type Shift = z.infer<typeof Shift>;

/** How far back a rollback goes: all of it, since a phase began, or one step. */
export const RollbackScope = z.discriminatedUnion("is", [
  z.object({ is: z.literal("run") }),
  z.object({ is: z.literal("phase"), id: z.string() }),
  z.object({ is: z.literal("step"), id: z.string() }),
]);
export type RollbackScope = z.infer<typeof RollbackScope>;

/** A run that goes backward: the plan of it, which of its steps takes what back, and what stays. */
export const Rollback = z.object({
  scope: RollbackScope,
  by: z.string(),
  reason: z.string(),
  plan: Plan,
  /** the last step that takes a step back; when it is done, that one is undone */
  undoes: z.array(z.object({ step: z.string(), iteration: z.number(), last: z.string() })),
  cannot: z.array(z.object({ step: z.string(), why: z.string() })),
  /** whether the run goes on where it stood when it is through */
  goesOn: z.boolean(),
  /** the step on the way back of the run around it that waits for it */
  awaitedBy: z.object({ stepId: z.string(), iteration: z.number() }).optional(),
});
export type Rollback = z.infer<typeof Rollback>;

export const RunResult = z.enum(["succeeded", "stopped", "cancelled", "rolled back"]);
export type RunResult = z.infer<typeof RunResult>;

/** The step that a run is a part of. */
export const ParentStep = z.object({
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
});
export type ParentStep = z.infer<typeof ParentStep>;

/** One run of a playbook's version, for one customer or for the workspace. */
export const Execution = z.object({
  id: z.string(),
  playbookId: z.string(),
  version: z.number(),
  customerId: z.string().nullable(),
  status: z.enum(["running", "paused", "ended"]),
  result: RunResult.nullable(),
  reason: z.string().nullable(),
  inputs: z.record(z.string(), z.json()),
  cause: Cause,
  atStart: z.record(z.string(), z.json()),
  gate: Gate.nullable(),
  startedBy: z.string().nullable(),
  startedAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
  success: z.array(CriterionResult).nullable(),
  rollback: Rollback.nullable().optional(),
  pausedAt: z.coerce.date().nullable().optional(),
  /** who is its csm, where somebody gave it to another than the customer's */
  csm: z.string().nullable().optional(),
  shifts: z.array(Shift).optional(),
  parent: ParentStep.nullable(),
  /** how many runs it stands inside of */
  depth: z.number(),
});
export type Execution = z.infer<typeof Execution>;
