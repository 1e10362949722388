import { z } from "zod";
import { many, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const CountRow = z.object({
  playbookId: z.string(),
  open: z.number(),
  lastRun: z.date().nullable(),
  nextRun: z.date().nullable(),
});

/** How much each playbook runs: open runs, when it last started, when a trigger looks next. */
export async function countRuns({ db, workspaceId }: Tenant) {
  const rows = await many(
    db,
    CountRow,
    sql`select p.id as "playbookId",
          (select count(*)::int from playbook_executions e
            where e.workspace_id = p.workspace_id and e.playbook_id = p.id and e.status <> 'ended') as open,
          (select max(e.started_at) from playbook_executions e
            where e.workspace_id = p.workspace_id and e.playbook_id = p.id) as "lastRun",
          (select min(t.next_at) from playbook_triggers t
            where t.workspace_id = p.workspace_id and t.playbook_id = p.id) as "nextRun"
        from playbooks p where p.workspace_id = ${workspaceId}`,
  );
  return new Map(rows.map(({ playbookId, ...counts }) => [playbookId, counts]));
}
