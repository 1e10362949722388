import { typeOfShapeField } from "../grammar/shape.ts";
import type { Surroundings } from "../playbook/check.ts";
import { compile } from "../playbook/compile.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { graphOf } from "../run/graph.ts";
import { fillInputs } from "../playbook/inputs.ts";
import { preview, type PreviewLine } from "../run/preview.ts";
import { type Situation, situationOf, worldOf } from "../run/situation.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Output } from "../steps/world.ts";
import { exampleColleagues, exampleCustomer, exampleOf, tryAt } from "./example-customer.ts";

/** What stands in the way of a step when the playbook is walked through with an example customer. */
export type Obstacle = { step: AnyStep; reason: string };

/** Walks a playbook on a virtual clock for a customer of whom everything is known: whatever is still in the way is the text's own fault. */
export function tryOut(playbook: Playbook, surroundings: Surroundings): Obstacle[] {
  const situation = situationFor(playbook, surroundings);
  return linesOf(situation).flatMap(({ step, obstacle }) =>
    obstacle === null ? [] : [{ step, reason: obstacle }],
  );
}

function situationFor(playbook: Playbook, surroundings: Surroundings): Situation {
  const customer =
    playbook.scope === "workspace" ? null : exampleCustomer(surroundings.customerFields);
  return situationOf({
    execution: {
      id: "try",
      inputs: inputsOf(playbook),
      atStart: customer?.fields ?? {},
      startedAt: tryAt,
      startedBy: "csm",
    },
    playbook,
    graph: graphOf(compile(playbook.steps)),
    customer,
    author: "csm",
    history: Object.entries(customer?.fields ?? {}).flatMap(([field, value]) =>
      typeof value === "number" ? [{ field, since: new Date(0), value }] : [],
    ),
    colleagues: exampleColleagues(surroundings.people),
    workspaceZone: "UTC",
    holidays: null,
    states: [],
  });
}

function linesOf(situation: Situation): PreviewLine[] {
  const { lines } = preview({
    graph: situation.graph,
    now: tryAt,
    states: situation.states,
    pace: { work: "0m", yes: "0m" },
    worldAt: (now, previous, assumed) => {
      const values = { ...situation.values };
      for (const [id, { result, status, at }] of assumed)
        values[id] = { status, result, at: at.toISOString() };
      const later = (name: string) => assumed.has(name.split(".")[0] ?? "");
      return worldOf(situation, { now, previous, later, values });
    },
    approverOf: (step) => step.approval?.who ?? "csm",
  });
  return lines;
}

function inputsOf(playbook: Playbook): Output {
  const { values, missing } = fillInputs(playbook, {});
  for (const name of missing)
    values[name] = exampleOf(typeOfShapeField(playbook.inputs?.[name]?.type ?? "text"));
  return values;
}
