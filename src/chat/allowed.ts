import { UserError } from "../errors.ts";
import { listPeople } from "../store/people.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { loadRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import { type Control, member, refusal } from "./rights.ts";

type Asked = { runId: string; by: string };

/** Refuses in one sentence whoever may not do this to a run. */
export function allow(
  needs: ChatNeeds,
  it: Asked & { workspaceId: string },
  control: Control,
): Promise<void> {
  return forWorkspace(needs.pool, it.workspaceId, allowing(needs, it, control));
}

/** The same in the transaction that does it: somebody may have lost their part since they were asked. */
export function allowing(
  needs: ChatNeeds,
  { runId, by }: Asked,
  control: Control,
): (tenant: Tenant) => Promise<void> {
  return async (tenant) => {
    const person = member(await listPeople(tenant), by);
    if (person.role !== "csm") return;
    const run = await loadRun(needs, tenant, runId);
    const why = run && refusal(control, run.situation.people, person);
    if (why !== null) throw new UserError(why);
  };
}
