// what a playbook means as a whole: names, order, people and agents

import type { Type } from "../grammar/catalogue.ts";
import { didYouMean } from "../grammar/closest.ts";
import { fieldsIn, isRecord } from "../grammar/field.ts";
import { typeOfShapeField } from "../grammar/shape.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import { triggerTypeOf } from "../triggers/all.ts";
import { customerFields } from "../steps/customer-fields.ts";
import { startCatalogue } from "./catalogue.ts";
import { checkCalls } from "./check-calls.ts";
import { checkWindow } from "./check-window.ts";
import { checkCriteria } from "./check-criteria.ts";
import { checkField, type Scope, type Surroundings } from "./check-field.ts";
import { checkSteps, everyStep } from "./check-steps.ts";
import type { Path } from "./place.ts";
import { Playbook } from "./playbook.ts";
import { type FieldProblem, fieldProblem } from "./shape-problems.ts";

export type { Surroundings } from "./check-field.ts";

/** Everything wrong with a playbook that has the right shape. */
export function check(playbook: Playbook, surroundings: Surroundings): FieldProblem[] {
  const start = startScope(playbook, surroundings);
  const { problems, after } = checkSteps(playbook.steps, start, playbook.rollback);
  for (const field of fieldsIn(Playbook, playbook)) {
    const scope = scopeOf(field.path, playbook, start, after);
    for (const { code, message, fix, offset } of checkField(field, scope))
      problems.push(fieldProblem(code, field.path, message, { fix, offset }));
  }
  problems.push(
    ...checkInputs(playbook),
    ...checkLimits(playbook),
    ...checkRollback(playbook),
    ...checkTriggers(playbook),
  );
  problems.push(...checkWindow(playbook), ...checkCalls(playbook, surroundings.playbooks));
  for (const top of ["prerequisites", "success"] as const)
    problems.push(...checkCriteria(playbook[top] ?? [], [top]));
  if (playbook.agent !== undefined && !surroundings.agents.includes(playbook.agent))
    problems.push(
      fieldProblem("unknown-agent", ["agent"], `There is no agent "${playbook.agent}".`, {
        fix: didYouMean(playbook.agent, surroundings.agents),
      }),
    );
  return problems;
}

function startScope(playbook: Playbook, surroundings: Surroundings): Scope {
  const shape = Object.fromEntries(
    Object.entries(playbook.inputs ?? {}).map(([name, input]) => [name, input.type]),
  );
  const catalogue = startCatalogue(shape, surroundings.customerFields);
  if (playbook.scope === "workspace") delete catalogue.names["customer"];
  const dates = { ...surroundings.customerFields, ...customerFields };
  const anchors = Object.keys(dates).filter((name) => dates[name] === "date");
  return { ...surroundings, catalogue, anchors: playbook.scope === "workspace" ? [] : anchors };
}

// the top of a playbook sees the customer; its ends see every result; an event is seen by its own trigger only
function scopeOf(path: Path, playbook: Playbook, start: Scope, after: Scope): Scope {
  const [top, index] = path;
  if (top === "success" || top === "exit") return after;
  if (top !== "customers" && top !== "triggers") return start;
  const { customer = "unknown", now = "date", today = "date" } = start.catalogue.names;
  const names: Record<string, Type> =
    playbook.scope === "workspace" ? { now, today } : { customer, now, today };
  const trigger = top === "triggers" ? playbook.triggers?.[Number(index)] : undefined;
  if (trigger && triggerTypeOf(trigger).hears) names["event"] = "unknown";
  return { ...start, catalogue: { names } };
}

const defaultKinds = { number: "number", boolean: "boolean", text: "string", date: "string" };

function checkInputs(playbook: Playbook): FieldProblem[] {
  return Object.entries(playbook.inputs ?? {}).flatMap(([name, input]) => {
    if (input.default === undefined) return [];
    const type = typeOfShapeField(input.type);
    const fits =
      type === "unknown" ||
      (typeof type === "string" && typeof input.default === defaultKinds[type]) ||
      (typeof type === "object" && "oneOf" in type && type.oneOf.includes(String(input.default)));
    const { default: given, min, max } = input;
    if (
      fits &&
      typeof given === "number" &&
      ((min !== undefined && given < min) || (max !== undefined && given > max))
    ) {
      const message = `The default of "${name}" is outside its own limits.`;
      return [fieldProblem("not-allowed", ["inputs", name, "default"], message)];
    }
    if (fits) return [];
    const isChoice = Array.isArray(input.type);
    const message = `The default of "${name}" is not ${isChoice ? "one of its answers" : `a ${String(input.type)}`}.`;
    return [
      fieldProblem(isChoice ? "not-allowed" : "wrong-type", ["inputs", name, "default"], message),
    ];
  });
}

// a staged list names phases by their ids
function checkRollback({ steps, rollback = [] }: Playbook): FieldProblem[] {
  const holding = everyStep(steps, []).filter(({ step }) => typeOf(knownSteps, step).form.hold);
  const phases = holding.map(({ step }) => step.id);
  return rollback.flatMap(({ from = [] }, i) =>
    from.flatMap((id, j) =>
      phases.includes(id)
        ? []
        : fieldProblem("unknown-name", ["rollback", i, "from", j], `There is no phase "${id}".`, {
            fix: didYouMean(id, phases),
          }),
    ),
  );
}

function checkLimits(playbook: Playbook): FieldProblem[] {
  const { once_per: oncePer, every } = playbook.limits ?? {};
  if (oncePer === undefined && every !== undefined) {
    const alone = "`every` says how long `once_per` holds, and there is no `once_per`.";
    const fix = "Add once_per: customer.";
    return [fieldProblem("missing-field", ["limits", "once_per"], alone, { fix })];
  }
  const [top, name] = oncePer?.split(".") ?? [];
  if (top !== "inputs" || name === undefined || playbook.inputs?.[name]) return [];
  const message = `There is no input "${name}".`;
  const fix = didYouMean(name, Object.keys(playbook.inputs ?? {}));
  return [
    fieldProblem("unknown-name", ["limits", "once_per"], message, {
      fix,
      offset: "inputs.".length,
    }),
  ];
}

function checkTriggers(playbook: Playbook): FieldProblem[] {
  return (playbook.triggers ?? []).flatMap((trigger, i) => {
    const found: FieldProblem[] = [];
    for (const { path, code, message, fix } of triggerTypeOf(trigger).faults?.(trigger) ?? [])
      found.push(fieldProblem(code, ["triggers", i, ...path], message, { fix: fix ?? null }));
    const give = "give" in trigger && isRecord(trigger.give) ? Object.keys(trigger.give) : [];
    for (const name of give)
      if (!playbook.inputs?.[name])
        found.push(
          fieldProblem(
            "unknown-name",
            ["triggers", i, "give", name],
            `There is no input "${name}".`,
            {
              at: "name",
              fix: didYouMean(name, Object.keys(playbook.inputs ?? {})),
            },
          ),
        );
    return found;
  });
}
