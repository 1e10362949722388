// flat rows become steps: each is given its fields, and those inside another one are put into its paths

import type { z } from "zod";
import { fieldsIn } from "../grammar/field.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { FormPath } from "../steps/row-form.ts";
import { fieldValue, schemaAt } from "./field-value.ts";
import { type FieldRow, rollbackFrom, type Row, undoPath } from "./form.ts";
import type { FormFault } from "./form-fault.ts";
import { setAt } from "./set-at.ts";
import { writtenDate } from "./written-date.ts";

export type Steps = {
  steps: Record<string, unknown>[];
  rollback: Record<string, unknown>[];
  faults: FormFault[];
};

/** The steps of these rows, in their order, and what had no place in them. */
export function rowsToSteps(
  rows: readonly Row[],
  fields: readonly FieldRow[],
  dates: readonly string[],
): Steps {
  const faults: FormFault[] = [];
  const anchors = [...dates, ...rows.map((row) => row.id)];
  const children = Map.groupBy(rows, (row) => parentOf(row, rows, faults));

  function stepsUnder(parent: Row | null, undoing = false): Record<string, unknown>[] {
    const inside = children.get(parent) ?? [];
    const own = inside.filter((row) => takesBack(row) === undoing && !isRollback(row));
    return own.map((row) => stepOf(row));
  }

  // rows at the top with the same path are one list
  function rollbackLists(): Record<string, unknown>[] {
    const lists = Map.groupBy((children.get(null) ?? []).filter(isRollback), (row) => row.path);
    return [...lists].map(([path, list]) => {
      const from = rollbackFrom(path) ?? [];
      return { ...(from.length > 0 && { from }), steps: list.map((row) => stepOf(row)) };
    });
  }

  function stepOf(row: Row): Record<string, unknown> {
    const { form } = typeOf(knownSteps, bare(row));
    const own = fields.filter((field) => field.step === row.id);
    const step: Record<string, unknown> = { id: row.id, do: row.do };
    const given = { name: row.name, only_if: row.only_if, at: row.at };
    for (const [name, value] of Object.entries(given)) if (value) put(step, row, name, value);
    if (form.who !== null && row.who) put(step, row, form.who, row.who);
    if (form.text !== null && row.text) put(step, row, form.text, row.text);
    const conditions = form.nest ? own.filter((field) => pathOf(field) !== null) : [];
    for (const field of own)
      if (!conditions.includes(field)) put(step, row, field.field, field.value);
    if (form.nest) Object.assign(step, form.nest(pathsOf(row, conditions)));
    if (form.hold) Object.assign(step, form.hold(stepsUnder(row)));
    const undo = stepsUnder(row, true);
    if (undo.length > 0) step["undo"] = undo;
    return step;
  }

  function put(step: Record<string, unknown>, row: Row, field: string, written: string) {
    const path = field.split(".");
    const schema = schemaOf(knownSteps, bare(row));
    const value = isDate(schema, path)
      ? writtenDate(written, anchors)
      : fieldValue(schema, path, written);
    if (setAt(step, path, ended(value))) return;
    const message = `"${field}" cannot be set on "${row.id}".`;
    faults.push({ step: row.id, field, message, fix: "Use the fields the manual names." });
  }

  // in the order in which rows, and then conditions, name them
  function pathsOf(row: Row, conditions: FieldRow[]): FormPath[] {
    const held = (children.get(row) ?? []).filter((child) => !takesBack(child));
    const inside = held.map((child) => ({ name: child.path || "Yes", child }));
    const names = [...inside.map(({ name }) => name), ...conditions.map((it) => pathOf(it) ?? "")];
    const of = (name: string, kind: string) =>
      conditions.findLast((it) => it.field === `${kind}.${name}`)?.value || null;
    return [...new Set(names)].map((name) => ({
      name,
      when: of(name, "when"),
      then: of(name, "then"),
      steps: inside.filter((it) => it.name === name).map(({ child }) => stepOf(child)),
    }));
  }

  const ids = new Set(rows.map((row) => row.id));
  for (const { step, field } of fields)
    if (step !== null && !ids.has(step))
      faults.push({
        step,
        field,
        message: `"${field}" is set on "${step}", but no row is called so.`,
        fix: `Name one of the rows, or add a row "${step}".`,
      });
  return { steps: stepsUnder(null), rollback: rollbackLists(), faults };
}

function isDate(schema: z.ZodType, path: readonly string[]): boolean {
  const at = schemaAt(schema, path);
  return at !== null && [...fieldsIn(at, "day 1")].some(({ kind }) => kind === "date");
}

/** The row another one lies in; one that lies nowhere stands at the top. */
function parentOf(row: Row, rows: readonly Row[], faults: FormFault[]): Row | null {
  if (!row.parent) return null;
  const parent = rows.find((it) => it.id === row.parent);
  const wrong = (message: string, fix: string) => {
    faults.push({ step: row.id, field: "parent", message, fix });
    return null;
  };
  if (!parent) return wrong(`There is no row "${row.parent}".`, "Name the row it lies in.");
  const { nest, hold } = typeOf(knownSteps, bare(parent)).form;
  if (takesBack(row)) return isInside(parent, row, rows) ? null : parent;
  if (!nest && !hold)
    return wrong(
      `No step can lie inside "${parent.id}", as it holds none.`,
      'Name an "if", "phase" or "parallel" step as its parent, or none.',
    );
  if (isInside(parent, row, rows))
    return wrong(`"${row.id}" lies inside itself.`, "Name another parent, or none.");
  if (nest && !row.path)
    faults.push({
      step: row.id,
      field: "path",
      message: `It does not say on which path of "${parent.id}" it lies.`,
      fix: "Name the path.",
    });
  return parent;
}

function isInside(row: Row, outer: Row, rows: readonly Row[]): boolean {
  const seen = new Set<Row>();
  let at: Row | undefined = row;
  while (at && at !== outer && !seen.has(at)) {
    seen.add(at);
    const above: string | null = at.parent;
    at = rows.find((it) => it.id === above);
  }
  return at === outer;
}

// what takes its parent back lies beside whatever that holds
function takesBack({ parent, path }: Row): boolean {
  return Boolean(parent) && path === undoPath;
}

function isRollback({ parent, path }: Row): boolean {
  return !parent && rollbackFrom(path) !== null;
}

// a row's type is found without its fields
function bare({ id, do: type }: Row) {
  return { id, do: type };
}

// the path that a field of the step is about: its condition, or where it leads
function pathOf({ field }: FieldRow): string | null {
  return /^(?:when|then)\.(.+)$/s.exec(field)?.[1] ?? null;
}

// a text of several lines is printed as a block, which ends in a line end
function ended(value: unknown): unknown {
  return typeof value === "string" && value.includes("\n") ? `${value}\n` : value;
}
