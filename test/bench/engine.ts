import { setTimeout as sleep } from "node:timers/promises";
import { createLog } from "../../src/log.ts";
import { startPostgres } from "../../src/local/postgres/start.ts";
import type { Pool } from "../../src/store/db.ts";
import { temporaryFolder } from "../support/folder.ts";
import { createFloor, type Floor, notes, openFloor } from "./engine/floor.ts";
import { throughput, timing, verify } from "./engine/measure.ts";
import type { Bench, Figure } from "./figure.ts";

const rounds = 5;
const samples = 200;

/** What the engine itself does on a Postgres of its own: runs of the least steps there are, started by a person. */
export const engine: Bench = {
  name: "engine",
  async run() {
    using folder = temporaryFolder();
    const log = createLog({ level: "error" });
    await using postgres = await startPostgres({ folder: folder.path, log });
    const measured: Round[] = [];
    for (let i = 0; i < rounds; i++) measured.push(await round(postgres.url));
    await using floor = await openFloor(await createFloor(postgres.url));
    return [...figuresOf(measured), ...(await latencies(floor)), ...(await stepCost(floor))];
  },
};

type Round = Record<"three" | "ten" | "share" | "wal" | "commits" | "statements", number>;

async function round(serverUrl: string): Promise<Round> {
  await using floor = await openFloor(await createFloor(serverUrl));
  await mustBeDurable(floor.pool);
  const raw = await rawCommits(floor.pool);
  const three = await throughput(floor, 3, 2000);
  const ten = await throughput(floor, 10, 1000);
  await verify(floor.pool);
  const share = (ten.perSecond * 10) / raw;
  const { wal, commits, statements } = ten;
  return { three: three.perSecond, ten: ten.perSecond, share, wal, commits, statements };
}

/** The least a durable step is: one row changed and one added, as one prepared statement on each of eight connections. */
async function rawCommits(pool: Pool): Promise<number> {
  await pool.query(`create table if not exists bench_run (id int primary key, step int) with (fillfactor = 80);
    create table if not exists bench_step (id int, step int, output jsonb);
    truncate bench_run; insert into bench_run select i, 0 from generate_series(1, 8) i`);
  const until = performance.now() + 2000;
  let count = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      for (; performance.now() < until; count++)
        await pool.query({
          name: "bench-raw",
          text: `with u as (update bench_run set step = step + 1 where id = $1 returning id, step)
                 insert into bench_step select id, step, '{"count": 1}' from u`,
          values: [i + 1],
        });
    }),
  );
  return count / 2;
}

/** What would make figures look better than they are. */
async function mustBeDurable(pool: Pool): Promise<void> {
  const { rows } = await pool.query(
    `select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes') as set,
       (select count(*)::int from pg_class where relkind = 'r' and relpersistence <> 'p') as unlogged`,
  );
  const [row] = rows;
  if (row?.set !== "ononon" || row.unlogged > 0)
    throw new Error(`not durable: ${JSON.stringify(row)}`);
}

async function latencies(floor: Floor): Promise<Figure[]> {
  const start = await floor.playbookOf("notes-3", notes(3));
  const once = timing(floor, start);
  for (let i = 0; i < 50; i++) await once();
  const idle: number[] = [];
  for (let i = 0; i < samples; i++) {
    idle.push(await once());
    await sleep(5 + (i % 20));
  }
  const paced: Promise<number>[] = [];
  for (let i = 0; i < samples; i++) {
    paced.push(once());
    await sleep(50);
  }
  const name = "start → 3-step run ended";
  return [
    { name: `${name}, idle`, key: "idle", values: idle, unit: "ms", aims: { p50: 6, p99: 15 } },
    {
      name: `${name}, 20 starts/s`,
      key: "paced",
      values: await Promise.all(paced),
      unit: "ms",
      aims: { p99: 25 },
    },
  ];
}

/** How long the last steps of a long run took, to its first. */
async function stepCost(floor: Floor): Promise<Figure[]> {
  const start = await floor.playbookOf("notes-1000", notes(1000));
  const ratios: number[] = [];
  for (let i = 0; i < 5; i++) {
    const runId = await start();
    await floor.engine.quiet();
    const { rows } = await floor.pool.query<{ ms: number }>(
      `select extract(epoch from ended_at - started_at)::float8 * 1000 as ms from playbook_step_executions
       where run_id = $1 order by substr(step_id, 2)::int`,
      [runId],
    );
    const sum = (from: number) => rows.slice(from, from + 200).reduce((all, it) => all + it.ms, 0);
    ratios.push(sum(800) / sum(100));
  }
  return [
    { name: "a step at 1,000, to one at 100", key: "stepCost1000Ratio", values: ratios, unit: "×" },
  ];
}

function figuresOf(all: Round[]): Figure[] {
  const of = (key: keyof Round) => all.map((it) => it[key]);
  return [
    { name: "10-step runs", key: "tenStepRunsPerSecond", values: of("ten"), unit: "/s" },
    { name: "3-step runs", key: "threeStepRunsPerSecond", values: of("three"), unit: "/s" },
    { name: "steps, to raw commits", key: "shareOfRawCommits", values: of("share"), unit: "×" },
    {
      name: "WAL of a 10-step run",
      key: "walKbPerRun",
      values: of("wal"),
      unit: "KB",
      aims: { p50: 5 },
    },
    {
      name: "commits of a 10-step run",
      key: "commitsPerRun",
      values: of("commits"),
      unit: "commits",
    },
    {
      name: "statements of a 10-step run",
      key: "statementsPerRun",
      values: of("statements"),
      unit: "statements",
    },
  ];
}
