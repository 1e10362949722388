import { createHash } from "node:crypto";
import { PgBoss } from "pg-boss";
import type pg from "pg";
import type { Log } from "../log.ts";
import { type Db, run, sql, statementMs } from "./db.ts";

/** A run that has something to do. The job carries ids only. */
export type RunJob = { workspaceId: string; runId: string };

export type Jobs = {
  /** Adds jobs in the caller's transaction: they are there if and only if it commits. */
  add(db: Db, jobs: RunJob[]): Promise<void>;
  /**
   * The insert that does so, for a statement that adds jobs beside other things: `list` is what gives their json. One
   * with an id of its own that is to start after `heldAtOnce` is held by whoever adds it.
   */
  adding(list: string): string;
  /**
   * The statement that takes at most `$1` jobs which nobody holds, for one that does something with them: they are
   * this process's until completed or its heart stops.
   */
  taking(): string;
  touch(jobs: HeldJob[]): Promise<void>;
  complete(jobs: HeldJob[]): Promise<void>;
  /** gives a job back, to be tried again after its back-off */
  fail(job: HeldJob, reason: string): Promise<void>;
  /**
   * gives back what others hold and have not touched for long: they died. How many; any process does it for all.
   * What had to stand behind others stands before them after a while
   */
  takeBack(): Promise<number>;
  stop(): Promise<void>;
};

/** a job as fetched: its retryCount names this claim, so a claim that lapsed settles nothing */
export type HeldJob = { id: string; retryCount: number; data: RunJob };

const queue = "run";
// how long a dead process keeps its jobs: it must be silent this long before another takes over. Whoever was only
// slow loses the run's epoch with it, and can write nothing more
const silentSeconds = 6;
// what pg-boss itself would wait, at the least it allows
const heartbeatSeconds = 10;

// how long what is in no haste stands behind everything else
const standBackSeconds = 5;

// how a job is added that its adder holds: nobody else takes it before it is given back
export const heldAtOnce = "1 day";

/** The runs that have a job, as a table. */
export const runsWithJob = `(select data ->> 'workspaceId' as workspace_id, (data ->> 'runId')::uuid as run_id from pgboss.job
  where name = '${queue}' and state in ('created', 'retry', 'active'))`;

// as long as no other worker has it by now
const ours = `name = $1 and id = any ($2::uuid[]) and state in ('created', 'active')
  and id || ':' || retry_count = any ($3::text[])`;

function claims(jobs: HeldJob[]): unknown[] {
  const tries = jobs.map(({ id, retryCount }) => `${id}:${retryCount}`);
  return [queue, jobs.map(({ id }) => id), tries];
}

type Connection = { pool: pg.Pool; connectionString: string; log: Log };

/** Jobs of a database that is there. */
export async function startJobs(connection: Connection): Promise<Jobs> {
  const jobs = createJobs(connection);
  await jobs.begin();
  return jobs;
}

/**
 * pg-boss with one queue: run segments that wait for a worker. Its times are real ones, never skipped. Until it has
 * begun nobody may ask it for anything; what failed to begin may begin again.
 */
