import { z } from "zod";
import { maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const Rehearsal = z.object({ by: z.string(), at: z.date() });

/** Who rehearsed the rollback of a version last, and when; null: nobody did. */
export function lastRehearsal(
  { db, workspaceId }: Tenant,
  playbookId: string,
  version: number,
): Promise<{ by: string; at: Date } | null> {
  return maybeOne(
    db,
    Rehearsal,
    sql`select by_id as by, at from playbook_rehearsals
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and version = ${version}
        order by at desc limit 1`,
  );
}

export async function saveRehearsal(
  { db, workspaceId }: Tenant,
  it: { playbookId: string; version: number; by: string; at: Date },
): Promise<void> {
  await run(
    db,
    sql`insert into playbook_rehearsals (workspace_id, playbook_id, version, by_id, at)
        values (${workspaceId}, ${it.playbookId}, ${it.version}, ${it.by}, ${it.at}) on conflict do nothing`,
  );
}
