import { Input, Playbook } from "../playbook/playbook.ts";
import { printValue } from "../playbook/print.ts";
import { readAnswer } from "../playbook/answer.ts";
import { triggerTypes } from "../triggers/all.ts";
import { fieldValue } from "./field-value.ts";
import { PlaybookForm } from "./form.ts";
import type { FormFault } from "./form-fault.ts";
import { rowsToSteps } from "./rows-to-steps.ts";
import { fieldOfKind } from "./schema-words.ts";
import { setAt } from "./set-at.ts";
import { tidyAll } from "./tidy.ts";
import { writtenDate } from "./written-date.ts";

export type Compiled = { source: string; value: Record<string, unknown>; faults: FormFault[] };

/** A filled form as the text of a playbook; whether the text holds together is for the reader to say. */
export function formToPlaybook(
  filled: PlaybookForm,
  { id, dates }: { id: string; dates: readonly string[] },
): Compiled {
  const form = PlaybookForm.parse(tidyAll(filled));
  const { steps, rollback, faults } = rowsToSteps(form.rows, form.fields, dates);
  const playbook: Record<string, unknown> = {
    format: 1,
    id,
    ...given({
      name: form.name,
      goal: form.goal,
      why: form.why,
      category: form.category,
      channel: form.channel,
      customers: form.customers,
      scope: form.scope,
    }),
    ...inputsOf(form),
    ...some(
      "triggers",
      form.triggers.map((trigger) => triggerOf(trigger, dates)),
    ),
    ...limitsOf(form),
    ...some("prerequisites", form.prerequisites.map(given)),
    ...some("success", form.success.map(given)),
    ...some("exit", form.exit),
    steps,
    ...some("rollback", rollback),
  };
  for (const { step, field, value } of form.fields) {
    if (step !== null) continue;
    const path = field.split(".");
    const isOwn = ["format", "id", "steps"].includes(path[0] ?? "");
    if (!isOwn && setAt(playbook, path, fieldValue(Playbook, path, value))) continue;
    const message = `"${field}" cannot be set on the playbook.`;
    faults.push({ step, field, message, fix: "Name the row it belongs to as its step." });
  }
  return { source: printValue(playbook), value: playbook, faults };
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== ""),
  );
}

function triggerOf(row: { by: string }, dates: readonly string[]): Record<string, unknown> {
  const trigger = given(row);
  const type = triggerTypes.find((it) => it.by === row.by);
  const field = type ? fieldOfKind(type.schema, "date") : null;
  const said = field === null ? null : trigger[field];
  if (field !== null && typeof said === "string") trigger[field] = writtenDate(said, dates);
  return trigger;
}

function some(name: string, items: readonly unknown[]): Record<string, unknown> {
  return items.length > 0 ? { [name]: items } : {};
}

function inputsOf({ inputs }: PlaybookForm): Record<string, unknown> {
  const entries = inputs.map(({ name, default: initial, ...rest }) => {
    const type = fieldValue(Input, ["type"], rest.type);
    return [name, given({ ...rest, type, default: initial && typed(initial, type) })] as const;
  });
  return entries.length > 0 ? { inputs: Object.fromEntries(entries) } : {};
}

// a default is of the kind its input has; one that is not is left for the reader to complain of
function typed(initial: string, type: unknown): unknown {
  const kind = Array.isArray(type) ? type.map(String) : String(type);
  const answer = readAnswer(initial, kind);
  return answer.ok ? answer.value : initial;
}

function limitsOf({ limits }: PlaybookForm): Record<string, unknown> {
  const set = given(limits);
  return Object.keys(set).length > 0 ? { limits: set } : {};
}
