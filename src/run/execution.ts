import { z } from "zod";

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
]);
export type Cause = z.infer<typeof Cause>;

/** What keeps a run from beginning until a person says more. */
export const Gate = z.discriminatedUnion("is", [
  z.object({ is: z.literal("inputs"), missing: z.array(z.string()), who: z.string() }),
  z.object({ is: z.literal("conflict"), with: z.string(), other: z.string(), who: z.string() }),
  z.object({ is: z.literal("turn"), with: z.string(), other: z.string() }),
]);
export type Gate = z.infer<typeof Gate>;

export const RunResult = z.enum(["succeeded", "stopped", "cancelled", "rolled back"]);
export type RunResult = z.infer<typeof RunResult>;

export const CriterionResult = z.object({
  say: z.string(),
  met: z.boolean().nullable(),
  because: z.string(),
});
export type CriterionResult = z.infer<typeof CriterionResult>;

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
});
export type Execution = z.infer<typeof Execution>;
