import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import { afterAll, expect, test } from "vitest";
import { silent } from "../../src/log.ts";
import { transaction } from "../../src/store/db.ts";
import { type HeldJob, type Jobs, startJobs } from "../../src/store/jobs.ts";
import { createDatabase } from "../support/database.ts";
import { faultyPool } from "../support/faulty-pool.ts";
import { takeJobs } from "../support/take-jobs.ts";

const database = await createDatabase();
const { pool, url } = database;
const [jobs, others] = await Promise.all([start(), start()]);
afterAll(async () => {
  for (const it of [jobs, others]) await it.stop();
  await database[Symbol.asyncDispose]();
});

function start(): Promise<Jobs> {
  return startJobs({ pool, connectionString: url, log: silent });
}

function job() {
  return { workspaceId: "T1", runId: randomUUID() };
}

const idsOf = (held: HeldJob[]) => held.map(({ data }) => data.runId);

async function add(...added: ReturnType<typeof job>[]): Promise<string[]> {
  await jobs.add(pool, added);
  return added.map(({ runId }) => runId);
}

test("a job is there if and only if its transaction commits", async () => {
  const [kept, lost] = [job(), job()];

  await transaction(pool, (db) => jobs.add(db, [kept]));
  const failing = transaction(pool, async (db) => {
    await jobs.add(db, [lost]);
    expect(await takeJobs({ pool, jobs: others }, 10)).toHaveLength(1);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");

  expect(await takeJobs({ pool, jobs: jobs }, 10)).toEqual([]);
  const { rows } = await pool.query("select data from pgboss.job where data ->> 'runId' = $1", [
    lost.runId,
  ]);
  expect(rows).toEqual([]);
});

test("each job is fetched once, whoever asks, and no more than are wanted", async () => {
  const added = await add(...Array.from({ length: 20 }, job));

  const few = await takeJobs({ pool, jobs: jobs }, 3);
  const rest = await Promise.all(
    Array.from({ length: 6 }, (_, i) => takeJobs({ pool, jobs: i % 2 ? jobs : others }, 10)),
  );

  expect(few).toHaveLength(3);
  const fetched = [few, ...rest].flatMap(idsOf);
  expect(fetched).toHaveLength(20);
  expect(new Set(fetched)).toEqual(new Set(added));
  await jobs.complete([few, ...rest].flat());
  expect(await takeJobs({ pool, jobs: others }, 10)).toEqual([]);
});

test("what is in no haste stands behind everything else, but not for ever", async () => {
  const early = await add(job());
  await pool.query(
    "update pgboss.job set priority = -1, created_on = now() - interval '4 seconds' where state = 'created'",
  );
  const later = await add(job(), job());

  await jobs.takeBack();
  const first = await takeJobs({ pool, jobs }, 1);
  await pool.query(
    "update pgboss.job set created_on = now() - interval '6 seconds' where state = 'created' and priority < 0",
  );
  await jobs.takeBack();
  const rest = [await takeJobs({ pool, jobs }, 1), await takeJobs({ pool, jobs }, 1)].flat();

  const left = later.filter((id) => !idsOf(first).includes(id));
  expect(left).toHaveLength(1);
  expect(idsOf(rest)).toEqual([...early, ...left]);
  await jobs.complete([...first, ...rest]);
});

test("a job that was given back comes again, later", async () => {
  await add(job());
  const [first] = await takeJobs({ pool, jobs: jobs }, 1);
  if (!first) throw new Error("no job");

  await jobs.fail(first, "no database");
  expect(await takeJobs({ pool, jobs: jobs }, 1)).toEqual([]);
  await pool.query("update pgboss.job set start_after = now() where id = $1", [first.id]);
  const [again] = await takeJobs({ pool, jobs: others }, 1);

  expect(again).toMatchObject({ id: first.id, data: first.data, retryCount: first.retryCount + 1 });
  await others.complete(again ? [again] : []);
});

test("what a silent worker holds is given back after some seconds, and never in the first moments after an outage", async () => {
  await pool.query("delete from pgboss.job");
  await add(job(), job());
  const [alive, dead] = await takeJobs({ pool, jobs: jobs }, 2);
  if (!alive || !dead) throw new Error("no jobs");
  const silence =
    "update pgboss.job set heartbeat_on = now() - interval '7 seconds' where state = 'active'";

  const faults = faultyPool(pool);
  const third = await startJobs({ pool: faults.pool, connectionString: url, log: silent });

  await pool.query(silence);
  faults.arm({ at: 1, done: false });
  await expect(third.takeBack()).rejects.toThrow("died");
  expect(await third.takeBack()).toBe(0);
  await sleep(3100);
  await jobs.touch([alive]);
  expect(await third.takeBack()).toBe(1);
  await third.stop();
  const taken = await takeJobs({ pool, jobs: others }, 10);

  expect(taken).toMatchObject([{ id: dead.id, retryCount: dead.retryCount + 1 }]);
  await jobs.complete([dead]);
  const { rows } = await pool.query("select state from pgboss.job where id = $1", [dead.id]);
  expect(rows).toEqual([{ state: "active" }]);
  await others.complete(taken);
  await jobs.complete([alive]);
});

test("a job whose worker fell silent comes to another, and the silent one settles nothing any more", async () => {
  await pool.query("delete from pgboss.job");
  await add(job(), job());
  const [alive, dead] = await takeJobs({ pool, jobs: jobs }, 2);
  if (!alive || !dead) throw new Error("no jobs");
  const silence =
    "update pgboss.job set heartbeat_on = now() - interval '11 seconds' where state = 'active'";
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 1 });
  boss.on("error", () => {});
  await boss.start();

  await pool.query(silence);
  await jobs.touch([alive]);
  await pool.query("update pgboss.queue set monitor_on = null");
  await boss.supervise("run");
  await pool.query("update pgboss.job set start_after = now() where state = 'retry'");
  const taken = await takeJobs({ pool, jobs: others }, 10);

  expect(taken).toMatchObject([{ id: dead.id, retryCount: dead.retryCount + 1 }]);
  await jobs.complete([dead]);
  await jobs.fail(dead, "too late");
  const { rows } = await pool.query("select state from pgboss.job where id = $1", [dead.id]);
  expect(rows).toEqual([{ state: "active" }]);
  await others.complete(taken);
  await jobs.complete([alive]);
  await boss.stop({ graceful: false });
});
