import { z } from "zod";
import { FieldRow, Row } from "./form.ts";

const orNull = (about: string) => z.string().nullable().describe(about);

const Op = z.strictObject({
  op: z.enum(["set", "delete", "remove", "insert", "replace"]),
  step: orNull("the id of the step it is about; null: the playbook itself"),
  field: orNull("for set and delete"),
  value: orNull("for set"),
  after: orNull("for insert: the id of the step before the new ones"),
  before: orNull("for insert: the id of the step behind the new ones"),
  rows: z.array(Row).describe("for insert and replace; else empty"),
  fields: z.array(FieldRow).describe("what else these rows have; else empty"),
});
export type Op = z.infer<typeof Op>;

/** The edits a model names to make a change, and what it says about them. */
export const ChangeForm = z.strictObject({ edits: z.array(Op), say: z.string() });
export type ChangeForm = z.infer<typeof ChangeForm>;
