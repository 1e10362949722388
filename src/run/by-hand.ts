// a step that a person does instead of the program: what they are asked for, and what it comes to

import type { Type } from "../grammar/catalogue.ts";
import type { Shape, ShapeField } from "../grammar/shape.ts";
import type { AnyStep, StepType } from "../steps/step-type.ts";
import type { Output } from "../steps/world.ts";

/** What later steps may name of it, asked of whoever does it by hand. Of a send only how it ended, if it may end in several ways. */
export function handForm(type: StepType, step: AnyStep, playbook: object): Shape {
  const isNamed = (result: string) => isNamedIn(playbook, `${step.id}.${result}`);
  const { result, ...all } = type.byHand?.(step, isNamed) ?? type.results(step);
  const named = type.content ? {} : all;
  const asked = Object.entries(named).flatMap(([name, it]) => {
    const field = fieldOf(it);
    return field === null ? [] : [[name, field] as const];
  });
  const results = resultsOf(result);
  return { ...Object.fromEntries(asked), ...(results.length > 1 && { result: results }) };
}

type Ended = { result: string | null; note: string };

/** How it ended: as the person says, else in the only way there is. */
export function handResult(type: StepType, step: AnyStep, values: Output): Ended {
  const note = "done by hand";
  const said = values["result"];
  if (typeof said === "string") return { result: said, note: `${said}, ${note}` };
  const [only = type.content ? "sent" : null] = resultsOf(type.results(step)["result"]);
  return { result: only, note };
}

/** Whether it may end in several ways, apart from nobody answering. */
export function endsInWays(type: StepType, step: AnyStep): boolean {
  return resultsOf(type.results(step)["result"]).length > 1;
}

function isNamedIn(playbook: object, name: string): boolean {
  const [before, ...behind] = JSON.stringify(playbook).split(name);
  const around = [before ?? "", ...behind];
  return behind.some((it, i) => !/[\w.]$/.test(around[i] ?? "") && !/^\w/.test(it));
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
