import { z } from "zod";
import { many } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const TaskRow = z.object({
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  turn: z.number(),
  title: z.string(),
  customer: z.string().nullable(),
});

// each by an index of its own: one condition with an "or" would look through all that waits for anybody
const asked = `s.ask ->> 'who' = $2`;
const askedAlso = `s.ask -> 'also' is not null and s.ask::jsonb -> 'also' @> to_jsonb($2::text) and s.ask ->> 'who' is distinct from $2`;

/** What waits for a person's work, or was escalated to them, the oldest first. */
export function listTasks({ db, workspaceId }: Tenant, personId: string, limit: number) {
  return many(db, TaskRow, {
    text: `select t."runId", t."stepId", t.iteration, t.turn, t.title, c.name as customer
           from ((${oldest(asked)}) union all (${oldest(askedAlso)})) t
           left join customers c on c.workspace_id = $1 and c.id = t.customer_id
           order by t.started_at limit $3`,
    values: [workspaceId, personId, limit],
  });
}

function oldest(which: string): string {
  return `select s.run_id as "runId", s.step_id as "stepId", s.iteration, s.turn, s.ask ->> 'title' as title,
      s.started_at, e.customer_id
    from playbook_step_executions s
    join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
    where s.workspace_id = $1 and s.status = 'waiting' and s.stage is not null and s.settled is null
      and s.ask -> 'quiet' is null and ${which} and e.status = 'running'
    order by s.started_at limit $3`;
}
