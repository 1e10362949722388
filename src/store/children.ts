import { z } from "zod";
import { many, sql } from "./db.ts";
import { RunResult } from "../run/execution.ts";
import type { StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

const AncestorRow = z.object({ playbookId: z.string(), name: z.string() });

/** The playbooks of the runs that a run is a part of, from the outermost to its own. */
export function listAround({ db, workspaceId }: Tenant, runId: string) {
  return many(
    db,
    AncestorRow,
    sql`with recursive around as (
          select workspace_id, id, parent_run_id, playbook_id, depth from playbook_executions
          where workspace_id = ${workspaceId} and id = ${runId}
          union all
          select e.workspace_id, e.id, e.parent_run_id, e.playbook_id, e.depth from playbook_executions e
          join around a on e.workspace_id = a.workspace_id and e.id = a.parent_run_id)
        select a.playbook_id as "playbookId", p.name from around a
        join playbooks p on p.workspace_id = a.workspace_id and p.id = a.playbook_id order by a.depth`,
  );
}

const LockedRow = z.object({ id: z.string() });

/** Holds a run, the one it is a part of and all inside it, in the order of their ids, so that two who do so never wait for each other. */
export async function lockFamily({ db, workspaceId }: Tenant, runId: string): Promise<void> {
  await many(
    db,
    LockedRow,
    sql`with recursive inside as (
          select id, parent_run_id from playbook_executions where workspace_id = ${workspaceId} and id = ${runId}
          union all
          select e.id, e.parent_run_id from playbook_executions e join inside i on e.parent_run_id = i.id
          where e.workspace_id = ${workspaceId})
        select id from playbook_executions
        where workspace_id = ${workspaceId}
          and (id in (select id from inside) or id = (select parent_run_id from inside where id = ${runId}))
        order by id for update`,
  );
}

/**
 * The open runs inside a run that it waits for, with those inside them, outermost first; only those of some of its
 * steps, where they are named. One it does not wait for stands for itself.
 */
export async function listInside(
  { db, workspaceId }: Tenant,
  runId: string,
  steps: readonly string[] | null = null,
): Promise<string[]> {
  const rows = await many(
    db,
    LockedRow,
    sql`with recursive inside as (
          select id, depth from playbook_executions where workspace_id = ${workspaceId} and id = ${runId}
          union all
          select e.id, e.depth from inside i
          join playbook_executions e on e.workspace_id = ${workspaceId} and e.parent_run_id = i.id and e.status <> 'ended'
          join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.parent_run_id
            and s.step_id = e.parent_step_id and s.iteration = e.parent_iteration and s.status = 'waiting' and s.stage = 'work'
            and (${steps}::text[] is null or i.id <> ${runId} or s.step_id || ':' || s.iteration = any (${steps})))
        select id from inside where id <> ${runId} order by depth, id`,
  );
  return rows.map((it) => it.id);
}

const EndedRow = z.object({
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  result: RunResult,
  reason: z.string().nullable(),
});

/** The step a run is a part of, and how that run ended; none when it is part of none. */
export async function findParentStep(
  { db, workspaceId }: Tenant,
  runId: string,
): Promise<(StepPlace & { result: RunResult; reason: string | null }) | null> {
  const [row] = await many(
    db,
    EndedRow,
    sql`select parent_run_id as "runId", parent_step_id as "stepId", parent_iteration as iteration, result, reason
        from playbook_executions
        where workspace_id = ${workspaceId} and id = ${runId} and parent_run_id is not null and status = 'ended'`,
  );
  return row ?? null;
}
