import { z } from "zod";
import { many, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const CountRow = z.object({
  playbookId: z.string(),
  open: z.number(),
  lastRun: z.date().nullable(),
});

/** How much each playbook runs: open runs, and when it last started. */
export async function countRuns({ db, workspaceId }: Tenant) {
  const rows = await many(
    db,
    CountRow,
    sql`select p.id as "playbookId",
          (select count(*)::int from playbook_executions e
            where e.workspace_id = p.workspace_id and e.playbook_id = p.id and e.status <> 'ended') as open,
          (select max(e.started_at) from playbook_executions e
            where e.workspace_id = p.workspace_id and e.playbook_id = p.id) as "lastRun"
        from playbooks p where p.workspace_id = ${workspaceId}`,
  );
  return new Map(rows.map(({ playbookId, ...counts }) => [playbookId, counts]));
}
