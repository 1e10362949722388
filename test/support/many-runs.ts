import pg from "pg";
import type { Content } from "../../src/steps/world.ts";
import type { Db } from "../../src/store/db.ts";

/** who is asked for most, for some, and now and then as well */
export const [maya, tom, priya] = ["UMAYA0001", "UTOM00001", "UPRIYA001"] as const;

export const playbookId = "planned-1";
/** a playbook all of whose runs have ended, and a rare one */
export const endedId = "planned-8";
export const customerId = "planned-1";
/** for whom one in fifty runs was, and one for whom hardly any was */
export const manyId = "planned-0";
export const fewId = "planned-1995";
/** what nearly all wait for that wait for something to happen, and what one in a hundred does */
export const awaited = "planned.ready";
export const rare = "planned.rare";
export const bigTables = [
  "playbook_executions",
  "playbook_step_executions",
  "slack_cards",
  "audit_log",
];

/** One in ten waits; who waits is spread over the year in which all were started. */
const waits = "n % 10 = n / 10 % 10";
/** for a time, for something to happen, for somebody's work, for a yes */
const waitsFor = (kind: number) => `open and n / 100 % 4 = ${kind}`;

const mail: Content = {
  kind: "email",
  to: { name: "Dana Fox", address: "dana.fox@acme.example", contact: "champion" },
  from: { name: "Maya Chen", address: "maya@northwind.example" },
  subject: "Your renewal in February",
  body: "Shall we talk about next year?",
};

const copied = ["workspaces", "people", "customers", "playbooks", "playbook_versions"];

type Wanted = {
  url: string;
  /** the largest of three workspaces; it has the sample customers, and the playbook "planned-0" of three steps */
  workspaceId: string;
  runs: number;
  now: Date;
};

/**
 * So many runs of three steps as they are after a year, in three workspaces of unequal size, with their cards, their
 * records and what started them. How many bytes one that has ended takes.
 */
export async function fill({ url, workspaceId, runs, now }: Wanted): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const [middle, small] = ["TPLANNED2", "TPLANNED3"] as const;
    await prepare(client, workspaceId, [middle, small]);
    await client.query(
      `create unlogged table bench_runs as
       select n, gen_random_uuid() as id, ${waits} as waits,
         case when n % 20 < 14 then $2 when n % 20 < 19 then $3 else $4 end as workspace_id,
         'planned-' || case when ${waits} and n / 10 % 10 = 8 then 9 else n / 10 % 10 end as playbook_id,
         'planned-' || case when n % 50 = 0 then 0 when k >= 1990 and n % 200 > 1 then k - 100 else k end as customer_id,
         $5::timestamptz - ($1::int - n) * (interval '365 days' / $1::int) as at
       from generate_series(1, $1::int) n, lateral (select n / 7 % 2000 as k) x`,
      [runs, workspaceId, middle, small, now],
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

async function prepare(client: pg.Client, from: string, others: readonly string[]): Promise<void> {
  for (const [table, id, given] of [
    ["playbooks", "id", "'id', 'planned-' || n, 'name', 'Planned ' || n"],
    ["playbook_versions", "playbook_id", "'playbook_id', 'planned-' || n"],
  ])
    await client.query(
      `insert into ${table} select r.* from ${table} o, generate_series(1, 9) n,
         jsonb_populate_record(o, jsonb_build_object(${given})) r where o.${id} = 'planned-0'`,
    );
  await client.query(
    `insert into customers select r.* from customers o, generate_series(0, 1999) n, jsonb_populate_record(o,
       jsonb_build_object('id', 'planned-' || n, 'name', 'Planned ' || n)) r where o.id = 'acme-robotics'`,
  );
  for (const workspace of others)
    for (const table of copied) {
      const id = table === "workspaces" ? "id" : "workspace_id";
      await client.query(
        `insert into ${table} select r.* from ${table} o, jsonb_populate_record(o, jsonb_build_object($1::text, $2::text)) r
         where o.${id} = $3`,
        [id, workspace, from],
      );
    }
}

async function add(client: pg.Client, which: "waits" | "not waits"): Promise<void> {
  await client.query(
    `insert into playbook_executions (workspace_id, id, playbook_id, version, customer_id, status, segment, has_parked, result, epoch,
       signals, inputs, cause, at_start, started_by, started_at, ended_at)
     select r.workspace_id, r.id, r.playbook_id, 1, r.customer_id, case when waits then 'running' else 'ended' end,
       case when waits then 'parked' else 'none' end, case when waits then true end, case when not waits then 'succeeded' end, 1, 0, '{}',
       '{"is":"person","who":"UMAYA0001"}', c.fields, 'UMAYA0001', at, case when not waits then at + interval '1 second' * (1 + n % 9973) end
     from bench_runs r join customers c on c.workspace_id = r.workspace_id and c.id = r.customer_id
     where ${which} order by n`,
  );
  await client.query(
    `insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, stage, attempt, turn, output,
       result, started_at, ended_at, failures, failure, due, event, ask)
     select workspace_id, id, 's' || s, 1, case when ${waitsFor(3)} then 'asking' when open then 'waiting' else 'done' end,
       case when open then (array['due', 'work', 'work', 'asking'])[n / 100 % 4 + 1] end, 1, 0, '{"noted":true}', 'done', at + s * interval '1 minute',
       case when not open then at + s * interval '2 minutes' end, case when n % 500 = 1 then 1 else 0 end, case when n % 500 = 1 then 'no answer' end,
       case when ${waitsFor(0)} then at + interval '366 days' end,
       case when ${waitsFor(1)} then case when n / 400 % 100 = 7 then $1 else $2 end end,
       case when ${waitsFor(2)} then json_strip_nulls(json_build_object('who', case when n / 400 % 10 = 3 then $3 else $4 end,
         'title', 'Call them', 'details', 'Soon', 'form', '{}'::json, 'also', case when n / 400 % 50 = 7 then json_build_array($5::text) end)) end
     from bench_runs, generate_series(1, 3) s, lateral (select waits and s = 3 as open) x where ${which} order by n, s`,
    [rare, awaited, tom, maya, priya],
  );
  // each that waits for a yes, and one in twenty that has ended had one
  await client.query(
    `with asked as (
     insert into approvals (workspace_id, id, run_id, step_id, iteration, status, content, content_sha256, approvers, editors,
       on_reject, second_person, revision, asked_at, decided_at, decided_by)
     select workspace_id, gen_random_uuid(), id, 's3', 1, case when waits then 'pending' else 'approved' end, $1::jsonb, '', case n / 400 % 50
         when 7 then jsonb_build_array(jsonb_build_object('id', $2::text, 'because', ''), jsonb_build_object('id', $4::text, 'because', ''))
         else jsonb_build_array(jsonb_build_object('id', case when n / 400 % 10 = 3 then $2 else $3 end, 'because', '')) end,
       '[]', 'skip', false, 1, at, case when not waits then at end, case when not waits then 'UMAYA0001' end
     from bench_runs where ${which} and (n % 20 = 3 or (waits and n / 100 % 4 = 3)) order by n returning *)
     insert into audit_log (workspace_id, at, actor, action, subject, details)
     select workspace_id, decided_at, decided_by, status, 'approval:' || id, '{}' from asked where status = 'approved'`,
    [mail, tom, maya, priya],
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

/** A run in which something was approved. */
export async function approvedRun(db: Db, workspaceId: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    "select run_id as id from approvals where workspace_id = $1 and status = 'approved' limit 1",
    [workspaceId],
  );
  return rows[0]?.id ?? "";
}
