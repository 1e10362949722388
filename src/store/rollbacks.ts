import type { Rollback } from "../run/execution.ts";
import { run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Turns a run back, also one that has ended: whoever holds it learns so at its next commit. What it was waiting for
 * is no longer waited for, unless it goes on there afterwards. The caller adds the job.
 */
export async function saveRollback(
  { db, workspaceId }: Tenant,
  id: string,
  rollback: Rollback,
  at: Date,
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions
        set status = 'running', result = null, reason = null, ended_at = null, success = null, paused_at = null,
          gate = null, segment = 'queued', epoch = epoch + 1, rollback = ${JSON.stringify(rollback)}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
  if (rollback.goesOn) return;
  await run(
    db,
    sql`update playbook_step_executions
        set status = 'cancelled', stage = null, ended_at = ${at}, due = null, event = null, nudge_at = null, settled = null
        where workspace_id = ${workspaceId} and run_id = ${id} and status not in ('done', 'skipped', 'cancelled', 'undone')`,
  );
}

/** A step of the run around it waits from now on for the end of a way back that has begun without it. */
export async function awaitRollback(
  { db, workspaceId }: Tenant,
  id: string,
  awaitedBy: NonNullable<Rollback["awaitedBy"]>,
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions set rollback = rollback || ${JSON.stringify({ awaitedBy })}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** One step has been taken back: the run goes on where it stood. */
export async function leaveRollback({ db, workspaceId }: Tenant, id: string): Promise<void> {
  await run(
    db,
    sql`update playbook_executions set rollback = null where workspace_id = ${workspaceId} and id = ${id}`,
  );
}
