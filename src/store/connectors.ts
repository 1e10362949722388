import { z } from "zod";
import { many, maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const ConnectorRow = z.object({
  id: z.string(),
  baseUrl: z.string(),
  header: z.string(),
  sealedSecret: z.string(),
  lastFour: z.string(),
  knowsRepeats: z.boolean(),
});
export type ConnectorRow = z.infer<typeof ConnectorRow>;

const columns = `id, base_url as "baseUrl", header, sealed_secret as "sealedSecret", last_four as "lastFour",
  knows_repeats as "knowsRepeats"`;

/** What is kept of a connector's calls, and how it is, is kept under this name. */
export function providerOf(id: string): string {
  return `connector ${id}`;
}

export function findConnector({ db, workspaceId }: Tenant, id: string) {
  return maybeOne(db, ConnectorRow, {
    text: `select ${columns} from connectors where workspace_id = $1 and id = $2`,
    values: [workspaceId, id],
  });
}

export function listConnectors({ db, workspaceId }: Tenant) {
  return many(db, ConnectorRow, {
    text: `select ${columns} from connectors where workspace_id = $1 order by id`,
    values: [workspaceId],
  });
}

const WorkspaceRow = z.object({ workspaceId: z.string() });

/** For whoever runs the program: the workspaces that have connected anything. */
export function listConnecting(db: Tenant["db"]) {
  return many(
    db,
    WorkspaceRow,
    sql`select distinct workspace_id as "workspaceId" from connectors order by 1`,
  );
}

export async function saveConnector(
  { db, workspaceId }: Tenant,
  it: ConnectorRow,
  by: string,
  at: Date,
): Promise<void> {
  await run(
    db,
    sql`insert into connectors (workspace_id, id, base_url, header, sealed_secret, last_four, knows_repeats, created_by, created_at)
        values (${workspaceId}, ${it.id}, ${it.baseUrl}, ${it.header}, ${it.sealedSecret}, ${it.lastFour},
          ${it.knowsRepeats}, ${by}, ${at})
        on conflict (workspace_id, id) do update
        set base_url = excluded.base_url, header = excluded.header, sealed_secret = excluded.sealed_secret,
            last_four = excluded.last_four, knows_repeats = excluded.knows_repeats, created_by = excluded.created_by,
            created_at = excluded.created_at`,
  );
}

export async function removeConnector({ db, workspaceId }: Tenant, id: string): Promise<boolean> {
  return (
    (await run(
      db,
      sql`delete from connectors where workspace_id = ${workspaceId} and id = ${id}`,
    )) === 1
  );
}
