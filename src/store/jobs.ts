import { createHash } from "node:crypto";
import { PgBoss } from "pg-boss";
import type pg from "pg";
import type { Log } from "../log.ts";
import type { Db } from "./db.ts";

/** A run that has something to do. The job carries ids only. */
export type RunJob = { workspaceId: string; runId: string };

export type Jobs = {
  /** Adds jobs in the caller's transaction: they are there if and only if it commits. */
  add(db: Db, jobs: RunJob[]): Promise<void>;
  /** At most `most` jobs that nobody holds; they are this process's until completed or its heart stops. */
  fetch(most: number): Promise<HeldJob[]>;
  touch(jobs: HeldJob[]): Promise<void>;
  complete(jobs: HeldJob[]): Promise<void>;
  /** gives a job back, to be tried again after its back-off */
  fail(job: HeldJob, reason: string): Promise<void>;
  stop(): Promise<void>;
};

/** a job as fetched: its retryCount names this claim, so a claim that lapsed settles nothing */
export type HeldJob = { id: string; retryCount: number; data: RunJob };

const queue = "run";
// how long a dead process keeps its jobs: it must be silent this long before another takes over
const heartbeatSeconds = 10;

/** pg-boss with one queue: run segments that wait for a worker. Its times are real ones, never skipped. */
export async function startJobs({
  pool,
  connectionString,
  log,
}: {
  pool: pg.Pool;
  connectionString: string;
  log: Log;
}): Promise<Jobs> {
  // the last three reach pg itself, which hangs on a dead connection without them
  const settings = {
    connectionString,
    max: 4,
    application_name: "playbooks jobs",
    monitorIntervalSeconds: 2,
    superviseIntervalSeconds: 5,
    schedule: false,
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
    keepAlive: true,
  };
  const boss = new PgBoss(settings);
  boss.on("error", (error) => log.error("jobs", { error }));
  boss.on("warning", (warning) => log.warn("jobs", { warning }));
  await boss.start();
  const options = {
    heartbeatSeconds,
    expireInSeconds: 12 * 3600,
    retryLimit: 1000,
    retryDelay: 1,
    retryDelayMax: 30,
    retryBackoff: true,
    deleteAfterSeconds: 300,
    retentionSeconds: 90 * 24 * 3600,
  };
  await boss.createQueue(queue, { partition: true, ...options });
  const hot = prepared(pool);
  return {
    async add(db, jobs) {
      if (jobs.length > 0)
        await boss.insert(
          queue,
          jobs.map((data) => ({ data })),
          { db: prepared(db) },
        );
    },
    async fetch(most) {
      const jobs = await boss.fetch<RunJob>(queue, { batchSize: most, db: hot });
      return jobs;
    },
    async touch(jobs) {
      if (jobs.length > 0) await boss.touch(queue, jobs, { db: hot });
    },
    async complete(jobs) {
      if (jobs.length > 0) await boss.complete(queue, jobs, undefined, { db: hot });
    },
    async fail(job, reason) {
      await boss.fail(queue, job, { reason }, { db: hot });
    },
    stop: () => boss.stop({ graceful: false }),
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
