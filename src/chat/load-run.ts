import type { Parts } from "../run/rollback.ts";
import { type Situation, situationOf } from "../run/situation.ts";
import type { Execution } from "../run/execution.ts";
import type { Runnable } from "../engine/directory.ts";
import { partsOf } from "../engine/parts.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { CustomerRow } from "../store/customers.ts";
import { listValues } from "../store/customers.ts";
import { findRun } from "../store/runs.ts";
import { listSteps, type StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { surround, type Surrounded } from "./inside.ts";
import type { ChatNeeds } from "./needs.ts";

export type LoadedRun = {
  execution: Execution;
  customer: CustomerRow | null;
  situation: Situation<StepRow>;
  /** the runs it has started */
  parts: Parts;
  /** what is known of the runs inside it; null: its steps start none */
  surrounded: Surrounded | null;
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
  if (!startsRuns(situation))
    return { execution, customer, situation, parts: new Map(), surrounded: null };
  const parts = await partsOf(needs.engine, tenant, runId);
  const runs = new Map<string, LoadedRun>();
  for (const [place, part] of parts) {
    const inside =
      part.is === "there" && part.isOpen ? await loadRun(needs, tenant, part.runId) : null;
    if (inside) runs.set(place, inside);
  }
  const { playbook } = situation;
  const surrounded = await surround(needs, tenant, { playbook, customer, runId, runs });
  return { execution, customer, situation, parts, surrounded };
}

/** Whether some of its steps are runs of their own. */
export function startsRuns(situation: Pick<Situation, "graph" | "forward">): boolean {
  const { graph } = situation.forward ?? situation;
  return [...graph.nodes.values()].some(({ step }) => step && typeOf(knownSteps, step).runs);
}

/** The situation a run would be in that starts now. */
export async function imagineRun(
  needs: ChatNeeds,
  tenant: Tenant,
  it: {
    runnable: Runnable;
    customer: CustomerRow | null;
    inputs: Execution["inputs"];
    startedBy: string;
  },
): Promise<Pick<LoadedRun, "situation" | "surrounded">> {
  const { runnable, customer, inputs, startedBy } = it;
  const execution = {
    id: "",
    inputs,
    atStart: customer?.fields ?? {},
    startedAt: needs.clock.now(),
    startedBy,
  };
  const situation = await situate(needs, tenant, { execution, runnable, customer, states: [] });
  const { playbook } = runnable;
  const runs = new Map<string, LoadedRun>();
  const surrounded = startsRuns(situation)
    ? await surround(needs, tenant, { playbook, customer, runId: null, runs })
    : null;
  return { situation, surrounded };
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
  situation: Situation,
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
