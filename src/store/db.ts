import pg from "pg";
import type { z } from "zod";
import { storable } from "../grammar/storable.ts";

/** a pool or a client inside a transaction; a store function does not know which */
export type Db = Pick<pg.Pool, "query">;

export type Pool = pg.Pool;

/** Ends a pool and resolves once its connections are closed, which the pool's own `end` does not wait for. */
export async function endPool(pool: Pool): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = pool.totalCount;
  if (left === 0) resolve();
  pool.on("remove", () => {
    left -= 1;
    if (left === 0) resolve();
  });
  await pool.end();
  await promise;
}

export type Query = { text: string; values: unknown[]; name?: string };

/** `` sql`select … where id = ${id}` `` becomes what pg takes as it is: the text with $1… and the values. */
export function sql(parts: TemplateStringsArray, ...values: unknown[]): Query {
  return { text: parts.reduce((text, part, i) => `${text}$${i}${part}`), values };
}

const unstorable = /\\u(?:0000|d[89a-f])/i;

/** As JSON that Postgres takes: one odd character of a result must not keep the rest of it from being stored. */
export function asJson(value: unknown): string {
  const text = JSON.stringify(value);
  return unstorable.test(text) ? JSON.stringify(JSON.parse(text, storable)) : text;
}

export async function many<R extends z.ZodType>(
  db: Db,
  Row: R,
  query: Query,
): Promise<z.output<R>[]> {
  const { rows } = await db.query(query);
  return rows.map((row) => Row.parse(row));
}

export async function maybeOne<R extends z.ZodType>(
  db: Db,
  Row: R,
  query: Query,
): Promise<z.output<R> | null> {
  const [row] = await many(db, Row, query);
  return row ?? null;
}

export async function one<R extends z.ZodType>(db: Db, Row: R, query: Query): Promise<z.output<R>> {
  const row = await maybeOne(db, Row, query);
  if (row === null) throw new Error(`no row for ${query.text.trim().slice(0, 60)}`);
  return row;
}

/** How many rows the statement touched. */
export async function run(db: Db, query: Query): Promise<number> {
  return (await db.query(query)).rowCount ?? 0;
}

export async function transaction<T>(
  pool: pg.Pool,
  work: (db: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // a connection that dies between two statements says so here, and to the next statement
  client.on("error", unheard);
  let broken: Error | boolean = false;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // a client whose rollback fails is broken, and one that fell silent is not even asked: it leaves the pool
    broken = isSilence(error)
      ? error
      : await client.query("rollback").then(
          () => false,
          () => true,
        );
    throw error;
  } finally {
    client.off("error", unheard);
    client.release(broken);
  }
}

function unheard(): void {}

function isSilence(error: unknown): error is Error {
  return error instanceof Error && error.message === "Query read timeout";
}

/** How long a statement may take. A dead connection is given up after that, so it is short. */
export const statementMs = 5000;

/** Throws unless a server answers. By a connection of its own: those of a pool may be dead without knowing. */
export async function ask(connectionString: string): Promise<void> {
  const settings = { connectionTimeoutMillis: 2000, query_timeout: 2000 };
  const client = new pg.Client({ connectionString, ...settings });
  client.on("error", unheard);
  try {
    await client.connect();
    await client.query("select 1");
  } finally {
    // nobody waits for a connection that is dead
    client.end().catch(unheard);
  }
}

async function dropIdle(pool: Pool): Promise<void> {
  for (let left = pool.idleCount; left > 0; left -= 1) (await pool.connect()).release(true);
}

/** A pool that notices a dead server instead of hanging on it. */
export function createPool(connectionString: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5000,
    query_timeout: statementMs,
    statement_timeout: statementMs,
    // when it is the connection that died, the server would keep what its transaction has locked for hours
    idle_in_transaction_session_timeout: statementMs,
    keepAlive: true,
  });
  // one that dies idle leaves the pool by itself; without a listener it would end the program
  pool.on("error", unheard);
  // where one has fallen silent, those that lie idle may be dead as well, and each would be waited for in turn
  pool.on("release", (error: unknown) => {
    if (isSilence(error)) void dropIdle(pool).catch(unheard);
  });
  return pool;
}
