import { z } from "zod";
import { maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

// Slack forgets what only one person sees much sooner
const kept = 30 * 86_400_000;

/** Keeps what is to be started, until it is or long has not been. The same kept twice is one. */
export async function keepWanted(
  { db, workspaceId }: Tenant,
  { id, wanted, at }: { id: string; wanted: Record<string, unknown>; at: Date },
): Promise<void> {
  const before = new Date(at.getTime() - kept);
  await run(
    db,
    sql`delete from prepared_runs where workspace_id = ${workspaceId} and at < ${before}`,
  );
  await run(
    db,
    sql`insert into prepared_runs (workspace_id, id, wanted, at)
        values (${workspaceId}, ${id}, ${JSON.stringify(wanted)}, ${at})
        on conflict (workspace_id, id) do update set at = excluded.at`,
  );
}

const Kept = z.object({ wanted: z.record(z.string(), z.unknown()) });

export async function findWanted(
  { db, workspaceId }: Tenant,
  id: string,
): Promise<Record<string, unknown> | null> {
  const found = await maybeOne(
    db,
    Kept,
    sql`select wanted from prepared_runs where workspace_id = ${workspaceId} and id = ${id}`,
  );
  return found?.wanted ?? null;
}
