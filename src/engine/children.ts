// runs that are a part of another run: what may start, what their end does to the step that waits for it

import { createHash } from "node:crypto";
import { nameInWords, truncate } from "../grammar/words.ts";
import { fillInputs } from "../playbook/inputs.ts";
import type { ParentStep } from "../run/execution.ts";
import type { Child, ChildToStart, Outcome, Output } from "../steps/world.ts";
import { program } from "../store/audit.ts";
import { findParentStep, listAround, lockFamily } from "../store/children.ts";
import { findCustomer } from "../store/customers.ts";
import type { Jobs } from "../store/jobs.ts";
import { findPlaybook, type PlaybookRow } from "../store/playbooks.ts";
import { findStep, type StepPlace, type StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { Batch } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { settle } from "./signal.ts";
import { startRun } from "./start.ts";
import { turnInside } from "./turn-back.ts";

const deepest = 5;

/** Whether a playbook may run as a part of a run now. It may have been changed since the text that names it was checked. */
export async function readyChild(
  tenant: Tenant,
  run: HeldRun,
  place: ParentStep,
  { playbook: playbookId, inputs }: ChildToStart,
): Promise<Child> {
  const refused = (reason: string): Child => ({ is: "refused", reason });
  if (run.depth >= deepest)
    return refused(`runs stand inside each other ${deepest} deep at most, and this is the last`);
  const playbook = await findPlaybook(tenant, playbookId);
  if (!playbook || playbook.status === "archived")
    return refused(`there is no playbook “${playbookId}” any more`);
  if (playbook.status !== "on")
    return refused(`the playbook ${playbook.name} is not on: switch it on, then try again`);
  if (!run.customer && playbook.playbook.scope !== "workspace")
    return refused(`${playbook.name} is about one customer, and this run is about no single one`);
  const around = await listAround(tenant, run.runId);
  if (around.some((it) => it.playbookId === playbookId)) {
    const chain = [...around.map((it) => it.name), playbook.name].join(" → ");
    return refused(`it would never end, as each of these runs the next: ${chain}`);
  }
  const lacks = lacksOf(playbook, inputs);
  return { is: "ready", runId: childId(place), name: playbook.name, lacks };
}

// it may ask for something else by now than when the text that gives it was checked
function lacksOf({ playbook }: PlaybookRow, inputs: Output): string | null {
  const { missing, wrong } = fillInputs(playbook, inputs);
  const asked = playbook.inputs ?? {};
  const nameOf = (name: string) => `“${asked[name]?.ask ?? nameInWords(name)}”`;
  const said = [
    ...missing.map((name) => `it asks for ${nameOf(name)}`),
    ...Object.entries(wrong).map(
      ([name, why]) =>
        `“${truncate(JSON.stringify(inputs[name]).replaceAll('"', ""), 60)}” is no answer to ${nameOf(name)}: ${why}`,
    ),
    ...Object.keys(inputs)
      .filter((name) => !Object.hasOwn(asked, name))
      .map((name) => `it does not ask for “${nameInWords(name)}” any more`),
  ];
  return said.length === 0 ? null : said.map((it) => it.replace(/\.$/, "")).join("; ");
}

/** Starts it in the transaction of the commit that leaves its step, by an id of its own: twice is once. */
async function startChild(
  needs: EngineNeeds,
  tenant: Tenant,
  { run, place, start }: { run: HeldRun; place: ParentStep; start: ChildToStart },
): Promise<void> {
  const playbook = await findPlaybook(tenant, start.playbook);
  if (!playbook) throw new Error(`the playbook ${start.playbook} went away`);
  const customer =
    run.customer && playbook.playbook.scope !== "workspace"
      ? await findCustomer(tenant, run.customer.id)
      : null;
  const step = run.graph.nodes.get(place.stepId)?.step;
  await startRun(needs, tenant, {
    playbook,
    customer,
    inputs: start.inputs,
    cause: { is: "run", playbook: run.playbook.name, step: step?.name ?? place.stepId },
    startedBy: run.execution.startedBy,
    runId: childId(place),
    parent: { ...place, depth: run.depth },
  });
}

/** A run that is a part of this one begins with the commit, or not at all; so does its way back. */
export function startWithIt(
  { needs, run, batch }: { needs: EngineNeeds; run: HeldRun; batch: Batch },
  { id, iteration }: StepRow,
  outcome: Outcome,
): void {
  const place = { runId: run.runId, stepId: id, iteration };
  if (outcome.is === "waiting" && outcome.for.kind === "way back") {
    const { by = program, reason = "" } = run.execution.rollback ?? {};
    const back = { runId: outcome.for.run, place, by, reason };
    batch.before.push((tenant) => lockFamily(tenant, run.runId));
    batch.also.push((tenant) => turnInside(needs, tenant, back));
  }
  const start = toStart(outcome);
  if (!start) return;
  batch.also.push((tenant) => startChild(needs, tenant, { run, place, start }));
}

function toStart(outcome: Outcome): ChildToStart | null {
  if (outcome.is === "done") return outcome.start ?? null;
  return outcome.is === "waiting" && outcome.for.kind === "run" ? outcome.for : null;
}

/** Tells the step that waits for a run that it has ended, in the transaction of that end. A step that waits no longer is left alone. */
export async function tellParent(jobs: Jobs, tenant: Tenant, runId: string): Promise<void> {
  const ended = await findParentStep(tenant, runId);
  if (!ended) return;
  const { result, reason, ...place } = ended;
  const step = await findStep(tenant, place);
  if (step?.status !== "waiting" || step.stage !== "work") return;
  await settle(jobs, tenant, place, step.turn, { is: "run", runId, result, reason });
}

/** the id of the run that a step starts, as a uuid */
function childId({ runId, stepId, iteration }: StepPlace): string {
  const hex = createHash("sha256").update(`${runId}:${stepId}:${iteration}`).digest("hex");
  const [a, b, c, d, e] = [
    [0, 8],
    [8, 12],
    [13, 16],
    [17, 20],
    [20, 32],
  ].map(([from, to]) => hex.slice(from, to));
  return `${a}-${b}-8${c}-8${d}-${e}`;
}
