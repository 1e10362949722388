import { z } from "zod";
import { Execution } from "../run/execution.ts";
import { customerJson, CustomerRow } from "./customers.ts";
import { type Db, many, maybeOne, one, sql } from "./db.ts";
import { grouped, perPool } from "./group.ts";
import { countBeginnings, stepJson, StepRow } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

/** a run as json; needs `playbook_executions e` */
const executionJson = `jsonb_build_object(
  'id', e.id, 'playbookId', e.playbook_id, 'version', e.version, 'customerId', e.customer_id, 'status', e.status,
  'result', e.result, 'reason', e.reason, 'inputs', e.inputs, 'cause', e.cause, 'atStart', e.at_start, 'gate', e.gate,
  'startedBy', e.started_by, 'startedAt', e.started_at, 'endedAt', e.ended_at, 'success', e.success,
  'pausedAt', e.paused_at, 'rollback', e.rollback, 'csm', e.csm, 'shifts', e.shifts, 'depth', e.depth,
  'parent', case when e.parent_run_id is not null then jsonb_build_object(
    'runId', e.parent_run_id, 'stepId', e.parent_step_id, 'iteration', e.parent_iteration) end)`;

const customerOfRun = `(select ${customerJson} from customers c
  where c.workspace_id = e.workspace_id and c.id = e.customer_id)`;

const Wrapped = z.object({ execution: Execution, customer: CustomerRow.nullable() });
export type RunRow = z.infer<typeof Wrapped>;

export function findRun({ db, workspaceId }: Tenant, id: string): Promise<RunRow | null> {
  return maybeOne(db, Wrapped, {
    text: `select ${executionJson} as execution, ${customerOfRun} as customer
           from playbook_executions e where e.workspace_id = $1 and e.id = $2`,
    values: [workspaceId, id],
  });
}

export type RunFilter = {
  playbookId?: string | undefined;
  customerId?: string | undefined;
  open?: boolean | undefined;
  limit?: number | undefined;
};

export function listRuns({ db, workspaceId }: Tenant, filter: RunFilter): Promise<RunRow[]> {
  return many(db, Wrapped, {
    text: `select ${executionJson} as execution, ${customerOfRun} as customer
           from playbook_executions e
           where e.workspace_id = $1 and ($2::text is null or e.playbook_id = $2)
             and ($3::text is null or e.customer_id = $3) and ($4::boolean is null or (e.status <> 'ended') = $4)
           order by e.started_at desc limit $5`,
    values: [
      workspaceId,
      filter.playbookId ?? null,
      filter.customerId ?? null,
      filter.open ?? null,
      filter.limit ?? 50,
    ],
  });
}

const HeldRun = z.object({
  execution: Execution,
  customer: CustomerRow.nullable(),
  steps: z.array(StepRow),
  epoch: z.number(),
  signals: z.number(),
});
export type HeldRun = z.infer<typeof HeldRun>;

/**
 * Takes a run for the worker that holds this job: raises its epoch, which fences every earlier holder, and loads it.
 * null when it is not to be worked on. Outside a transaction it shares its statement with other claims.
 * The signals are as old as the steps: a claim that had to wait for a signal reads both as they were before it.
 */
export async function claimRun(
  { db, workspaceId }: Tenant,
  id: string,
  jobId: string,
): Promise<HeldRun | null> {
  const wanted = { workspaceId, id, jobId };
  // null also when somebody had the run locked: alone it is waited for
  const shared = await together(db)?.(wanted);
  const held = shared ?? (await claim(db, [wanted], "")).get(1);
  if (!held) return null;
  // what was running when an earlier holder died begins once more: counted before it does anything
  const { epoch, steps } = held;
  return {
    ...held,
    steps: await countBeginnings({ db, workspaceId }, { runId: id, epoch, steps }),
  };
}

type Wanted = { workspaceId: string; id: string; jobId: string };

const together = perPool((pool) =>
  grouped<Wanted, HeldRun | null>({
    async flush(wanted) {
      const claimed = await claim(pool, wanted, " skip locked");
      return wanted.map((_, i) => claimed.get(i + 1) ?? null);
    },
    lanes: 2,
    most: 50,
    sizeOf: () => 1,
  }),
);

const ClaimedRow = z.object({ position: z.number(), held: HeldRun });

async function claim(
  db: Db,
  wanted: Wanted[],
  lock: "" | " skip locked",
): Promise<Map<number, HeldRun>> {
  const rows = await many(db, ClaimedRow, {
    name: `claim-runs${lock.replace(" ", "-")}`,
    text: `with given as (
             select x.*, ordinality::int as position
             from rows from (json_to_recordset($1::json) as ("workspaceId" text, "id" uuid, "jobId" uuid)) with ordinality as x
             where ordinality between 0 and 2147483647),
           free as (
             select g.*, e.workspace_id, e.run_id from given g, lateral (
               select r.workspace_id, r.id as run_id from playbook_executions r
               where r.workspace_id = g."workspaceId" and r.id = g."id" and r.status not in ('paused', 'ended')
                 and (r.segment = 'queued' or (r.segment = 'held' and r.held_by = g."jobId"))
               for no key update${lock}) e),
           claimed as (
             update playbook_executions e set epoch = e.epoch + 1, segment = 'held', held_by = f."jobId"
             from free f where e.workspace_id = f.workspace_id and e.id = f.run_id
             returning f.position, e.*)
           select e.position, json_build_object('execution', ${executionJson}, 'customer', ${customerOfRun}, 'epoch', e.epoch,
             'signals', (select p.signals from playbook_executions p
               where p.workspace_id = e.workspace_id and p.id = e.id),
             'steps', coalesce((select json_agg(${stepJson}) from playbook_step_executions s
               where s.workspace_id = e.workspace_id and s.run_id = e.id), '[]')) as held
           from claimed e`,
    values: [JSON.stringify(wanted)],
  });
  return new Map(rows.map(({ position, held }) => [position, held]));
}

const SegmentRow = z.object({ segment: z.enum(["queued", "held", "parked", "none"]) });

/**
 * Tells a run that something was settled for it. True when it was parked and is queued now: the caller then
 * adds its job, in the same transaction. A run that is held will see the signal before it parks.
 */
export async function signalRun({ db, workspaceId }: Tenant, id: string): Promise<boolean> {
  const before = await maybeOne(
    db,
    SegmentRow,
    sql`with before as (
          select segment from playbook_executions where workspace_id = ${workspaceId} and id = ${id} for update)
        update playbook_executions e
        set signals = e.signals + 1,
            segment = case when e.segment = 'parked' and e.status = 'running' and e.gate is null then 'queued' else e.segment end
        from before
        where e.workspace_id = ${workspaceId} and e.id = ${id}
        returning case when e.segment = 'queued' and before.segment = 'parked' then 'queued' else 'held' end as segment`,
  );
  return before?.segment === "queued";
}

const EpochRow = z.object({ epoch: z.number(), signals: z.number(), status: z.string() });

export function readFence({ db, workspaceId }: Tenant, id: string) {
  return one(
    db,
    EpochRow,
    sql`select epoch, signals, status from playbook_executions where workspace_id = ${workspaceId} and id = ${id}`,
  );
}
