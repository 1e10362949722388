import { z } from "zod";
import { Execution } from "../run/execution.ts";
import { customerJson, CustomerRow } from "./customers.ts";
import { many, maybeOne, one, run, sql } from "./db.ts";
import { stepJson, StepRow } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

/** a run as json; needs `playbook_executions e` */
const executionJson = `jsonb_build_object(
  'id', e.id, 'playbookId', e.playbook_id, 'version', e.version, 'customerId', e.customer_id, 'status', e.status,
  'result', e.result, 'reason', e.reason, 'inputs', e.inputs, 'cause', e.cause, 'atStart', e.at_start, 'gate', e.gate,
  'startedBy', e.started_by, 'startedAt', e.started_at, 'endedAt', e.ended_at, 'success', e.success,
  'pausedAt', e.paused_at, 'csm', e.csm, 'shifts', e.shifts)`;

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

export type RunToStart = Pick<
  Execution,
  | "id"
  | "playbookId"
  | "version"
  | "customerId"
  | "inputs"
  | "cause"
  | "gate"
  | "startedBy"
  | "startedAt"
>;

/** Adds a run; false when it is here already. The caller adds its job in the same transaction, unless a gate keeps it from beginning. */
export async function insertRun({ db, workspaceId }: Tenant, it: RunToStart): Promise<boolean> {
  const inserted = await run(
    db,
    sql`insert into playbook_executions (workspace_id, id, playbook_id, version, customer_id, status, segment, epoch, signals,
          inputs, cause, at_start, gate, started_by, started_at)
        select ${workspaceId}, ${it.id}, ${it.playbookId}, ${it.version}, ${it.customerId}, 'running',
          ${it.gate ? "parked" : "queued"}, 0, 0, ${JSON.stringify(it.inputs)}, ${JSON.stringify(it.cause)},
          coalesce((select c.fields from customers c where c.workspace_id = ${workspaceId} and c.id = ${it.customerId}), '{}'),
          ${it.gate && JSON.stringify(it.gate)}, ${it.startedBy}, ${it.startedAt}
        on conflict (workspace_id, id) do nothing`,
  );
  return inserted === 1;
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
 * Takes a run for the worker that holds this job: raises its epoch, which fences every earlier holder, counts the beginning of
 * steps that were running, marks its card, and loads it. null when it is not to be worked on.
 * The signals are as old as the steps: a claim that had to wait for a signal reads both as they were before it.
 */
export function claimRun(
  { db, workspaceId }: Tenant,
  id: string,
  jobId: string,
): Promise<HeldRun | null> {
  return maybeOne(db, HeldRun, {
    name: "claim-run",
    text: `with claimed as (
             update playbook_executions set epoch = epoch + 1, segment = 'held', held_by = $3
             where workspace_id = $1 and id = $2 and status = 'running'
               and (segment = 'queued' or (segment = 'held' and held_by = $3))
             returning *),
           begun as (
             update playbook_step_executions s set attempt = s.attempt + 1 from claimed e
             where s.workspace_id = e.workspace_id and s.run_id = e.id and s.status = 'running'),
           card as (
             update slack_cards k set wanted = k.wanted + 1 from claimed e
             where k.workspace_id = e.workspace_id and k.kind = 'run' and k.subject = e.id::text)
           select ${executionJson} as execution, ${customerOfRun} as customer, e.epoch,
             (select p.signals from playbook_executions p
               where p.workspace_id = e.workspace_id and p.id = e.id) as signals,
             coalesce((select json_agg(${stepJson}) from playbook_step_executions s
               where s.workspace_id = e.workspace_id and s.run_id = e.id), '[]') as steps
           from claimed e`,
    values: [workspaceId, id, jobId],
  });
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
