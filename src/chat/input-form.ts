// the questions of a playbook or a step as a form, and its answers read as what was asked for

import type { ShapeField } from "../grammar/shape.ts";
import { typeOfShapeField } from "../grammar/shape.ts";
import { capitalize, nameInWords } from "../grammar/words.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { readAnswer } from "../playbook/answer.ts";
import { fillInputs } from "../playbook/inputs.ts";
import type { Output } from "../steps/world.ts";
import type { Form, FormField } from "./replies.ts";

export function inputsForm(playbook: Playbook, act: string, value: string, initial: Output): Form {
  const fields = Object.entries(playbook.inputs ?? {}).map(([name, input]) =>
    fieldOf(name, input.ask ?? plain(name), input.type, initial[name] ?? input.default ?? null),
  );
  return { title: playbook.name.slice(0, 24), submit: "Continue", act, value, intro: null, fields };
}

export type Answered =
  | { ok: true; values: Output }
  | { ok: false; problems: Record<string, string> };

export function inputsOf(playbook: Playbook, fields: Record<string, string | string[]>): Answered {
  const { values, missing, wrong } = fillInputs(playbook, fields);
  const problems = {
    ...wrong,
    ...Object.fromEntries(missing.map((name) => [name, "This is needed."])),
  };
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, values };
}

export function shapeFields(shape: Record<string, ShapeField>, initial: Output = {}): FormField[] {
  return Object.entries(shape).map(([name, field]) =>
    fieldOf(name, plain(name), field, initial[name] ?? null),
  );
}

export function shapeAnswers(
  shape: Record<string, ShapeField>,
  fields: Record<string, string | string[]>,
): Answered {
  const values: Output = {};
  const problems: Record<string, string> = {};
  for (const [name, field] of Object.entries(shape)) {
    const answer = readAnswer(fields[name] ?? "", field);
    if (answer.ok) values[name] = answer.value;
    else problems[name] = answer.wrong;
  }
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, values };
}

function fieldOf(name: string, label: string, kind: ShapeField, initial: unknown): FormField {
  const type = typeOfShapeField(kind);
  const given = Array.isArray(initial) ? initial.join("\n") : initial;
  const known =
    typeof given === "string" || typeof given === "number" ? { initial: String(given) } : {};
  const field = { name, label, ...known };
  if (typeof type === "object" && "oneOf" in type)
    return {
      ...field,
      kind: "choice",
      options: type.oneOf.map((it) => ({ label: plain(it), value: it })),
    };
  if (typeof type === "object") return { ...field, kind: "text", hint: "One on each line." };
  switch (type) {
    case "number":
      return { ...field, kind: "number" };
    case "boolean":
      return {
        ...field,
        kind: "choice",
        options: [
          { label: "Yes", value: "yes" },
          { label: "No", value: "no" },
        ],
        ...(typeof initial === "boolean" && { initial: initial ? "yes" : "no" }),
      };
    case "date":
      return { ...field, kind: "date" };
    default:
      return { ...field, kind: "text" };
  }
}

function plain(name: string): string {
  return capitalize(nameInWords(name));
}
