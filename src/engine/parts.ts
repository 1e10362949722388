// the runs that a run has started, each with what of it would be taken back

import { isAllBack, type PartOf, type Parts, planRollback } from "../run/rollback.ts";
import { knownSteps } from "../steps/all.ts";
import { listParts, type PartRow } from "../store/children.ts";
import { listSteps } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "directory">;

/** By the step that started each, as `step:iteration`. What has been taken back altogether is left out. */
export async function partsOf(needs: Needs, tenant: Tenant, runId: string): Promise<Parts> {
  const parts = new Map<string, PartOf>();
  for (const row of await listParts(tenant, runId)) {
    const { id, name, stepId, iteration, status, turned } = row;
    // all of it is taken back
    if (isAllBack({ ...row, turned: turned?.scope ?? null })) continue;
    const isThere = turned === null || status === "ended";
    const now = isThere ? await standing(needs, tenant, row) : underWay(turned);
    parts.set(`${stepId}:${iteration}`, { runId: id, name, ...now });
  }
  return parts;
}

async function standing(needs: Needs, tenant: Tenant, row: PartRow) {
  const { id, playbookId, version, status } = row;
  const { graph, playbook } = await needs.directory.runnable(tenant, playbookId, version);
  const rows = await listSteps(tenant, id);
  const parts = await partsOf(needs, tenant, id);
  const run = { graph, rows, playbook, types: knownSteps, parts };
  const taken = planRollback(run, { is: "run" });
  return { is: "there", isOpen: status !== "ended", parts, taken } as const;
}

function underWay({ goesOn }: NonNullable<PartRow["turned"]>) {
  if (!goesOn) return { is: "going" } as const;
  const why = "a step of it is just taken back: roll back once that is through";
  return { is: "stays", why } as const;
}
