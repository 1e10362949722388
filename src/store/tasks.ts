import { z } from "zod";
import { many, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const TaskRow = z.object({
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  turn: z.number(),
  title: z.string(),
  customer: z.string().nullable(),
});

/** What waits for a person's work, or was escalated to them, the oldest first. */
export function listTasks({ db, workspaceId }: Tenant, personId: string, limit: number) {
  return many(
    db,
    TaskRow,
    sql`select s.run_id as "runId", s.step_id as "stepId", s.iteration, s.turn, s.ask ->> 'title' as title, c.name as customer
        from playbook_step_executions s
        join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
        left join customers c on c.workspace_id = e.workspace_id and c.id = e.customer_id
        where s.workspace_id = ${workspaceId} and s.status = 'waiting' and s.ask is not null and s.settled is null and e.status = 'running'
          and s.ask -> 'quiet' is null
          and (s.ask ->> 'who' = ${personId} or s.ask::jsonb -> 'also' @> ${JSON.stringify([personId])}::jsonb)
        order by s.started_at limit ${limit}`,
  );
}
