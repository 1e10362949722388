// what a rollback would take back, and what stays: shown before it is done, or rehearsed

import { createHash } from "node:crypto";
import type { Rollback, RollbackScope } from "../run/execution.ts";
import {
  allRows,
  type PartOf,
  type Parts,
  planRollback,
  rehearsedRows,
  type Taken,
  wayThere,
} from "../run/rollback.ts";
import type { Preview } from "../run/preview.ts";
import type { Situation } from "../run/situation.ts";
import { stepInWords } from "../playbook/describe.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import { listChanged } from "../store/details.ts";
import type { StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { foresee } from "./foresee.ts";
import { imagineRun, type LoadedRun, loadRun, seeWith } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import type { Button } from "./replies.ts";
import type { RollbackShown } from "./rollback-shown.ts";
import { changedOf } from "./snapshot.ts";
import type { Loaded } from "./wanted.ts";

/** What a run would take back now. `value` of its button names exactly that. */
export async function wayBackOf(
  needs: ChatNeeds,
  tenant: Tenant,
  run: LoadedRun,
  scope: RollbackScope,
): Promise<RollbackShown & { digest: string }> {
  const { situation, parts, execution, customer } = run;
  const taken = takenBack(situation, parts, scope);
  const shown = await show(needs, tenant, backOf(needs, tenant, run, taken, scope));
  const digest = digestOf(taken, parts);
  const value = `${execution.id} ${digest} ${scopeText(scope)}`;
  const now: Button = { label: "Roll back", act: "roll-back-now", value, style: "danger" };
  return {
    ...shown,
    customer: customer?.name ?? null,
    scope: scopeInWords(situation, scope),
    digest,
    buttons: shown.back.length === 0 ? [] : [now, ...phaseButtons(situation, scope, execution.id)],
  };
}

/** What a run of this version would take back from its end, were everything done that is foreseen. */
export async function rehearse(
  needs: ChatNeeds,
  tenant: Tenant,
  { playbook, customer, wanted }: Loaded,
  by: string,
): Promise<RollbackShown> {
  const runnable = await needs.engine.directory.runnable(tenant, playbook.id, playbook.version);
  const inputs = wanted.inputs;
  const asked = { runnable, customer, inputs, startedBy: by };
  const { situation, surrounded } = await imagineRun(needs, tenant, asked);
  const foreseen = foresee(situation, { now: needs.clock.now(), patient: false, surrounded });
  const back = await rehearsedBack(needs, tenant, situation, foreseen);
  const shown = await show(needs, tenant, back);
  return { ...shown, customer: customer?.name ?? null, rehearsed: true, buttons: [] };
}

async function rehearsedBack(
  needs: ChatNeeds,
  tenant: Tenant,
  start: Situation,
  { assumed, lines }: Preview,
): Promise<Back> {
  const parts = new Map<string, PartOf>();
  const inside = new Map<string, Back>();
  for (const { step, inside: seen } of lines) {
    if (!seen) continue;
    const back = await rehearsedBack(needs, tenant, seen.seen, seen);
    const { taken, parts: deeper } = back;
    const { name } = seen.seen.playbook;
    inside.set(`${step.id}:1`, back);
    parts.set(`${step.id}:1`, {
      runId: "",
      name,
      is: "there",
      isOpen: false,
      taken,
      parts: deeper,
    });
  }
  const situation = await seeWith(needs, tenant, start, rehearsedRows(assumed));
  const scope = { is: "run" } as const;
  const taken = takenBack(situation, parts, scope);
  return { situation, parts, taken, scope, insideOf: async (place) => inside.get(place) ?? null };
}

export function takenBack(situation: Situation, parts: Parts, scope: RollbackScope): Taken {
  const { graph } = wayThere(situation);
  const { playbook } = situation;
  const run = { graph, rows: allRows(situation), playbook, types: knownSteps, parts };
  return planRollback(run, scope);
}

type Back = {
  situation: Situation<StepRow>;
  parts: Parts;
  taken: Taken;
  scope: RollbackScope;
  /** the way back of a run inside, by the step that started it, as `step:iteration` */
  insideOf(place: string): Promise<Back | null>;
};

function backOf(
  needs: ChatNeeds,
  tenant: Tenant,
  { situation, parts }: Pick<LoadedRun, "situation" | "parts">,
  taken: Taken,
  scope: RollbackScope,
): Back {
  return {
    situation,
    parts,
    taken,
    scope,
    async insideOf(place) {
      const part = parts.get(place);
      if (part?.is !== "there") return null;
      const run = await loadRun(needs, tenant, part.runId);
      return run && backOf(needs, tenant, run, part.taken, { is: "run" });
    },
  };
}

type Shown = Pick<RollbackShown, "back" | "stays" | "changed">;

async function show(needs: ChatNeeds, tenant: Tenant, back: Back): Promise<RollbackShown> {
  return {
    is: "rollback",
    playbook: back.situation.playbook.name,
    customer: null,
    scope: null,
    rehearsed: false,
    ...(await shownOf(needs, tenant, back)),
    buttons: [],
  };
}

async function shownOf(
  needs: ChatNeeds,
  tenant: Tenant,
  { situation, taken, scope, insideOf }: Back,
): Promise<Shown> {
  const { customer } = situation;
  const { graph } = wayThere(situation);
  const rollback: Rollback = { ...taken, scope, by: "", reason: "", goesOn: false };
  const rows = allRows(situation);
  const turned = await seeWith(needs, tenant, situation, rows, rollback);
  const { lines } = foresee(turned, {
    now: needs.clock.now(),
    patient: false,
    surrounded: null,
  });
  const inside = new Map<string, Shown>();
  for (const { step, iteration, last } of taken.undoes) {
    const back = await insideOf(`${step}:${iteration}`);
    if (back) inside.set(last, await shownOf(needs, tenant, back));
  }
  const nameOf = (id: string) => {
    const step = graph.nodes.get(id)?.step;
    return step ? stepInWords(step, customer) : id;
  };
  return {
    back: lines
      .filter((it) => !it.skipped)
      .map(({ step, says, waitsFor, receives, obstacle }) => ({
        says: step.name ?? says,
        waitsFor: inside.has(step.id) ? null : waitsFor,
        receives: receives !== null,
        obstacle,
        inside: inside.get(step.id)?.back ?? [],
      })),
    stays: [
      ...taken.cannot.map(({ step, why }) => ({ step: nameOf(step), why })),
      ...[...inside.values()].flatMap((it) => it.stays),
    ],
    changed: [
      ...(await changedBy(tenant, situation, taken)),
      ...[...inside.values()].flatMap((it) => it.changed),
    ],
  };
}

async function changedBy(tenant: Tenant, situation: Situation, { undoes }: Taken) {
  const { id } = situation.execution;
  // nothing has been done in a rehearsal
  if (id === "") return [];
  const changed = await listChanged(tenant, id);
  const isUndone = ({ stepId, iteration }: (typeof changed)[number]) =>
    undoes.some((it) => it.step === stepId && it.iteration === iteration);
  return changedOf(situation, changed.filter(isUndone));
}

/** It may also go back to where a phase began that the run has reached. */
function phaseButtons(situation: Situation, scope: RollbackScope, runId: string): Button[] {
  if (scope.is !== "run") return [];
  const { graph, states } = wayThere(situation);
  const phases = graph.order.flatMap((id) => {
    const step = graph.nodes.get(id)?.step;
    const holds = step && states.has(id) && typeOf(knownSteps, step).form.hold !== undefined;
    return holds && !graph.nodes.get(id)?.under ? [step] : [];
  });
  if (phases.length < 2) return [];
  return phases.slice(1).map((step) => ({
    label: `Only from “${step.name ?? step.id.replaceAll("_", " ")}”`.slice(0, 75),
    act: "roll-back",
    value: `${runId} phase:${step.id}`,
    inMenu: true,
  }));
}

function scopeInWords(situation: Situation, scope: RollbackScope): string | null {
  if (scope.is === "run") return null;
  const { customer } = situation;
  const step = wayThere(situation).graph.nodes.get(scope.id)?.step;
  const name = step ? stepInWords(step, customer) : scope.id;
  return scope.is === "phase" ? `from “${name}” on` : `only “${name}”`;
}

function digestOf(taken: Taken, parts: Parts): string {
  const plans = JSON.stringify(plansOf(taken, parts));
  return createHash("sha256").update(plans).digest("hex").slice(0, 12);
}

function plansOf({ plan, undoes }: Taken, parts: Parts): unknown {
  const inside = undoes.map(({ step, iteration }) => {
    const part = parts.get(`${step}:${iteration}`);
    return part?.is === "there" ? plansOf(part.taken, part.parts) : (part?.is ?? null);
  });
  return [plan, ...inside.filter((it) => it !== null)];
}

function scopeText(scope: RollbackScope): string {
  return scope.is === "run" ? "run" : `${scope.is}:${scope.id}`;
}

export function scopeOf(text: string | undefined): RollbackScope {
  const [is, id = ""] = (text ?? "run").split(":");
  return is === "phase" || is === "step" ? { is, id } : { is: "run" };
}
