// the runs that a run has started, each with what of it would be taken back

import { type PartOf, type Parts, planRollback } from "../run/rollback.ts";
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
    const { id, name, stepId, iteration } = row;
    const now = row.turned === null ? await standing(needs, tenant, row) : turned(row, row.turned);
    if (now) parts.set(`${stepId}:${iteration}`, { runId: id, name, ...now });
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

function turned({ status, result }: PartRow, { scope, goesOn }: NonNullable<PartRow["turned"]>) {
  const stays = (why: string) => ({ is: "stays", why }) as const;
  if (goesOn) return stays("a step of it is just taken back: roll back once that is through");
  if (status !== "ended") return { is: "going" } as const;
  if (scope !== "run") return stays("a part of it was rolled back by itself before");
  return result === "rolled back" ? null : stays("its own way back ended early");
}
