import { z } from "zod";
import { many, maybeOne, run, sql } from "./db.ts";
import { type Ask, stepJson, StepRow, type StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

const DueRow = z.object({
  workspaceId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
});

/** The parked steps of running runs that people are to be reminded of by now, of all workspaces. */
export function listDueNudges(db: Tenant["db"], now: Date, limit: number) {
  return many(
    db,
    DueRow,
    sql`select s.workspace_id as "workspaceId", s.run_id as "runId", s.step_id as "stepId", s.iteration
        from playbook_step_executions s
        join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
        where s.nudge_at <= ${now} and s.settled is null and s.stage is not null and e.status = 'running'
        order by s.nudge_at limit ${limit}`,
  );
}

const NudgedRow = z.object({
  step: StepRow,
  since: z.date().nullable(),
  nudgedAt: z.date().nullable(),
});
export type NudgedRow = z.infer<typeof NudgedRow>;

/** The step if it is still to be reminded of, held until the transaction ends. The caller holds its run. */
export function lockDueNudge(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
  now: Date,
): Promise<NudgedRow | null> {
  return maybeOne(db, NudgedRow, {
    text: `select ${stepJson} as step, s.nudge_since as since, s.nudged_at as "nudgedAt"
           from playbook_step_executions s
           where s.workspace_id = $1 and s.run_id = $2 and s.step_id = $3 and s.iteration = $4
             and s.nudge_at <= $5 and s.settled is null and s.stage is not null
           for update`,
    values: [workspaceId, runId, stepId, iteration, now],
  });
}

/** Notes since when a park has waited; its own row says when people are first reminded. */
export async function beginNudges(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
  since: Date,
): Promise<void> {
  await run(
    db,
    sql`update playbook_step_executions set nudge_since = ${since}, nudged_at = null
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and iteration = ${iteration}`,
  );
}

type Nudge = { next: Date | null; nudgedAt: Date | null; nudges: number; ask: Ask | null };

export async function saveNudge(
  { db, workspaceId }: Tenant,
  { runId, stepId, iteration }: StepPlace,
  { next, nudgedAt, nudges, ask }: Nudge,
): Promise<void> {
  await run(
    db,
    sql`update playbook_step_executions
        set nudge_at = ${next}, nudged_at = ${nudgedAt}, nudges = ${nudges}, ask = ${ask && JSON.stringify(ask)}
        where workspace_id = ${workspaceId} and run_id = ${runId} and step_id = ${stepId} and iteration = ${iteration}`,
  );
}
