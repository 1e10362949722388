import { isRecord } from "../grammar/field.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { Criterion } from "../steps/criterion.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { listAsText } from "./field-value.ts";
import { type FieldRow, PlaybookForm, type Row, rollbackPath, undoPath } from "./form.ts";

/** A playbook as the filled form it would come from: what a model is shown, and what tests turn back. */
export function playbookToForm(playbook: Playbook): PlaybookForm {
  const {
    format: _,
    steps,
    inputs,
    triggers,
    limits,
    prerequisites,
    success,
    exit,
    rollback,
    ...top
  } = playbook;
  const rows: Row[] = [];
  const fields: FieldRow[] = [];
  addRows(steps, null, null, { rows, fields });
  for (const { from, steps: back } of rollback ?? [])
    addRows(back, null, rollbackPath(from ?? []), { rows, fields });
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(top))
    if (name in PlaybookForm.shape) named[name] = value;
    else fields.push(...fieldsOf(null, name, value));
  const { once_per = null, every = null, conflict = null, ...others } = limits ?? {};
  fields.push(...fieldsOf(null, "limits", others));
  return PlaybookForm.parse({
    why: null,
    category: null,
    channel: null,
    customers: null,
    scope: null,
    ...named,
    inputs: Object.entries(inputs ?? {}).map(([name, input]) => ({
      name,
      type: asText(input.type),
      ask: input.ask ?? null,
      default: input.default === undefined ? null : asText(input.default),
      min: input.min ?? null,
      max: input.max ?? null,
    })),
    triggers: (triggers ?? []).map((trigger, i) => triggerRow(trigger, i, fields)),
    limits: { once_per, every, conflict },
    prerequisites: criterionRows(prerequisites),
    success: criterionRows(success),
    exit: exit ?? [],
    rows,
    fields,
    notes: [],
  });
}

function criterionRows(criteria: readonly Criterion[] = []) {
  return criteria.map(({ say, when = null, who = null }) => ({ say, when, who }));
}

type Filled = { rows: Row[]; fields: FieldRow[] };

function addRows(steps: AnyStep[], parent: string | null, path: string | null, filled: Filled) {
  for (const step of steps) {
    const { form, inside } = typeOf(knownSteps, step);
    const branches = inside?.(step) ?? [];
    const holding = new Set([...branches.map((branch) => String(branch.path[0])), "undo"]);
    const own = new Map(Object.entries(step).filter(([name]) => !holding.has(name)));
    const take = (name: string | null) => {
      const value: unknown = name === null ? undefined : own.get(name);
      if (name !== null) own.delete(name);
      return value === undefined || value === null ? null : asText(value);
    };
    const row: Row = {
      id: take("id") ?? "",
      do: take("do") ?? "",
      name: take("name"),
      parent,
      path,
      only_if: take("only_if"),
      at: take("at"),
      who: take(form.who),
      text: take(form.text),
    };
    filled.rows.push(row);
    for (const [name, value] of own) filled.fields.push(...fieldsOf(row.id, name, value));
    for (const branch of branches) {
      // a way that holds nothing and hangs on nothing is named all the same
      if (branch.when !== null || branch.steps.length === 0)
        filled.fields.push({
          step: row.id,
          field: `when.${branch.name}`,
          value: branch.when ?? "",
        });
      if (branch.then !== undefined)
        filled.fields.push({ step: row.id, field: `then.${branch.name}`, value: branch.then });
      addRows(branch.steps, row.id, branch.name, filled);
    }
    addRows(step.undo ?? [], row.id, undoPath, filled);
  }
}

function triggerRow(trigger: object, index: number, fields: FieldRow[]): Record<string, unknown> {
  const shape = PlaybookForm.shape.triggers.element.shape;
  const row: Record<string, unknown> = Object.fromEntries(
    Object.keys(shape).map((name) => [name, null]),
  );
  for (const [name, value] of Object.entries(trigger))
    if (name in shape) row[name] = value;
    else fields.push(...fieldsOf(null, `triggers.${index}.${name}`, value));
  return row;
}

function fieldsOf(step: string | null, field: string, value: unknown): FieldRow[] {
  if (Array.isArray(value) && value.every(isRecord))
    return value.flatMap((item, i) => fieldsOf(step, `${field}.${i}`, item));
  if (!isRecord(value)) return value === undefined ? [] : [{ step, field, value: asText(value) }];
  return Object.entries(value).flatMap(([name, inner]) =>
    fieldsOf(step, `${field}.${name}`, inner),
  );
}

function asText(value: unknown): string {
  return Array.isArray(value) ? listAsText(value.map(String)) : String(value).trimEnd();
}
