// runs that are a part of another run: what may start, what their end does to the step that waits for it

import { createHash } from "node:crypto";
import type { ParentStep } from "../run/execution.ts";
import type { Child, ChildToStart, Outcome } from "../steps/world.ts";
import { program } from "../store/audit.ts";
import { findParentStep, listAround, lockFamily } from "../store/children.ts";
import { findCustomer } from "../store/customers.ts";
import type { Jobs } from "../store/jobs.ts";
import { findPlaybook } from "../store/playbooks.ts";
import { findStep, type StepPlace, type StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { Batch } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { settle } from "./signal.ts";
import { lacksOf, whyNot } from "./ready-child.ts";
import { startRun } from "./start.ts";
import { turnInside } from "./turn-back.ts";

/** Whether a playbook may run as a part of a run now. */
export async function readyChild(
  tenant: Tenant,
  run: HeldRun,
  place: ParentStep,
  { playbook: playbookId, inputs }: ChildToStart,
): Promise<Child> {
  const playbook = await findPlaybook(tenant, playbookId);
  const outer = await listAround(tenant, run.runId);
  const around = outer.map((it) => ({ id: it.playbookId, name: it.name }));
  const reason = whyNot(playbook, { id: playbookId, around, customer: run.customer });
  if (reason !== null || !playbook) return { is: "refused", reason: reason ?? "" };
  const lacks = lacksOf(playbook, inputs);
  return { is: "ready", runId: childId(place), name: playbook.name, lacks };
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
    csm: run.execution.csm ?? null,
    shifts: (run.execution.shifts ?? []).map((it) => ({ ...it, moved: [] })),
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
