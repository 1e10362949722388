import { z } from "zod";
import { one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const Last = z.object({ at: z.date().nullable() });

/** When the rollback of a version was last rehearsed; null: never. */
export async function rehearsedAt(
  { db, workspaceId }: Tenant,
  playbookId: string,
  version: number,
): Promise<Date | null> {
  const { at } = await one(
    db,
    Last,
    sql`select max(at) as at from playbook_rehearsals
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and version = ${version}`,
  );
  return at;
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
