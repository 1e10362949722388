// the fields that steps of several types have

import { z } from "zod";
import { condition, datePhrase, duration, person, stepList } from "../grammar/field.ts";
import { Criterion } from "./criterion.ts";

const StepId = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a step's id is small letters, digits and _")
  .max(60)
  .describe("short name, unique in the playbook; results are used as id.name");

const Retry = z
  .strictObject({
    limit: z.number().int().min(1).max(10).describe("how often to try again"),
    wait: duration(
      "how long to wait before the first new try; it grows fourfold each time",
    ).optional(),
    on: z
      .enum(["passing", "any"])
      .describe("any: also after a failure that is no passing one")
      .optional(),
  })
  .describe("what to do when the step fails for a passing reason, or its gate is not passed");
export type Retry = z.infer<typeof Retry>;

const Escalation = z
  .strictObject({
    in: duration("when nothing happens: after how long to ask somebody else as well"),
    who: person("who is asked as well, and may then do it or decide"),
  })
  .describe("whom to ask as well, and when");
export type Escalation = z.infer<typeof Escalation>;

const nudging = {
  remind: duration("how often whoever it waits for is reminded, within working hours").optional(),
  escalate: z.array(Escalation).min(1).max(5).optional(),
};

const OnError = z
  .enum(["ask", "continue", "stop"])
  .describe("what happens when it cannot be done: ask a person, go on without it, or stop the run");
export type OnError = z.infer<typeof OnError>;

const Approval = z
  .strictObject({
    who: person("who decides: csm, manager, owner, starter or @somebody").optional(),
    second_person: z
      .boolean()
      .describe("true: never the person who wrote or started it")
      .optional(),
    on_reject: z.enum(["send_back", "skip", "stop"]).describe("what Reject does").optional(),
    ...nudging,
  })
  .describe("who says yes before it leaves the house; without it the account's csm does");
export type Approval = z.infer<typeof Approval>;

export const common = {
  id: StepId,
  name: z.string().min(1).max(120).describe("what people call the step").optional(),
  only_if: condition("the step is left out unless this is true").optional(),
  at: datePhrase("the step waits for this date").optional(),
  after: z
    .array(StepId)
    .min(1)
    .max(20)
    .describe("inside parallel: the steps it waits for")
    .optional(),
  retry: Retry.optional(),
  gate: z
    .array(Criterion)
    .min(1)
    .max(10)
    .describe("what must be true after its work before the run goes on; sees `output`")
    .optional(),
  on_error: OnError.optional(),
  ...nudging,
  no_undo: z.string().min(1).max(300).describe("why it is not taken back on a rollback").optional(),
  notes: z.string().max(2000).describe("for readers of the playbook").optional(),
};
export const parked = {
  timeout: duration(
    "how long it may wait; then it ends with the result `timed out` and the run goes on",
  ).optional(),
};
export const leaving = { ...parked, approval: Approval.optional() };

/** What takes a step back: a list of steps again. */
export function undoOf<T extends z.ZodType>(steps: T) {
  return {
    undo: stepList("what takes it back on a rollback, instead of its own way", steps).optional(),
  };
}
