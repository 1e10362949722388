import { z } from "zod";
import { type Settled, StepState } from "../run/state.ts";
import type { Shape } from "../grammar/shape.ts";
import { many, maybeOne, run, sql } from "./db.ts";
import type { Jobs } from "./jobs.ts";
import type { Tenant } from "./tenant.ts";

/** What a person is to do or answer while a step is parked. */
export const Ask = z.object({
  who: z.string(),
  title: z.string(),
  details: z.string().nullable(),
  /** who may do it as well, as it was escalated to them */
  also: z.array(z.string()).optional(),
  form: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** answers that want a reason beside them */
  reasonOn: z.array(z.string()).optional(),
  /** events that answer it as well */
  hears: z.array(z.string()).optional(),
  /** the field by which an event may name what was sent, by its key */
  ownBy: z.string().optional(),
  /** nobody is asked as yet: it is heard if they say it, until its moment comes */
  quiet: z.literal(true).optional(),
}) satisfies z.ZodType<{ who: string; title: string; details: string | null; form: Shape }>;
export type Ask = z.infer<typeof Ask>;

/** A step's row. Dates arrive as text where the row comes as json. */
export const StepRow = StepState.extend({
  startedAt: z.coerce.date(),
  endedAt: z.coerce.date().nullable(),
  due: z.coerce.date().nullable(),
  nudgeAt: z.coerce.date().nullable(),
  event: z.string().nullable(),
  eventMatch: z.string().nullable(),
  ask: Ask.nullable(),
});
export type StepRow = z.infer<typeof StepRow>;

/** a row as json, for statements that load the steps of a run beside it; needs `playbook_step_executions s` */
export const stepJson = `json_build_object(
  'id', s.step_id, 'iteration', s.iteration, 'status', s.status, 'stage', s.stage, 'attempt', s.attempt,
  'turn', s.turn, 'output', s.output, 'result', s.result, 'note', s.note, 'by', s.by_id,
  'failures', s.failures, 'failure', s.failure,
  'startedAt', s.started_at, 'endedAt', s.ended_at, 'due', s.due, 'settled', s.settled,
  'criteria', s.criteria, 'nudgeAt', s.nudge_at, 'nudges', s.nudges,
  'event', s.event, 'eventMatch', s.event_match, 'ask', s.ask)`;

const Wrapped = z.object({ step: StepRow });

export async function listSteps({ db, workspaceId }: Tenant, runId: string): Promise<StepRow[]> {
  const rows = await many(db, Wrapped, {
    text: `select ${stepJson} as step from playbook_step_executions s
           where s.workspace_id = $1 and s.run_id = $2 order by s.started_at, s.step_id`,
    values: [workspaceId, runId],
  });
  return rows.map((row) => row.step);
}

export type StepPlace = { runId: string; stepId: string; iteration: number };

export async function findStep(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
): Promise<StepRow | null> {
  const row = await maybeOne(db, Wrapped, {
    text: `select ${stepJson} as step from playbook_step_executions s
           where s.workspace_id = $1 and s.run_id = $2 and s.step_id = $3 and s.iteration = $4`,
    values: [workspaceId, runId, stepId, iteration],
  });
  return row?.step ?? null;
}

const SettledRow = z.object({ queued: z.boolean() });

/**
 * Says how a park ended, and tells its run. The first one counts: null when the step is no longer parked at this
 * turn, or is settled already. `queued`: the run was parked, and the caller adds its job in the same transaction.
 * The run's row is locked before the step's, as by everybody who touches both.
 */
export function settleStep(
  { db, workspaceId }: Tenant,
  place: StepPlace,
  turn: number,
  settled: Settled,
): Promise<{ queued: boolean } | null> {
  return maybeOne(
    db,
    SettledRow,
    sql`with run as (
          select workspace_id, id, segment from playbook_executions
          where workspace_id = ${workspaceId} and id = ${place.runId} for update),
        step as (
          update playbook_step_executions s set settled = ${JSON.stringify(settled)} from run r
          where s.workspace_id = r.workspace_id and s.run_id = r.id and s.step_id = ${place.stepId}
            and s.iteration = ${place.iteration} and s.turn = ${turn} and s.settled is null and s.stage is not null
          returning s.step_id)
        update playbook_executions e
        set signals = e.signals + 1, segment = case when e.segment = 'parked' and e.status = 'running' and e.gate is null then 'queued' else e.segment end
        from run r, step
        where e.workspace_id = r.workspace_id and e.id = r.id
        returning e.segment = 'queued' and r.segment = 'parked' as queued`,
  );
}

