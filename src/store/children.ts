import { z } from "zod";
import { many, maybeOne, sql } from "./db.ts";
import { Execution, RunResult } from "../run/execution.ts";
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

// the step that waits for a run: the one that started it, or on a way back the one that takes it back
const awaiting = `coalesce(e.rollback #>> '{awaitedBy,stepId}', e.parent_step_id)`;
const awaitingRound = `coalesce((e.rollback #>> '{awaitedBy,iteration}')::int, e.parent_iteration)`;

const LockedRow = z.object({ id: z.string() });

/** Holds a run, the one it is a part of and all inside it, in the order of their ids, so that two who do so never wait for each other. */
export async function lockFamily(tenant: Tenant, runId: string): Promise<void> {
  let known = 0;
  for (;;) {
    const held = (await lockKnown(tenant, runId)).length;
    // while one of them was waited for, it may have got one inside it; held, it gets no more
    if (held === known) return;
    known = held;
  }
}

function lockKnown({ db, workspaceId }: Tenant, runId: string) {
  return many(
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
  const rows = await many(db, LockedRow, {
    text: `with recursive inside as (
             select id, depth from playbook_executions where workspace_id = $1 and id = $2
             union all
             select e.id, e.depth from inside i
             join playbook_executions e on e.workspace_id = $1 and e.parent_run_id = i.id and e.status <> 'ended'
             join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.parent_run_id
               and s.step_id = ${awaiting} and s.iteration = ${awaitingRound} and s.status = 'waiting' and s.stage = 'work'
               and ($3::text[] is null or i.id <> $2 or s.step_id || ':' || s.iteration = any ($3)))
           select id from inside where id <> $2 order by depth, id`,
    values: [workspaceId, runId, steps],
  });
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
  return maybeOne(db, EndedRow, {
    text: `select e.parent_run_id as "runId", ${awaiting} as "stepId", ${awaitingRound} as iteration, e.result, e.reason
           from playbook_executions e
           where e.workspace_id = $1 and e.id = $2 and e.parent_run_id is not null and e.status = 'ended'`,
    values: [workspaceId, runId],
  });
}

const PartRow = z.object({
  id: z.string(),
  playbookId: z.string(),
  version: z.number(),
  /** what its playbook is called now */
  name: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  status: Execution.shape.status,
  result: RunResult.nullable(),
  /** how far it has turned back, if it has */
  turned: z.object({ scope: z.enum(["run", "phase", "step"]), goesOn: z.boolean() }).nullable(),
});
export type PartRow = z.infer<typeof PartRow>;

/** The runs that the steps of a run have started. */
export function listParts({ db, workspaceId }: Tenant, runId: string): Promise<PartRow[]> {
  return many(
    db,
    PartRow,
    sql`select e.id, e.playbook_id as "playbookId", e.version, p.name, e.parent_step_id as "stepId",
          e.parent_iteration as iteration, e.status, e.result,
          case when e.rollback is not null then jsonb_build_object(
            'scope', e.rollback #>> '{scope,is}', 'goesOn', (e.rollback ->> 'goesOn')::boolean) end as turned
        from playbook_executions e
        join playbooks p on p.workspace_id = e.workspace_id and p.id = e.playbook_id
        where e.workspace_id = ${workspaceId} and e.parent_run_id = ${runId} order by e.started_at, e.id`,
  );
}
