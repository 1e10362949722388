import { run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

/** what the program did by itself */
export const program = "playbooks";

/** a try that its gate did not let pass, with how each criterion stood */
export const gateNotPassed = "gate not passed";

export type AuditEntry = {
  at: Date;
  actor: string;
  action: string;
  /** what it was done to, as `run:…`, `playbook:…`, `approval:…` */
  subject: string;
  details?: Record<string, unknown>;
};

/** Writes who did what, in the transaction of what was done. Never bodies, only their hashes. */
export async function audit(
  { db, workspaceId }: Tenant,
  { at, actor, action, subject, details = {} }: AuditEntry,
): Promise<void> {
  await run(
    db,
    sql`insert into audit_log (workspace_id, at, actor, action, subject, details)
        values (${workspaceId}, ${at}, ${actor}, ${action}, ${subject}, ${JSON.stringify(details)})`,
  );
}
