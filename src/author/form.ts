// the flat form a model fills: strict mode allows no optional fields, no records and no unions

import { z } from "zod";
import { categories, Limits } from "../playbook/playbook.ts";
import { stepTypes } from "../steps/all.ts";
import { triggerTypes } from "../triggers/all.ts";

const orNull = (about: string) => z.string().nullable().describe(about);

/** A step on one line. What else it has stands in the field rows. */
export const Row = z.strictObject({
  id: z.string().describe("short name, unique; later rows use its results as id.name"),
  do: z.enum(stepTypes.map((type) => type.do)),
  name: orNull("what people call the step"),
  parent: orNull("the id of the branching step it lies in; null: it stands at the top"),
  path: orNull("the path of that step it lies in"),
  only_if: orNull("a condition; the step is left out unless it is true"),
  at: orNull("a date phrase; the step waits for it"),
  who: orNull("whom it is for, as the manual says for its type"),
  text: orNull("its main text, as the manual says for its type"),
});
export type Row = z.infer<typeof Row>;

/** One more field of a step, or of the playbook where `step` is null. */
export const FieldRow = z.strictObject({
  step: orNull("the id of the row; null: the playbook itself"),
  field: z.string().describe("the field's name, with dots for what lies inside, as approval.who"),
  value: z.string().describe("as it would be written; a list as [a, b]"),
});
export type FieldRow = z.infer<typeof FieldRow>;

// a field that is itself a group stands in the field rows
const triggerFields = triggerTypes.flatMap(({ schema }) => {
  const shape: Record<string, z.ZodType> = schema.shape;
  return Object.keys(shape).filter((name) => opened(shape[name]) instanceof z.ZodString);
});

const TriggerRow = z.strictObject({
  by: z.enum(triggerTypes.map((type) => type.by)),
  ...Object.fromEntries(triggerFields.map((name) => [name, z.string().nullable()])),
});

const Say = z.string().describe("in people's words");
const When = z.string().describe("a condition");

const CriterionRow = z.strictObject({
  say: Say,
  when: orNull("a condition that measures it"),
  who: orNull("who answers it, where nothing measures it"),
});

export const PlaybookForm = z.strictObject({
  id: z.string().describe("small letters and dashes"),
  name: z.string(),
  goal: z.string().describe("what it is to achieve, one sentence"),
  why: orNull("why that matters, one sentence"),
  category: z.enum(categories).nullable(),
  channel: orNull("where its runs live, one of the channels there are"),
  customers: orNull("a condition: which customers it is for; null: every one"),
  scope: z.enum(["customer", "workspace"]).nullable(),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string().describe("text, number, yes/no, date, or the allowed answers as [a, b]"),
      ask: orNull("the question at the start of a run"),
      default: orNull("its value when nobody is asked, as in a start by a trigger"),
      min: z.number().nullable(),
      max: z.number().nullable(),
    }),
  ),
  triggers: z.array(TriggerRow),
  limits: z.strictObject({
    once_per: orNull("customer, or inputs.name"),
    every: orNull("a duration: how long that holds"),
    conflict: Limits.shape.conflict.unwrap().nullable(),
  }),
  prerequisites: z.array(CriterionRow).describe("what must be so before a run begins"),
  success: z.array(CriterionRow).describe("what success means, at the end"),
  exit: z.array(z.strictObject({ say: Say, when: When, as: z.enum(["success", "stopped"]) })),
  rows: z.array(Row),
  fields: z.array(FieldRow),
  notes: z.array(z.string()).describe("what you assumed, for the person, a sentence each"),
});
export type PlaybookForm = z.infer<typeof PlaybookForm>;

function opened(schema: z.ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

/** The path of rows that take their parent back, whatever that holds. */
export const undoPath = "undo";

/** The path of rows without a parent that are done on a rollback, from these phases on. */
export function rollbackPath(from: readonly string[]): string {
  return from.length === 0 ? "rollback" : `rollback from ${from.join(", ")}`;
}

/** The phases such a path names; null for any other path. */
export function rollbackFrom(path: string | null): string[] | null {
  const [all, from] = /^rollback(?: from (.+))?$/.exec(path ?? "") ?? [];
  return all === undefined ? null : (from?.split(/\s*,\s*/) ?? []);
}
