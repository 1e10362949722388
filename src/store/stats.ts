import { z } from "zod";
import { many, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

/** Runs that took about as long, within half a percent: how many, and how long on average, in milliseconds. */
const Lasted = z.object({ runs: z.number(), ms: z.number() });
export type Lasted = z.infer<typeof Lasted>;

const RunStats = z.object({
  playbookId: z.string(),
  name: z.string(),
  runs: z.number(),
  ended: z.number(),
  succeeded: z.number(),
  open: z.number(),
  /** of those that ended, from start to end */
  lasted: z.array(Lasted),
});

/** The runs that started in a period, by playbook. */
export function runStats({ db, workspaceId }: Tenant, from: Date, to: Date) {
  return many(
    db,
    RunStats,
    // a million lengths would be long to send, and to sort here while nothing else goes on
    sql`with alike as (
          select playbook_id, floor(200 * ln(1 + greatest(ms, 0))) as length, count(*)::int as runs,
            count(*) filter (where result = 'succeeded')::int as succeeded, avg(ms) as ms
          from (
            select playbook_id, result, (extract(epoch from ended_at - started_at) * 1000)::float8 as ms
            from playbook_executions
            where workspace_id = ${workspaceId} and started_at >= ${from} and started_at < ${to}) e
          group by 1, 2)
        select p.id as "playbookId", p.name, sum(a.runs)::int as runs,
          coalesce(sum(a.runs) filter (where a.ms is not null), 0)::int as ended,
          sum(a.succeeded)::int as succeeded,
          coalesce(sum(a.runs) filter (where a.ms is null), 0)::int as open,
          coalesce(json_agg(json_build_object('runs', a.runs, 'ms', a.ms)) filter (where a.ms is not null), '[]') as lasted
        from alike a
        join playbooks p on p.workspace_id = ${workspaceId} and p.id = a.playbook_id
        group by p.id, p.name order by sum(a.runs) desc, p.name`,
  );
}

const WaitingStats = z.object({ who: z.string(), count: z.number(), since: z.date() });

/** Who open runs wait for right now, for how much and since when: those for whom they have waited longest. */
export function waitingStats({ db, workspaceId }: Tenant) {
  return many(
    db,
    WaitingStats,
    sql`select who, count(*)::int as count, min(since) as since from (
          select s.ask ->> 'who' as who, s.started_at as since
          from playbook_step_executions s
          where s.workspace_id = ${workspaceId} and s.status = 'waiting' and s.stage is not null and s.settled is null
            and s.ask ->> 'who' is not null and s.ask -> 'quiet' is null
            -- the few that are paused are left out: a look at each that is not would cost as much again
            and s.run_id not in (select e.id from playbook_executions e
              where e.workspace_id = ${workspaceId} and e.paused_at is not null and e.status = 'paused')
          union all
          select a.approvers -> 0 ->> 'id', a.asked_at from approvals a
          where a.workspace_id = ${workspaceId} and a.status = 'pending' and jsonb_array_length(a.approvers) > 0) it
        group by who order by since, who limit 10`,
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
