import { z } from "zod";
import { Execution } from "../run/execution.ts";
import { customerJson, CustomerRow } from "./customers.ts";
import { unmarkedRuns } from "./counts.ts";
import { type Db, many, maybeOne, one, sql } from "./db.ts";
import type { HeldJob, Jobs } from "./jobs.ts";
import { countBeginnings, stepJson, StepRow } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

/** a run as json; needs `playbook_executions e` */
export const executionJson = `jsonb_build_object(
  'id', e.id, 'playbookId', e.playbook_id, 'version', e.version, 'customerId', e.customer_id, 'status', e.status,
  'result', e.result, 'reason', e.reason, 'inputs', e.inputs, 'cause', e.cause, 'atStart', e.at_start, 'gate', e.gate,
  'startedBy', e.started_by, 'startedAt', e.started_at, 'endedAt', e.ended_at, 'success', e.success,
  'pausedAt', e.paused_at, 'rollback', e.rollback, 'csm', e.csm, 'shifts', e.shifts, 'depth', e.depth,
  'parent', case when e.parent_run_id is not null then jsonb_build_object(
    'runId', e.parent_run_id, 'stepId', e.parent_step_id, 'iteration', e.parent_iteration) end)`;

export const customerOfRun = `(select ${customerJson} from customers c
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
  open?: true;
  limit?: number | undefined;
};

// of each playbook the newest, as an index has them in that order: not all that a workspace ever ran, sorted
const newestOfPlaybooks = (which: string) => `select e.* from playbooks p, lateral (
    select e.* from playbook_executions e
    where e.workspace_id = p.workspace_id and e.playbook_id = p.id ${which}
    order by e.started_at desc limit $4) e
  where p.workspace_id = $1 and ($2::text is null or p.id = $2) and $3::text is null`;

const openOfPlaybooks = `${newestOfPlaybooks("and e.has_parked")}
  union all
  select e.* from ${unmarkedRuns} where $2::text is null or e.playbook_id = $2`;

const ofCustomer = `select e.* from playbook_executions e
  where e.workspace_id = $1 and e.customer_id = $3 and ($2::text is null or e.playbook_id = $2)`;

/** The newest first. */
export function listRuns({ db, workspaceId }: Tenant, filter: RunFilter): Promise<RunRow[]> {
  const { playbookId = null, customerId = null, open, limit = 50 } = filter;
  const ofAll = open ? openOfPlaybooks : newestOfPlaybooks("");
  const ofOne = open ? `${ofCustomer} and e.status <> 'ended'` : ofCustomer;
  return many(db, Wrapped, {
    text: `select ${executionJson} as execution, ${customerOfRun} as customer
           from (${customerId === null ? ofAll : ofOne}) e order by e.started_at desc limit $4`,
    values: [workspaceId, playbookId, customerId, limit],
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

/** A job somebody holds, and the run as it was claimed with it: null when it could not be at that moment. */
export type TakenJob = HeldJob & { run: HeldRun | null };

const TakenRow = z.object({
  id: z.string(),
  retryCount: z.coerce.number(),
  data: z.object({ workspaceId: z.string(), runId: z.string() }),
  run: z.unknown(),
});

/** Takes at most so many jobs that nobody holds, and claims their runs with them. */
export async function takeRuns(
  db: Db,
  jobs: Pick<Jobs, "taking">,
  most: number,
): Promise<TakenJob[]> {
  const rows = await many(db, TakenRow, {
    name: "take-runs",
    text: `with job as (${jobs.taking()}),
           given as (
             select x.* from (select data ->> 'workspaceId' as "workspaceId", (data ->> 'runId')::uuid as "id",
               id as "jobId", (row_number() over ())::int as position from job) x
             where position between 0 and 2147483647),
           ${claiming(" skip locked")}
           select j.id, j."retryCount", j.data, case when e.id is not null then ${claimedJson} end as run
           from job j left join claimed e on e.held_by = j.id`,
    values: [most],
  });
  return Promise.all(
    rows.map(async ({ run, ...job }) => {
      // one that cannot be read fails alone, when it is claimed alone
      const { data: held = null } = HeldRun.nullable().safeParse(run);
      return {
        ...job,
        run: held && (await begunAgain({ db, workspaceId: job.data.workspaceId }, held)),
      };
    }),
  );
}

/**
 * Takes a run for the worker that holds this job: raises its epoch, which fences every earlier holder, and loads it.
 * null when it is not to be worked on; what somebody has locked is waited for.
 * The signals are as old as the steps: a claim that had to wait for a signal reads both as they were before it.
 */
export async function claimRun(
  { db, workspaceId }: Tenant,
  id: string,
  jobId: string,
): Promise<HeldRun | null> {
  const claimed = await maybeOne(db, z.object({ run: HeldRun }), {
    name: "claim-run",
    text: `with given as (select $1::text as "workspaceId", $2::uuid as "id", $3::uuid as "jobId"),
           ${claiming("")}
           select ${claimedJson} as run from claimed e`,
    values: [workspaceId, id, jobId],
  });
  return claimed && begunAgain({ db, workspaceId }, claimed.run);
}

// needs `given`; one that is held is claimed again under the job it is held by, as that job's holder died
function claiming(lock: "" | " skip locked"): string {
  return `free as (
      select g.*, e.workspace_id, e.run_id from given g, lateral (
        select r.workspace_id, r.id as run_id from playbook_executions r
        where r.workspace_id = g."workspaceId" and r.id = g."id" and r.status not in ('paused', 'ended')
          and (r.segment = 'queued' or (r.segment = 'held' and r.held_by = g."jobId"))
        for no key update${lock}) e),
    claimed as (
      update playbook_executions e set epoch = e.epoch + 1, segment = 'held', held_by = f."jobId"
      from free f where e.workspace_id = f.workspace_id and e.id = f.run_id
      returning e.*)`;
}

const claimedJson = `json_build_object('execution', ${executionJson}, 'customer', ${customerOfRun}, 'epoch', e.epoch,
  'signals', (select p.signals from playbook_executions p where p.workspace_id = e.workspace_id and p.id = e.id),
  'steps', coalesce((select json_agg(${stepJson}) from playbook_step_executions s
    where s.workspace_id = e.workspace_id and s.run_id = e.id), '[]'))`;

// what was running when an earlier holder died begins once more: counted before it does anything
async function begunAgain(tenant: Tenant, held: HeldRun): Promise<HeldRun> {
  const { epoch, steps, execution } = held;
  return { ...held, steps: await countBeginnings(tenant, { runId: execution.id, epoch, steps }) };
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
