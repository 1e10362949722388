// a step that a person does instead of the program: what they are asked for, and what it comes to

import type { Type } from "../grammar/catalogue.ts";
import type { Shape, ShapeField } from "../grammar/shape.ts";
import type { AnyStep, StepType } from "../steps/step-type.ts";
import type { Output } from "../steps/world.ts";

/** What later steps may name of it, asked of whoever does it by hand. What was written for a send is known already. */
export function handForm(type: StepType, step: AnyStep): Shape {
  if (type.content) return {};
  const { result, ...named } = type.results(step);
  const asked = Object.entries(named).flatMap(([name, it]) => {
    const field = fieldOf(it);
    return field === null ? [] : [[name, field] as const];
  });
  const results = resultsOf(result);
  return { ...Object.fromEntries(asked), ...(results.length > 1 && { result: results }) };
}

/** How it ended: as the person says, else in the only way there is. */
export function handResult(type: StepType, step: AnyStep, values: Output): string | null {
  if (type.content) return "sent";
  const said = values["result"];
  if (typeof said === "string") return said;
  return resultsOf(type.results(step)["result"])[0] ?? null;
}

function resultsOf(type: Type | undefined): string[] {
  if (typeof type !== "object" || !("oneOf" in type)) return [];
  return type.oneOf.filter((it) => it !== "timed out");
}

function fieldOf(type: Type): ShapeField | null {
  if (type === "boolean") return "yes/no";
  if (typeof type === "string") return type === "unknown" ? null : type;
  if ("oneOf" in type) return [...type.oneOf];
  if ("list" in type) return type.list === "number" ? "list of number" : "list of text";
  return null;
}
