import { z } from "zod";
import { many, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const RunStats = z.object({
  playbookId: z.string(),
  name: z.string(),
  runs: z.number(),
  ended: z.number(),
  succeeded: z.number(),
  open: z.number(),
  /** milliseconds from start to end, of those that ended */
  durations: z.array(z.coerce.number()),
});

/** The runs that started in a period, by playbook. */
export function runStats({ db, workspaceId }: Tenant, from: Date, to: Date) {
  return many(
    db,
    RunStats,
    sql`select p.id as "playbookId", p.name, count(*)::int as runs,
          count(*) filter (where e.status = 'ended')::int as ended,
          count(*) filter (where e.result = 'succeeded')::int as succeeded,
          count(*) filter (where e.status <> 'ended')::int as open,
          coalesce(array_agg(extract(epoch from e.ended_at - e.started_at) * 1000) filter (where e.status = 'ended'), '{}') as durations
        from playbook_executions e
        join playbooks p on p.workspace_id = e.workspace_id and p.id = e.playbook_id
        where e.workspace_id = ${workspaceId} and e.started_at >= ${from} and e.started_at < ${to}
        group by p.id, p.name order by count(*) desc, p.name`,
  );
}

const WaitingStats = z.object({ who: z.string(), since: z.date() });

/** Who open runs wait for right now, each with the moment since when. */
export function waitingStats({ db, workspaceId }: Tenant) {
  return many(
    db,
    WaitingStats,
    sql`select s.ask ->> 'who' as who, s.started_at as since
        from playbook_step_executions s
        join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
        where s.workspace_id = ${workspaceId} and s.status = 'waiting' and s.ask is not null and s.settled is null and e.status = 'running'
          and s.ask -> 'quiet' is null
        union all
        select a.approvers -> 0 ->> 'id', a.asked_at from approvals a
        where a.workspace_id = ${workspaceId} and a.status = 'pending' and jsonb_array_length(a.approvers) > 0`,
  );
}

const FailureStats = z.object({
  playbookId: z.string(),
  playbook: z.string(),
  /** the newest version that has failed there */
  version: z.number(),
  step: z.string(),
  count: z.number(),
  reason: z.string().nullable(),
});

/** The steps that needed a person because they failed or were in doubt, in runs that started in a period. */
export function failureStats({ db, workspaceId }: Tenant, from: Date, to: Date) {
  return many(
    db,
    FailureStats,
    sql`select p.id as "playbookId", p.name as playbook, max(e.version)::int as version, s.step_id as step, count(*)::int as count, max(s.note) as reason
        from playbook_step_executions s
        join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
        join playbooks p on p.workspace_id = e.workspace_id and p.id = e.playbook_id
        where s.workspace_id = ${workspaceId} and e.started_at >= ${from} and e.started_at < ${to} and s.failure is not null
        group by p.id, p.name, s.step_id order by count(*) desc, p.name limit 10`,
  );
}