export function createJobs({
  pool,
  connectionString,
  log,
}: Connection): Jobs & { begin(): Promise<void> } {
  // the last four reach pg itself, which hangs on a dead connection without them
  const settings = {
    connectionString,
    max: 4,
    application_name: "playbooks jobs",
    monitorIntervalSeconds: 2,
    superviseIntervalSeconds: 5,
    schedule: false,
    connectionTimeoutMillis: 5000,
    query_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    keepAlive: true,
  };
  const boss = new PgBoss(settings);
  boss.on("error", (error) => log.error("jobs", { error }));
  boss.on("warning", (warning) => log.warn("jobs", { warning }));
  const options = {
    heartbeatSeconds,
    expireInSeconds: 12 * 3600,
    retryLimit: 1000,
    retryDelay: 1,
    retryDelayMax: 30,
    retryBackoff: true,
    retentionSeconds: 90 * 24 * 3600,
  };
  const hot = prepared(pool);
  async function touch(jobs: HeldJob[]): Promise<void> {
    // one that was held as it was added is seen to be so from now on
    if (jobs.length > 0)
      await pool.query({
        name: "touch-jobs",
        text: `update pgboss.job set state = 'active', started_on = coalesce(started_on, pgboss.job_now()), heartbeat_on = pgboss.job_now()
                 where ${ours}`,
        values: claims(jobs),
      });
  }
  let insert = "";
  let fetch = "";
  return {
    async begin() {
      await boss.start();
      await boss.createQueue(queue, { partition: true, ...options });
      insert = await insertOf(boss);
      fetch = await fetchOf(boss);
    },
    adding: (list) => insert.replace("$1", () => list),
    async add(db, jobs) {
      if (jobs.length > 0)
        await boss.insert(
          queue,
          jobs.map((data) => ({ data })),
          { db: prepared(db) },
        );
    },
    taking: () => fetch,
    touch,
    async complete(jobs) {
      // pg-boss would keep each for a while and delete it then; nobody reads them, and the run tells what became of it
      if (jobs.length > 0)
        await pool.query({
          name: "complete-jobs",
          text: `delete from pgboss.job where ${ours}`,
          values: claims(jobs),
        });
    },
    async fail(job, reason) {
      await touch([job]);
      await boss.fail(queue, job, { reason }, { db: hot });
    },
    takeBack: createTakeBack(pool),
    stop: () => boss.stop({ graceful: false }),
  };
}

// as pg-boss writes them, so that its tables are its own business
async function insertOf(boss: PgBoss): Promise<string> {
  const text = await textOf((db) => boss.insert(queue, [], { db }));
  if (!/^\s*insert\b/i.test(text) || text.split("$").length !== 2)
    throw new Error("pg-boss adds jobs in another way than this program knows");
  return text;
}

// but a plan made while the table was small would join what is next with all jobs for good
async function fetchOf(boss: PgBoss): Promise<string> {
  const text = await textOf((db) => boss.fetch(queue, { batchSize: 1, db }));
  const joined = /from next\s+where name = '(\w+)' and j\.id = next\.id/i;
  const limited = /limit 1\b/i;
  if (!joined.test(text) || !limited.test(text) || text.includes("$"))
    throw new Error("pg-boss takes jobs in another way than this program knows");
  return text
    .replace(joined, "where name = '$1' and j.id = any (array(select id from next))")
    .replace(limited, "limit $$1");
}

async function textOf(
  ask: (db: { executeSql(text: string): Promise<{ rows: never[] }> }) => Promise<unknown>,
): Promise<string> {
  let asked = "";
  await ask({
    async executeSql(text) {
      asked = text;
      return { rows: [] };
    },
  });
  return asked;
}

// when the database was away everybody looks silent: the living have their heartbeats before they are judged
const fairMs = 3000;

function createTakeBack(pool: pg.Pool): () => Promise<number> {
  let isFair = true;
  let waiting: NodeJS.Timeout | undefined;
  return async () => {
    const silence = isFair ? `${silentSeconds} seconds` : "1 day";
    try {
      // a run that takes its workers down with it is given to the next ones ever more slowly
      const count = await run(
        pool,
        sql`with raised as (
              update pgboss.job set priority = 0
              where name = ${queue} and state < 'active' and not blocked and priority < 0
                and created_on < pgboss.job_now() - ${`${standBackSeconds} seconds`}::interval)
            update pgboss.job set state = 'retry', heartbeat_on = null, started_on = coalesce(started_on, created_on),
              start_after = pgboss.job_now() + least(retry_count, 3) * interval '1 second'
            where name = ${queue} and (
              (state = 'active' and heartbeat_on < pgboss.job_now() - ${silence}::interval)
              or (state = 'created' and start_after > pgboss.job_now() and created_on < pgboss.job_now() - ${silence}::interval))`,
      );
      if (!isFair)
        waiting ??= setTimeout(() => {
          isFair = true;
          waiting = undefined;
        }, fairMs).unref();
      return count;
    } catch (error) {
      clearTimeout(waiting);
      waiting = undefined;
      isFair = false;
      throw error;
    }
  };
}

// the same text is sent as one named statement, so Postgres plans it once
function prepared(db: Db) {
  return {
    executeSql: (text: string, values: unknown[] = []) => {
      const name = createHash("sha256").update(text).digest("base64url").slice(0, 24);
      return db.query({ name, text, values });
    },
  };
}
