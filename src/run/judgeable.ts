// whether what a run is judged by on its way can be told at all, found out before it begins

import { everyStep } from "../playbook/check-steps.ts";
import { stepInWords } from "../playbook/describe.ts";
import { fieldsIn } from "../grammar/field.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { Criterion } from "../steps/criterion.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { World } from "../steps/world.ts";
import type { CriterionResult } from "./execution.ts";
import { type Situation, worldOf } from "./situation.ts";

/**
 * What a run finds before it begins: what its steps come to is known later, and of one inside another run also what
 * that one gives it.
 */
export function worldBefore(situation: Situation, now: Date, isInside: boolean): World {
  const steps = stepsOf(situation);
  return worldOf(situation, { now, previous: now, later: comesLater(steps, isInside) });
}

/** Each criterion: whether its fields are known of this customer, or somebody is there who answers it. */
export function judgeable(situation: Situation, world: World): CriterionResult[] {
  const { playbook, customer } = situation;
  const steps = stepsOf(situation);
  const whole = [...(playbook.prerequisites ?? []), ...(playbook.success ?? [])];
  const exits = (playbook.exit ?? []).map(({ say, when }) => ({ say, when }));
  const gates = steps.flatMap(({ gate = [] }) => gate);
  return [
    ...[...whole, ...exits, ...gates].map((it) => tellable(it, world)),
    ...steps.flatMap((step) => chosen(step, stepInWords(step, customer), world)),
  ];
}

function stepsOf({ playbook }: Situation): AnyStep[] {
  return everyStep(playbook.steps, []).map(({ step }) => step);
}

/** What steps come to, and what they set of the customer, is not known yet and needs not be. */
function comesLater(steps: readonly AnyStep[], isInside: boolean): (name: string) => boolean {
  const given = isInside ? ["inputs"] : [];
  const results = new Set(["output", ...given, ...steps.map(({ id }) => id)]);
  const set = new Set(
    steps
      .flatMap((step) => typeOf(knownSteps, step).sets?.(step) ?? [])
      .map((it) => `customer.${it}`),
  );
  return (name) => results.has(name.split(".")[0] ?? "") || set.has(name);
}

function tellable({ say, when, who }: Criterion, world: World): CriterionResult {
  const measured = when === undefined ? null : world.judge(when);
  if (measured && (measured.known || measured.unsure)) return { say, met: true, because: "" };
  // a person is asked what cannot be measured
  if (measured && who === undefined) return { say, met: false, because: measured.because };
  return answered(say, who ?? "csm", world);
}

function answered(say: string, who: string, world: World): CriterionResult {
  const asked = world.person(who)?.id ?? null;
  const because = asked === null ? `there is nobody for “${who}”` : "";
  return { say, met: asked !== null, because, asked };
}

/** Where a person chooses a path: that there is one, and that what speaks for each can be shown. */
function chosen(step: AnyStep, name: string, world: World): CriterionResult[] {
  const paths = (typeOf(knownSteps, step).inside?.(step) ?? []).filter(
    (it) => it.said !== undefined,
  );
  if (paths.length === 0) return [];
  const people = [...fieldsIn(schemaOf(knownSteps, step), step)].filter(
    ({ kind, path }) => kind === "person" && path.length === 1,
  );
  return [
    ...people.map(({ value }) => answered(name, String(value), world)),
    ...paths.flatMap((path) =>
      path.when === null
        ? []
        : [tellable({ say: `“${path.name}” of “${name}”`, when: path.when }, world)],
    ),
  ];
}
