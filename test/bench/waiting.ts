import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "../../src/store/db.ts";
import { createFloor, type Floor, notes, openFloor } from "./engine/floor.ts";
import { throughput, timing } from "./engine/measure.ts";
import { startServer } from "./engine/stand.ts";
import { type Bench, median } from "./figure.ts";

const count = 100_000;
const rounds = 5;
const idleMs = 10_000;

/** What runs that wait cost those that do not: the same work in an empty system and beside so many of them. */
export const waiting: Bench = {
  name: "waiting",
  async run() {
    await using server = await startServer();
    await using floor = await openFloor(await createFloor(server.url));
    const empty = await measure(floor);
    const before = await bytes(floor.pool);
    await multiply(floor);
    const perRun = ((await bytes(floor.pool)) - before) / count;
    const full = await measure(floor);
    return [
      {
        name: "10-step runs beside 100,000 waiting, to alone",
        key: "waitingRuns",
        values: [full.perSecond / empty.perSecond],
        unit: "×",
      },
      {
        name: "3-step run, idle, beside them, to alone",
        key: "waitingIdleRatio",
        values: [full.idle / empty.idle],
        unit: "×",
      },
      {
        name: "statements in 10 s of waiting, alone",
        values: [empty.statements],
        unit: "statements",
      },
      {
        name: "statements in 10 s of waiting, 100,000 runs",
        key: "waitingStatements",
        values: [full.statements],
        unit: "statements",
      },
      {
        name: "of the disk for a waiting run",
        key: "bytesPerWaitingRun",
        values: [perRun],
        unit: "B",
      },
    ];
  },
};

async function measure(floor: Floor) {
  const each: number[] = [];
  for (let i = 0; i < rounds; i++) each.push((await throughput(floor, 10, 300)).perSecond);
  const once = timing(floor, await floor.playbookOf("notes-3", notes(3)));
  for (let i = 0; i < 50; i++) await once();
  const idle: number[] = [];
  for (let i = 0; i < 200; i++) {
    idle.push(await once());
    await sleep(5 + (i % 20));
  }
  const statements = floor.statements();
  await sleep(idleMs);
  return {
    perSecond: median(each),
    idle: median(idle),
    statements: floor.statements() - statements,
  };
}

async function bytes(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class
     where relname in ('playbook_executions', 'playbook_step_executions', 'slack_cards', 'audit_log')`,
  );
  return rows[0]?.bytes ?? 0;
}

/** One that the engine parked, and so many like it: every column its own, but for what names it. */
async function multiply({ pool, engine, playbookOf }: Floor): Promise<void> {
  const rest = { id: "rest", do: "wait", for: "30 days" };
  const start = await playbookOf("rest-1", [rest]);
  const runId = await start();
  await engine.quiet();
  const tables = ["playbook_executions", "playbook_step_executions", "slack_cards", "audit_log"];
  const copies: Record<string, string> = {
    playbook_executions: "jsonb_build_object('id', x.id)",
    playbook_step_executions:
      "jsonb_build_object('run_id', x.id, 'due', o.due + x.n * interval '1 second')",
    slack_cards: "jsonb_build_object('id', gen_random_uuid(), 'subject', x.id::text)",
    audit_log: "jsonb_build_object('id', nextval('audit_log_id_seq'), 'subject', 'run:' || x.id)",
  };
  const mine: Record<string, string> = {
    playbook_executions: "o.id = $1",
    playbook_step_executions: "o.run_id = $1",
    slack_cards: "o.subject = $1::text",
    audit_log: "o.subject = 'run:' || $1",
  };
  await pool.query(
    `create table bench_copies as select n, gen_random_uuid() as id from generate_series(1, ${count}) n`,
  );
  for (const table of tables) {
    const { rows } = await pool.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    );
    const columns = rows[0]?.columns ?? "";
    const chosen = columns
      .split(", ")
      .map((it) => `r.${it}`)
      .join(", ");
    const client = await pool.connect();
    try {
      // so many at once take longer than a statement of the program ever may
      await client.query("set statement_timeout = 0");
      await client.query({
        text: `insert into ${table} (${columns}) overriding system value select ${chosen} from ${table} o, bench_copies x,
                 jsonb_populate_record(o, ${copies[table]}) r where ${mine[table]}`,
        values: [runId],
      });
    } finally {
      client.release(true);
    }
  }
  const { rows } = await pool.query<{ runs: number }>(
    "select count(*)::int as runs from playbook_step_executions where status = 'waiting' and due is not null",
  );
  if (rows[0]?.runs !== count + 1) throw new Error(`${rows[0]?.runs} runs wait`);
}
