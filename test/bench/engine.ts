import { setTimeout as sleep } from "node:timers/promises";
import { createLog } from "../../src/log.ts";
import { startPostgres } from "../../src/local/postgres/start.ts";
import type { Pool } from "../../src/store/db.ts";
import { temporaryFolder } from "../support/folder.ts";
import { createFloor, type Floor, notes, openFloor } from "./engine/floor.ts";
import type { Bench, Figure } from "./figure.ts";

const rounds = 5;
const inFlight = 16;
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
  const three = await throughput(floor, 3, 600);
  const ten = await throughput(floor, 10, 300);
  await verify(floor.pool);
  const share = (ten.perSecond * 10) / raw;
  const { wal, commits, statements } = ten;
  return { three: three.perSecond, ten: ten.perSecond, share, wal, commits, statements };
}

/** From the first start until the database holds that many runs more that have ended. */
async function throughput(floor: Floor, steps: number, count: number) {
  const start = await floor.playbookOf(`notes-${steps}`, notes(steps));
  for (let i = 0; i < 40; i++) await start();
  await floor.engine.quiet();
  const before = await counters(floor);
  const began = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await start();
    }),
  );
  for (;;) {
    const { ended } = await counters(floor);
    if (ended >= before.ended + count) break;
    await sleep(2);
  }
  const seconds = (performance.now() - began) / 1000;
  await floor.engine.quiet();
  const after = await counters(floor);
  return {
    perSecond: count / seconds,
    wal: (after.wal - before.wal) / count / 1024,
    commits: (after.commits - before.commits) / count,
    statements: (after.statements - before.statements) / count,
  };
}

async function counters({ pool, statements }: Floor) {
  const { rows } = await pool.query<{ wal: number; commits: number; ended: number }>({
    name: "bench-counters",
    text: `select (pg_current_wal_insert_lsn() - '0/0')::float8 as wal,
             pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits,
             (select count(*)::int from playbook_executions where status = 'ended') as ended`,
  });
  const [row] = rows;
  if (!row) throw new Error("no counters");
  return { ...row, statements: statements() };
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

/** Every run ended well, every step was begun once and has its own result. */
async function verify(pool: Pool): Promise<void> {
  const { rows } = await pool.query(`
    select (select count(*)::int from playbook_executions where result is distinct from 'succeeded') as open,
      (select count(*)::int from playbook_step_executions
        where status <> 'done' or attempt <> 1 or 's' || (output ->> 'count') <> step_id) as odd,
      (select count(*)::int from playbook_executions e where (select count(*) from playbook_step_executions s where s.run_id = e.id)
        <> split_part(e.playbook_id, '-', 2)::int) as short,
      (select count(*)::int from playbook_executions e where
        (select count(*) from audit_log a where a.subject = 'run:' || e.id) <> 2
        or (select count(*) from slack_cards k where k.subject = e.id::text) <> 1) as untold`);
  if (JSON.stringify(rows[0]) !== JSON.stringify({ open: 0, odd: 0, short: 0, untold: 0 }))
    throw new Error(`wrong in the database: ${JSON.stringify(rows[0])}`);
}

async function latencies(floor: Floor): Promise<Figure[]> {
  const start = await floor.playbookOf("notes-3", notes(3));
  const once = async () => {
    const began = performance.now();
    const runId = await start();
    for (;;) {
      const { rowCount } = await floor.pool.query({
        name: "bench-ended",
        text: "select 1 from playbook_executions where workspace_id = $1 and id = $2 and status = 'ended'",
        values: [floor.tenant.workspaceId, runId],
      });
      if (rowCount) return performance.now() - began;
    }
  };
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
  for (let i = 0; i < 3; i++) {
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
