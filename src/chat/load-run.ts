import type { Parts } from "../run/rollback.ts";
import { preview, type Preview } from "../run/preview.ts";
import { type Situation, situationOf, worldOf } from "../run/situation.ts";
import type { Execution } from "../run/execution.ts";
import type { Runnable } from "../engine/directory.ts";
import { partsOf } from "../engine/parts.ts";
import { policyFor } from "../approvals/policy.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { CustomerRow } from "../store/customers.ts";
import { listValues } from "../store/customers.ts";
import { findRun } from "../store/runs.ts";
import { listSteps, type StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { ChatNeeds } from "./needs.ts";

export type LoadedRun = {
  execution: Execution;
  customer: CustomerRow | null;
  situation: Situation<StepRow>;
  /** the runs it has started */
  parts: Parts;
};

/** A run with everything its decisions depend on. */
export async function loadRun(
  needs: ChatNeeds,
  tenant: Tenant,
  runId: string,
): Promise<LoadedRun | null> {
  const run = await findRun(tenant, runId);
  if (!run) return null;
  const { execution, customer } = run;
  const { playbookId, version } = execution;
  const situation = await situate(needs, tenant, {
    execution,
    runnable: await needs.engine.directory.runnable(tenant, playbookId, version),
    customer,
    states: await listSteps(tenant, runId),
  });
  const parts: Parts = startsRuns(situation)
    ? await partsOf(needs.engine, tenant, runId)
    : new Map();
  return { execution, customer, situation, parts };
}

/** Whether some of its steps are runs of their own. */
export function startsRuns(situation: Pick<Situation, "graph" | "forward">): boolean {
  const { graph } = situation.forward ?? situation;
  return [...graph.nodes.values()].some(({ step }) => step && typeOf(knownSteps, step).runs);
}

/** The situation a run would be in that starts now. */
export function imagineRun(
  needs: ChatNeeds,
  tenant: Tenant,
  it: {
    runnable: Runnable;
    customer: CustomerRow | null;
    inputs: Execution["inputs"];
    startedBy: string;
  },
): Promise<Situation<StepRow>> {
  const { runnable, customer, inputs, startedBy } = it;
  const execution = {
    id: "",
    inputs,
    atStart: customer?.fields ?? {},
    startedAt: needs.clock.now(),
    startedBy,
  };
  return situate(needs, tenant, { execution, runnable, customer, states: [] });
}

async function situate(
  needs: ChatNeeds,
  tenant: Tenant,
  it: {
    execution: Situation["execution"];
    runnable: Runnable;
    customer: CustomerRow | null;
    states: StepRow[];
  },
): Promise<Situation<StepRow>> {
  const { runnable } = it;
  return situationOf({
    ...runnable,
    execution: it.execution,
    customer: it.customer,
    history: runnable.looksBack && it.customer ? await listValues(tenant, it.customer.id) : [],
    colleagues: await needs.engine.directory.people(tenant),
    states: it.states,
  });
}

/** The same run with other rows, or on its way back. */
export async function seeWith(
  needs: ChatNeeds,
  tenant: Tenant,
  situation: Situation<StepRow>,
  states: readonly StepRow[],
  rollback: Execution["rollback"] = null,
): Promise<Situation<StepRow>> {
  const { graph } = situation.forward ?? situation;
  const colleagues = await needs.engine.directory.people(tenant);
  const execution = { ...situation.execution, rollback };
  return situationOf({
    ...situation,
    graph,
    execution,
    colleagues,
    states,
    workspaceZone: situation.zone,
  });
}

// how long people take to act, as long as nothing is measured yet
const pace = { work: "1 day", yes: "4h" };

/** What a run will do from where it stands. `patient` counts the time people take; without it they act at once. */
export function foresee(situation: Situation<StepRow>, now: Date, patient: boolean): Preview {
  return preview({
    graph: situation.graph,
    now,
    states: situation.states,
    pace: patient ? pace : { work: "0m", yes: "0m" },
    worldAt: (at, previous, assumed) => {
      const values = { ...situation.values };
      for (const [id, { result, status, at: ended }] of assumed)
        values[id] = { status, result, at: ended.toISOString() };
      const later = (name: string) => assumed.has(name.split(".")[0] ?? "");
      return worldOf(situation, { now: at, previous, later, values });
    },
    approverOf: (step) =>
      policyFor({
        approval: step.approval,
        people: situation.people,
        involved: [situation.author, situation.execution.startedBy],
        customer: situation.customer?.name ?? null,
      }).approvers[0]?.id ?? "",
  });
}
