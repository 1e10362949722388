import { asJson, many, maybeOne, run, sql } from "./db.ts";
import { z } from "zod";
import { type CriterionResult, Gate, RunResult, Shift } from "../run/execution.ts";
import type { Output } from "../steps/world.ts";
import type { StepPlace, StepRow } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

const LockedRun = z.object({
  status: z.enum(["running", "paused", "ended"]),
  customerId: z.string().nullable(),
  playbookId: z.string(),
  version: z.number(),
  result: RunResult.nullable(),
  gate: Gate.nullable(),
  /** how far inside other runs it stands */
  depth: z.number(),
  /** a worker has it just now */
  held: z.boolean(),
  pausedAt: z.date().nullable(),
  startedBy: z.string().nullable(),
  shifts: z.array(Shift),
  /** how far back it is on its way, or has been */
  turned: z.enum(["run", "phase", "step"]).nullable(),
});
export type LockedRun = z.infer<typeof LockedRun>;

/** The run, held against everybody else until the transaction ends. */
export function lockRun({ db, workspaceId }: Tenant, id: string): Promise<LockedRun | null> {
  return maybeOne(
    db,
    LockedRun,
    sql`select status, result, customer_id as "customerId", playbook_id as "playbookId", version, gate, depth,
          segment = 'held' as held, paused_at as "pausedAt", started_by as "startedBy", shifts,
          rollback #>> '{scope,is}' as turned
        from playbook_executions where workspace_id = ${workspaceId} and id = ${id} for update`,
  );
}

