import type pg from "pg";
import { type Db, transaction } from "./db.ts";

/** A connection bound to one workspace: what every store function takes, so none can be asked without one. */
export type Tenant = { db: Db; workspaceId: string };

/**
 * Does the work in one transaction bound to a workspace. The workspace comes from a verified request or a
 * stored row, never from what somebody wrote.
 */
export function forWorkspace<T>(
  pool: pg.Pool,
  workspaceId: string,
  work: (tenant: Tenant) => Promise<T>,
): Promise<T> {
  return transaction(pool, (db) => work({ db, workspaceId }));
}
