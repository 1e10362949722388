import pg from "pg";
import { notes, type Floor } from "./floor.ts";

export const workspaces = { big: "TBENCH01", middle: "TBENCH02", small: "TBENCH03" } as const;
export const playbookId = "planned-1";
export const customerId = "planned-1";
/** what a third of those that wait wait for */
export const awaited = "planned.ready";
export const bigTables = [
  "playbook_executions",
  "playbook_step_executions",
  "slack_cards",
  "audit_log",
];

/** One in ten waits; who waits is spread over the year in which all were started. */
const waits = "n % 10 = 0";

const copied = ["workspaces", "people", "customers", "playbooks", "playbook_versions"];

/**
 * So many runs of three steps as they are after a year, in three workspaces of unequal size, with their cards, their
 * records and what started them. How many bytes one that has ended takes.
 */
export async function fill(floor: Floor, url: string, runs: number): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await prepare(floor, client);
    await client.query(
      `create unlogged table bench_runs as
       select n, gen_random_uuid() as id, ${waits} as waits,
         case when n % 20 < 14 then $2 when n % 20 < 19 then $3 else $4 end as workspace_id,
         'planned-' || (n / 10) % 10 as playbook_id, 'planned-' || (n / 7) % 2000 as customer_id,
         $5::timestamptz - ($1::int - n) * (interval '365 days' / $1::int) as at
       from generate_series(1, $1::int) n`,
      [runs, workspaces.big, workspaces.middle, workspaces.small, new Date()],
    );
    await client.query("analyze bench_runs");
    await add(client, "not waits");
    const bytes = await bytesOf(client);
    await add(client, "waits");
    await client.query("vacuum analyze");
    return bytes / (runs * 0.9);
  } finally {
    await client.end();
  }
}

async function prepare(floor: Floor, client: pg.Client): Promise<void> {
  await floor.playbookOf("planned-0", notes(3));
  for (const table of ["playbooks", "playbook_versions"])
    await client.query(
      `insert into ${table} select r.* from ${table} o, generate_series(1, 9) n, jsonb_populate_record(o,
         jsonb_build_object(${table === "playbooks" ? "'id', 'planned-' || n, 'name', 'Planned ' || n" : "'playbook_id', 'planned-' || n"})) r
       where ${table === "playbooks" ? "o.id" : "o.playbook_id"} = 'planned-0'`,
    );
  await client.query(
    `insert into customers select r.* from customers o, generate_series(0, 1999) n, jsonb_populate_record(o,
       jsonb_build_object('id', 'planned-' || n, 'name', 'Planned ' || n)) r where o.id = 'acme-robotics'`,
  );
  for (const workspace of [workspaces.middle, workspaces.small])
    for (const table of copied)
      await client.query(
        `insert into ${table} select r.* from ${table} o, jsonb_populate_record(o, jsonb_build_object($1::text, $2::text)) r
         where o.${table === "workspaces" ? "id" : "workspace_id"} = '${workspaces.big}'`,
        [table === "workspaces" ? "id" : "workspace_id", workspace],
      );
}

async function add(client: pg.Client, which: "waits" | "not waits"): Promise<void> {
  await client.query(
    `insert into playbook_executions (workspace_id, id, playbook_id, version, customer_id, status, segment, result, epoch,
       signals, inputs, cause, at_start, started_by, started_at, ended_at)
     select r.workspace_id, r.id, r.playbook_id, 1, r.customer_id, case when waits then 'running' else 'ended' end,
       case when waits then 'parked' else 'none' end, case when not waits then 'succeeded' end, 1, 0, '{}',
       '{"is":"person","who":"UMAYA0001"}', c.fields, 'UMAYA0001', at, case when not waits then at + interval '2 hours' end
     from bench_runs r join customers c on c.workspace_id = r.workspace_id and c.id = r.customer_id
     where ${which} order by n`,
  );
  await client.query(
    `insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, stage, attempt, turn, output,
       result, started_at, ended_at, failures, failure, due, event, ask)
     select workspace_id, id, 's' || s, 1, case when open then 'waiting' else 'done' end,
       case when open then case n / 10 % 3 when 0 then 'due' else 'work' end end, 1, 0, '{"noted":true}', 'done', at + s * interval '1 minute',
       case when not open then at + s * interval '2 minutes' end, case when n % 500 = 1 then 1 else 0 end, case when n % 500 = 1 then 'no answer' end,
       case when open and n / 10 % 3 = 0 then at + interval '366 days' end,
       case when open and n / 10 % 3 = 1 then $1 end,
       case when open and n / 10 % 3 = 2 then '{"who":"UMAYA0001","title":"Call them","details":null,"form":{}}'::json end
     from bench_runs, generate_series(1, 3) s, lateral (select waits and s = 3 as open) x where ${which} order by n, s`,
    [awaited],
  );
  await client.query(
    `insert into slack_cards (workspace_id, id, kind, subject, place, channel_id, ts, wanted, shown, lease_until, tries)
     select workspace_id, gen_random_uuid(), 'run', id::text, 'renewals', 'C0RENEWALS', 1700000000 + n || '.000100', 3, 3, at, 0
     from bench_runs where ${which} order by n`,
  );
  await client.query(
    `insert into audit_log (workspace_id, at, actor, action, subject, details)
     select workspace_id, at, 'UMAYA0001', action, 'run:' || id, '{"playbook":"Planned"}'
     from bench_runs, unnest(case when waits then '{run started}'::text[] else '{run started,run succeeded}' end) action
     where ${which} order by n`,
  );
  // every second one was started by a trigger, and some that were to start were held back
  await client.query(
    `insert into trigger_firings (workspace_id, playbook_id, identity, subject, occurrence, outcome, reason, run_id, fired_at)
     select workspace_id, playbook_id, 'planned', customer_id, n::text, case when n % 100 = 1 then 'limited' else 'started' end,
       case when n % 100 = 1 then 'one at a time' end, case when n % 100 <> 1 then id end, at
     from bench_runs where ${which} and (n % 4 = 1 or n % 20 = 0) order by n`,
  );
}

async function bytesOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    "select sum(pg_total_relation_size(name::regclass))::float8 as bytes from unnest($1::text[]) name",
    [bigTables],
  );
  return rows[0]?.bytes ?? 0;
}