/** Counts that the steps which were running begin once more, unless the claim is lost. */
export async function countBeginnings(
  { db, workspaceId }: Tenant,
  { runId, epoch, steps }: { runId: string; epoch: number; steps: StepRow[] },
): Promise<StepRow[]> {
  if (!steps.some(isRunning)) return steps;
  await run(
    db,
    sql`with run as (
          select workspace_id, id from playbook_executions
          where workspace_id = ${workspaceId} and id = ${runId} and epoch = ${epoch} for no key update)
        update playbook_step_executions s set attempt = s.attempt + 1 from run r
        where s.workspace_id = r.workspace_id and s.run_id = r.id and s.status = 'running'`,
  );
  return steps.map((step) => (isRunning(step) ? { ...step, attempt: step.attempt + 1 } : step));
}

function isRunning({ status }: StepRow): boolean {
  return status === "running";
}

/** A step that was cancelled while it did its work turns out to have done it. */
export async function stepHadLeft(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
  note: string,
): Promise<void> {
  await run(
    db,
    sql`update playbook_step_executions set status = 'done', result = 'sent', note = ${note}
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId}
          and iteration = ${iteration} and status = 'cancelled'`,
  );
}

const DueRow = z.object({ steps: z.number() });

/**
 * Settles the steps of running runs whose moment has come, at most `limit`, tells their runs, and queues those that
 * were parked, all in one statement; how many steps. The runs are locked in the order of their ids, so that two who
 * do so never wait for each other.
 */
export async function settleDueSteps(
  db: Tenant["db"],
  jobs: Pick<Jobs, "adding">,
  now: Date,
  limit: number,
): Promise<number> {
  const added = jobs.adding(
    // behind what a person or an event has just begun: ten thousand that are due at nine o'clock hold up nobody
    `(select coalesce(json_agg(json_build_object('priority', -1, 'data',
        json_build_object('workspaceId', workspace_id, 'runId', id))), '[]')::text from told where segment = 'queued')`,
  );
  const rows = await many(db, DueRow, {
    name: "settle-due",
    text: `with due as (
             select s.workspace_id, s.run_id, s.step_id, s.iteration
             from playbook_step_executions s
             join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
             where s.due <= $1 and s.settled is null and e.status = 'running'
             order by s.due limit $2),
           runs as (
             select e.workspace_id, e.id, e.segment from playbook_executions e
             where (e.workspace_id, e.id) in (select workspace_id, run_id from due) and e.status = 'running'
             order by e.workspace_id, e.id for update),
           step as (
             update playbook_step_executions s
             set settled = jsonb_build_object('is',
               case when s.ask -> 'quiet' is null and (s.stage = 'asking' or s.event is not null or s.ask is not null)
                 then 'timeout' else 'time' end)
             from due d join runs r on r.workspace_id = d.workspace_id and r.id = d.run_id
             where s.workspace_id = d.workspace_id and s.run_id = d.run_id and s.step_id = d.step_id and s.iteration = d.iteration
               and s.due <= $1 and s.settled is null
             returning s.workspace_id, s.run_id),
           told as (
             update playbook_executions e
             set signals = e.signals + 1,
               segment = case when e.segment = 'parked' and e.gate is null then 'queued' else e.segment end
             from runs r
             where e.workspace_id = r.workspace_id and e.id = r.id
               and exists (select 1 from step s where s.workspace_id = r.workspace_id and s.run_id = r.id)
             returning e.workspace_id, e.id, case when r.segment = 'parked' then e.segment end as segment),
           job as (${added})
           select count(*)::int as steps from step`,
    values: [now, limit],
  });
  return rows[0]?.steps ?? 0;
}

/** meeting.held and meeting.declined are heard as meeting.* */
export function familyOf(event: string): string {
  return `${event.split(".")[0]}.*`;
}

const WaitingRow = z.object({
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  turn: z.number(),
  eventMatch: z.string().nullable(),
  ownBy: z.string().nullable(),
  asks: z.boolean(),
  customerId: z.string().nullable(),
});

/**
 * The steps that wait for an event by this name: of this customer's runs, or of the workspace's. One that hears
 * several of a family waits for the family, and names them.
 * What has settled one may only lead to its next question.
 */
export function listWaitingFor(
  { db, workspaceId }: Tenant,
  event: string,
  customerId: string | null,
) {
  return many(
    db,
    WaitingRow,
    sql`select s.run_id as "runId", s.step_id as "stepId", s.iteration, s.turn, s.event_match as "eventMatch",
          s.ask ->> 'ownBy' as "ownBy", s.ask is not null as asks,
          e.customer_id as "customerId"
        from playbook_step_executions s
        join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
        where s.workspace_id = ${workspaceId}
          and (s.settled is null or (s.settled ->> 'is' in ('time', 'event', 'answer') and s.ask -> 'hears' is not null))
          and (s.event = ${event} or (s.event = ${familyOf(event)} and (s.ask -> 'hears')::jsonb ? ${event}))
          and (e.customer_id is null or e.customer_id = ${customerId})
        order by s.run_id, s.step_id`,
  );
}
