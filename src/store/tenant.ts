import pg from "pg";
import { type Db, transaction } from "./db.ts";

/** A connection bound to one workspace: what every store function takes, so none can be asked without one. */
export type Tenant = {
  db: Db;
  workspaceId: string;
  /** inside a transaction: what is done once it has committed, and not if it does not */
  after?: (() => void)[];
};

/** Does it once what was asked for so far has committed: at once outside a transaction. */
export function onceCommitted({ db, after }: Tenant, act: () => void): void {
  if (after) after.push(act);
  else if (db instanceof pg.Pool) act();
  else throw new Error("nobody says when this transaction commits");
}

/** Whether that can be told. */
export function tellsCommit({ db, after }: Tenant): boolean {
  return after !== undefined || db instanceof pg.Pool;
}

/**
 * Does the work in one transaction bound to a workspace. The workspace comes from a verified request or a
 * stored row, never from what somebody wrote.
 */
export async function forWorkspace<T>(
  pool: pg.Pool,
  workspaceId: string,
  work: (tenant: Tenant) => Promise<T>,
): Promise<T> {
  const after: (() => void)[] = [];
  const result = await transaction(pool, (db) => work({ db, workspaceId, after }));
  for (const act of after) act();
  return result;
}
