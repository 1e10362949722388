// what is only read when somebody wants to know all about a run

import { z } from "zod";
import { CriterionResult, RunResult } from "../run/execution.ts";
import { gateNotPassed } from "./audit.ts";
import { many, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const AuditRow = z.object({ at: z.date(), actor: z.string(), action: z.string() });
export type AuditRow = z.infer<typeof AuditRow>;

/** Who did what to a run and to what was asked in it, the oldest first. */
export function listAudit({ db, workspaceId }: Tenant, runId: string): Promise<AuditRow[]> {
  return many(
    db,
    AuditRow,
    sql`select at, actor, action from (
          select id, at, actor, action from audit_log
          where workspace_id = ${workspaceId} and subject = ${`run:${runId}`}
          union all
          select l.id, l.at, l.actor, l.action from approvals a
          join audit_log l on l.workspace_id = a.workspace_id and l.subject = 'approval:' || a.id
          where a.workspace_id = ${workspaceId} and a.run_id = ${runId}) it
        order by id`,
  );
}

const TryRow = z.object({
  stepId: z.string(),
  iteration: z.number(),
  attempt: z.number(),
  at: z.date(),
  criteria: z.array(CriterionResult),
});
export type TryRow = z.infer<typeof TryRow>;

/** The tries of a run's steps that a gate did not let pass, the first one first. */
export function listTries({ db, workspaceId }: Tenant, runId: string): Promise<TryRow[]> {
  return many(
    db,
    TryRow,
    sql`select details ->> 'step' as "stepId", (details ->> 'iteration')::int as iteration,
          (details ->> 'attempt')::int as attempt, at, details -> 'criteria' as criteria
        from audit_log
        where workspace_id = ${workspaceId} and subject = ${`run:${runId}`} and action = ${gateNotPassed}
        order by id`,
  );
}

const ChangedRow = z.object({
  stepId: z.string(),
  iteration: z.number(),
  field: z.string(),
  before: z.json(),
  after: z.json(),
});
export type ChangedRow = z.infer<typeof ChangedRow>;

/** What the steps of a run changed of its customer; `before` is null where there was nothing. */
export function listChanged({ db, workspaceId }: Tenant, runId: string): Promise<ChangedRow[]> {
  return many(
    db,
    ChangedRow,
    sql`select step_id as "stepId", iteration, field, coalesce(before, 'null') as before, after from customer_changes
        where workspace_id = ${workspaceId} and run_id = ${runId} order by changed_at, field`,
  );
}

const ChildRow = z.object({
  id: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  playbook: z.string(),
  status: z.enum(["running", "paused", "ended"]),
  /** something must be settled before it begins */
  gated: z.boolean(),
  result: RunResult.nullable(),
});
export type ChildRow = z.infer<typeof ChildRow>;

/** The runs that steps of a run started. */
export function listStarted({ db, workspaceId }: Tenant, runId: string): Promise<ChildRow[]> {
  return many(
    db,
    ChildRow,
    sql`select e.id, e.parent_step_id as "stepId", e.parent_iteration as iteration, p.name as playbook,
          e.status, e.gate is not null as gated, e.result
        from playbook_executions e
        join playbooks p on p.workspace_id = e.workspace_id and p.id = e.playbook_id
        where e.workspace_id = ${workspaceId} and e.parent_run_id = ${runId} order by e.started_at`,
  );
}