/** Raises the epoch, so that a worker that holds the run learns at its next commit that it no longer does. */
export async function pauseLocked(
  { db, workspaceId }: Tenant,
  id: string,
  { reason, at }: { reason: string; at: Date },
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions
        set status = 'paused', segment = 'parked', has_parked = true, epoch = epoch + 1, reason = ${reason}, paused_at = ${at}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** Takes a run from the worker that holds it, which goes on from its rows. The caller adds the job. */
export async function takeAway({ db, workspaceId }: Tenant, id: string): Promise<void> {
  await run(
    db,
    sql`update playbook_executions set segment = 'queued', epoch = epoch + 1
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** The caller adds the job. */
export async function resumeLocked({ db, workspaceId }: Tenant, id: string): Promise<void> {
  await run(
    db,
    sql`update playbook_executions
        set status = 'running', segment = case when gate is null then 'queued' else 'parked' end, reason = null, paused_at = null
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

export async function cancelLocked(
  { db, workspaceId }: Tenant,
  id: string,
  {
    at,
    reason,
    success,
    skipped,
  }: { at: Date; reason: string; success: CriterionResult[] | null; skipped: string[] },
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions
        set status = 'ended', result = 'cancelled', segment = 'none', epoch = epoch + 1, reason = ${reason}, ended_at = ${at},
          success = ${success && JSON.stringify(success)}, has_parked = null
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
  await run(
    db,
    sql`update playbook_step_executions
        set status = 'cancelled', stage = null, ended_at = ${at}, due = null, event = null, nudge_at = null, settled = null
        where workspace_id = ${workspaceId} and run_id = ${id} and status not in ('done', 'skipped', 'cancelled', 'undone')`,
  );
  await run(
    db,
    sql`insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, attempt, turn, started_at, ended_at)
        select ${workspaceId}, ${id}, x.step_id, 1, 'skipped', 0, 0, ${at}, ${at} from unnest(${skipped}::text[]) as x (step_id)
        on conflict do nothing`,
  );
}

/** Lets a run begin that waited at its start, with what it was missing. The caller adds the job. */
export async function openGate(
  { db, workspaceId }: Tenant,
  id: string,
  inputs: Output,
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions
        set gate = null, inputs = inputs || ${JSON.stringify(inputs)}, segment = case when status = 'running' then 'queued' else segment end
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** Lets a run that waited at its start go on waiting, for something else, with what it was missing. */
export async function changeGate(
  { db, workspaceId }: Tenant,
  id: string,
  gate: Gate,
  inputs: Output,
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions set gate = ${JSON.stringify(gate)}, inputs = inputs || ${JSON.stringify(inputs)}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

const GatedRow = z.object({ workspaceId: z.string(), runId: z.string() });

/** The runs, of all workspaces, that wait before they begin for something to be measured again by now. */
export function listGatesToJudge(db: Tenant["db"], now: Date, limit: number) {
  return many(
    db,
    GatedRow,
    sql`select workspace_id as "workspaceId", id as "runId" from playbook_executions
        where gate is not null and status <> 'ended' and status = 'running'
          and (gate ->> 'again')::timestamptz <= ${now}
        order by id limit ${limit}`,
  );
}

export type Moved = { stepId: string; iteration: number; turn: number; from: Date; to: Date };

/** Moves what parked steps wait for; those that have gone on by now stay as they are. How many were moved. */
export function moveDue(
  { db, workspaceId }: Tenant,
  id: string,
  moved: readonly Moved[],
): Promise<number> {
  return run(
    db,
    sql`update playbook_step_executions s set due = x.due
        from unnest(${moved.map((it) => it.stepId)}::text[], ${moved.map((it) => it.iteration)}::int[],
          ${moved.map((it) => it.turn)}::int[], ${moved.map((it) => it.from)}::timestamptz[], ${moved.map((it) => it.to)}::timestamptz[])
          as x (step_id, iteration, turn, before, due)
        where s.workspace_id = ${workspaceId} and s.run_id = ${id} and s.step_id = x.step_id and s.iteration = x.iteration
          and s.turn = x.turn and s.due = x.before and s.settled is null`,
  );
}

/** Moves until when parked steps look again and again, as they keep it themselves. */
export async function moveEnds(
  { db, workspaceId }: Tenant,
  id: string,
  ends: readonly { stepId: string; iteration: number; from: string; to: string }[],
): Promise<void> {
  if (ends.length === 0) return;
  await run(
    db,
    sql`update playbook_step_executions s set output = jsonb_set(s.output, '{until}', to_jsonb(x.later))
        from unnest(${ends.map((it) => it.stepId)}::text[], ${ends.map((it) => it.iteration)}::int[],
          ${ends.map((it) => it.from)}::text[], ${ends.map((it) => it.to)}::text[])
          as x (step_id, iteration, before, later)
        where s.workspace_id = ${workspaceId} and s.run_id = ${id} and s.step_id = x.step_id and s.iteration = x.iteration
          and s.stage = 'work' and s.output ->> 'until' = x.before`,
  );
}

type Heard = Pick<StepRow, "turn" | "output" | "note" | "due" | "ask"> & { look: Date | null };

/** A parked step has heard how it waits from now on: a turn higher, and nobody is reminded while nobody is asked. */
export async function saveHeard(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
  { turn, output, note, due, ask, look }: Heard,
): Promise<void> {
  const isQuiet = ask?.quiet === true;
  await run(
    db,
    sql`update playbook_step_executions
        set turn = ${turn}, output = ${output && asJson(output)}, note = ${note}, due = ${due}, ask = ${asJson(ask)},
          settled = null, nudges = case when ${isQuiet}::boolean then 0 else nudges end,
          nudge_at = case when ${isQuiet}::boolean then ${look} else nudge_at end
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and iteration = ${iteration}`,
  );
}

export async function saveShifts(
  { db, workspaceId }: Tenant,
  id: string,
  shifts: readonly Shift[],
  now: Date,
): Promise<void> {
  // it is looked at anew: what is late, and when
  await run(
    db,
    sql`with looked as (
          update playbook_step_executions set nudge_at = ${now}
          where workspace_id = ${workspaceId} and run_id = ${id} and settled is null and stage is not null)
        update playbook_executions set shifts = ${JSON.stringify(shifts)} where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** Whose run it is from now on. */
export async function saveCsm({ db, workspaceId }: Tenant, id: string, csm: string): Promise<void> {
  await run(
    db,
    sql`update playbook_executions set csm = ${csm} where workspace_id = ${workspaceId} and id = ${id}`,
  );
}
