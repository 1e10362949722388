import type { Pool } from "../../../src/store/db.ts";
import { type Floor, notes } from "./floor.ts";

const inFlight = 16;

/** From the first start until nothing is left to do, and the database holds that many runs more that have ended. */
export async function throughput(floor: Floor, steps: number, count: number) {
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
  await floor.engine.quiet();
  const seconds = (performance.now() - began) / 1000;
  const after = await counters(floor);
  if (after.ended !== before.ended + count)
    throw new Error(`${after.ended - before.ended} of ${count} runs ended`);
  return {
    perSecond: count / seconds,
    wal: (after.wal - before.wal) / count / 1024,
    commits: (after.commits - before.commits) / count,
    statements: (after.statements - before.statements) / count,
  };
}

async function counters({ observer, statements }: Floor) {
  const { rows } = await observer.query<{ wal: number; commits: number; ended: number }>({
    name: "bench-counters",
    text: `select (pg_current_wal_insert_lsn() - '0/0')::float8 as wal,
             pg_snapshot_xmax(pg_current_snapshot())::text::float8 as commits,
             (select count(*)::int from playbook_executions where status = 'ended') as ended`,
  });
  const [row] = rows;
  if (!row) throw new Error("no counters");
  return { ...row, statements: statements() };
}

/** Starts a run and says, in milliseconds, how long it took until the database held its end. */
export function timing({ observer, tenant }: Floor, start: () => Promise<string>) {
  return async () => {
    const began = performance.now();
    const runId = await start();
    for (;;) {
      const { rowCount } = await observer.query({
        name: "bench-ended",
        text: "select 1 from playbook_executions where workspace_id = $1 and id = $2 and status = 'ended'",
        values: [tenant.workspaceId, runId],
      });
      if (rowCount) return performance.now() - began;
    }
  };
}

/** Every run ended well, every step was begun once and has its own result. */
export async function verify(pool: Pool): Promise<void> {
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
