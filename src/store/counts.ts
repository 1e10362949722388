import { z } from "zod";
import { many, one } from "./db.ts";
import { runsWithJob } from "./jobs.ts";
import type { Tenant } from "./tenant.ts";

const CountRow = z.object({
  playbookId: z.string(),
  open: z.number(),
  lastRun: z.date().nullable(),
});

/**
 * Open runs that are put down have a mark, see migration 027; these are the few that are without one, and have a job.
 * A table for statements whose `$1` is the workspace.
 */
export const unmarkedRuns = `(
  select e.* from playbook_executions e
  where e.workspace_id = $1 and e.status <> 'ended' and e.has_parked is null
    and e.id in (select j.run_id from ${runsWithJob} j where j.workspace_id = $1)) e`;

const openRuns = `(
  select e.playbook_id from playbook_executions e where e.workspace_id = $1 and e.has_parked
  union all
  select e.playbook_id from ${unmarkedRuns})`;

/** How much each playbook runs: open runs, and when it last started. */
export async function countRuns({ db, workspaceId }: Tenant) {
  const rows = await many(db, CountRow, {
    text: `with open as (select playbook_id, count(*)::int as count from ${openRuns} o group by playbook_id)
           select p.id as "playbookId", coalesce(o.count, 0) as open,
             (select max(e.started_at) from playbook_executions e
               where e.workspace_id = p.workspace_id and e.playbook_id = p.id) as "lastRun"
           from playbooks p left join open o on o.playbook_id = p.id where p.workspace_id = $1`,
    values: [workspaceId],
  });
  return new Map(rows.map(({ playbookId, ...counts }) => [playbookId, counts]));
}

const OpenRow = z.object({ count: z.number() });

/** How many runs of a playbook are under way, those that wait to begin among them. */
export async function countOpen({ db, workspaceId }: Tenant, playbookId: string): Promise<number> {
  const { count } = await one(db, OpenRow, {
    text: `select count(*)::int as count from ${openRuns} o where o.playbook_id = $2`,
    values: [workspaceId, playbookId],
  });
  return count;
}
