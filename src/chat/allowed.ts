import { UserError } from "../errors.ts";
import { listPeople } from "../store/people.ts";
import { forWorkspace } from "../store/tenant.ts";
import { loadRun } from "./load-run.ts";
import type { ChatNeeds } from "./needs.ts";
import { type Control, member, refusal } from "./rights.ts";

type Asked = { workspaceId: string; runId: string; by: string };

/** Refuses in one sentence whoever may not do this to a run. */
export async function allow(
  needs: ChatNeeds,
  { workspaceId, runId, by }: Asked,
  control: Control,
): Promise<void> {
  const why = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const person = member(await listPeople(tenant), by);
    if (person.role !== "csm") return null;
    const run = await loadRun(needs, tenant, runId);
    return run && refusal(control, run.situation.people, person);
  });
  if (why !== null) throw new UserError(why);
}
