import type { Edit } from "../playbook/edit.ts";
import { Playbook } from "../playbook/playbook.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import { ChangeForm, type Op } from "./change-form.ts";
import { fieldValue } from "./field-value.ts";
import type { FormFault } from "./form-fault.ts";
import { rowsToSteps } from "./rows-to-steps.ts";
import { tidyAll } from "./tidy.ts";

export type NamedEdits = { edits: Edit[]; faults: FormFault[] };

/** What a model named, as edits of the text. `doOf` tells the type of a step that is there already. */
export function opsToEdits(
  answered: ChangeForm,
  doOf: (step: string) => string | null,
  dates: readonly string[],
): NamedEdits {
  const { edits: ops } = ChangeForm.parse(tidyAll(answered));
  const added = new Map(ops.flatMap((op) => op.rows.map((row) => [row.id, row.do])));
  const faults: FormFault[] = [];
  const typeFor = (step: string) => doOf(step) ?? added.get(step) ?? null;
  const made = (op: Op) => {
    const { steps, faults: found } = rowsToSteps(op.rows, op.fields, dates);
    faults.push(...found);
    return steps;
  };
  const edits = ops.flatMap((op) => editsOf(op, { typeFor, made, faults }));
  return { edits, faults };
}

type TypeFor = (step: string) => string | null;

type Making = {
  typeFor: TypeFor;
  /** the steps that an edit's rows come to */
  made(op: Op): Record<string, unknown>[];
  faults: FormFault[];
};

function editsOf(op: Op, { typeFor, made, faults }: Making): Edit[] {
  const { step, field } = op;
  const wrong = (message: string, fix: string): Edit[] => {
    faults.push({ step, field: field ?? "op", message, fix });
    return [];
  };
  switch (op.op) {
    case "set":
      if (!field || op.value === null) return wrong("It sets nothing.", "Name field and value.");
      return setEdits(op, field, op.value, typeFor, wrong);
    case "delete":
      if (!field) return wrong("It names no field.", "Name the field that is to go.");
      return [{ is: "remove-field", step, path: pathOf(field, step, typeFor) }];
    case "remove":
      if (step === null) return wrong("It names no step.", "Name the step that is to go.");
      return [{ is: "remove-step", id: step }];
    case "insert":
      return insertEdits(op, made(op), wrong);
    case "replace": {
      const steps = made(op);
      const [only] = steps;
      if (step === null || !only || steps.length > 1)
        return wrong("One step is put in the place of one.", "Name the step, and give one row.");
      return [{ is: "replace-step", id: step, step: only }];
    }
  }
}

type Wrong = (message: string, fix: string) => Edit[];

// these make a playbook the one it is, or hold what has edits of its own
const fixed = ["format", "id", "steps"];

function setEdits(
  { step }: Op,
  field: string,
  value: string,
  typeFor: TypeFor,
  wrong: Wrong,
): Edit[] {
  const path = pathOf(field, step, typeFor);
  const [top = ""] = path;
  if (step === null && fixed.includes(String(top)))
    return wrong(`"${field}" cannot be set.`, "Use the other edits for steps.");
  const type = step === null ? null : typeFor(step);
  const schema =
    step === null ? Playbook : type === null ? null : schemaOf(knownSteps, { id: step, do: type });
  const read = schema ? fieldValue(schema, path.map(String), value) : value;
  const ended = typeof read === "string" && read.includes("\n") ? `${read}\n` : read;
  return [{ is: "set-field", step, path, value: ended }];
}

// `text` and `who` are the row's names for two fields of the step
function pathOf(field: string, step: string | null, typeFor: TypeFor): (string | number)[] {
  const type = step === null ? null : typeFor(step);
  const form =
    step === null || type === null ? null : typeOf(knownSteps, { id: step, do: type }).form;
  const meant = field === "text" ? form?.text : field === "who" ? form?.who : null;
  return (meant ?? field).split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function insertEdits({ after, before }: Op, made: Record<string, unknown>[], wrong: Wrong): Edit[] {
  if (made.length === 0) return wrong("It inserts no step.", "Give the rows of the new steps.");
  if ((after === null) === (before === null))
    return wrong("It does not say where.", "Name the step before or the step behind, not both.");
  if (before !== null) return made.map((step) => ({ is: "insert-step", before, step }));
  const places = [after ?? "", ...made.map((step) => String(step["id"]))];
  return made.map((step, i) => ({ is: "insert-step", after: places[i] ?? "", step }));
}
