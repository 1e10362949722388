import { z } from "zod";
import { Execution } from "../run/execution.ts";
import { CustomerRow } from "./customers.ts";
import { asJson, type Db, many } from "./db.ts";
import { grouped, perPool } from "./group.ts";
import { heldAtOnce, type Jobs } from "./jobs.ts";
import { customerOfRun, executionJson, type HeldRun } from "./runs.ts";
import type { Tenant } from "./tenant.ts";

export type RunToStart = Pick<
  Execution,
  | "id"
  | "playbookId"
  | "version"
  | "customerId"
  | "inputs"
  | "cause"
  | "gate"
  | "startedBy"
  | "startedAt"
  | "parent"
  | "depth"
> & {
  /** the job under which this process works on it from the first moment, if it has a hand free */
  heldBy: string | null;
  /** where its card stands */
  card: { id: string; place: string };
  /** what the record says of it */
  actor: string;
  details: Record<string, unknown>;
};

/**
 * Adds a run, its card, its record and its job, unless a gate keeps it from beginning: all in one statement, all or
 * nothing. What is here already stays as it is. Outside a transaction it shares its statement with other starts.
 * The run as claimed, if it is held from the first moment.
 */
export async function insertRun(
  { db, workspaceId }: Tenant,
  jobs: Pick<Jobs, "adding">,
  it: RunToStart,
): Promise<HeldRun | null> {
  const start = { one: asJson({ ...it, workspaceId }), jobs };
  const began = await (together(db)?.(start) ?? insert(db, [start]).then(([one = null]) => one));
  return began;
}

type Start = { one: string; jobs: Pick<Jobs, "adding"> };

const together = perPool((pool) =>
  grouped<Start, HeldRun | null>({
    flush: (starts) => insert(pool, starts),
    lanes: 2,
    most: 256 * 1024,
    sizeOf: ({ one }) => one.length,
  }),
);

const BegunRow = z.object({
  position: z.number(),
  execution: Execution,
  customer: CustomerRow.nullable(),
});

async function insert(db: Db, starts: Start[]): Promise<(HeldRun | null)[]> {
  const [first] = starts;
  if (!first) return [];
  const added = first.jobs.adding(
    `(select coalesce(json_agg(json_build_object('id', held_by, 'startAfter', case when held_by is not null then '${heldAtOnce}' end,
        'data', json_build_object('workspaceId', workspace_id, 'runId', id))), '[]')::text from run where gate is null)`,
  );
  const begun = await many(db, BegunRow, {
    name: "start-runs",
    text: `with given as (
             select g.*, ordinality::int as position
             from rows from (json_to_recordset($1::json) as ("workspaceId" text, "id" uuid, "playbookId" text, "version" int,
               "customerId" text, "inputs" jsonb, "cause" jsonb, "gate" jsonb, "startedBy" text, "startedAt" timestamptz,
               "parent" json, "depth" int, "card" json, "actor" text, "details" jsonb, "heldBy" uuid)) with ordinality as g),
           run as (
             insert into playbook_executions as e (workspace_id, id, playbook_id, version, customer_id, status, segment, has_parked, epoch,
               held_by, signals, inputs, cause, at_start, gate, started_by, started_at,
               parent_run_id, parent_step_id, parent_iteration, depth)
             select "workspaceId", "id", "playbookId", "version", "customerId", 'running',
               case when "gate" is not null then 'parked' when "heldBy" is null then 'queued' else 'held' end,
               case when "gate" is not null then true end,
               case when "heldBy" is null then 0 else 1 end, "heldBy", 0, "inputs", "cause",
               coalesce((select c.fields from customers c
                 where c.workspace_id = g."workspaceId" and c.id = g."customerId"), '{}'),
               "gate", "startedBy", "startedAt", (g."parent" ->> 'runId')::uuid, g."parent" ->> 'stepId',
               (g."parent" ->> 'iteration')::int, "depth"
             from given g
             on conflict (workspace_id, id) do nothing
             returning e.*),
           card as (
             insert into slack_cards (workspace_id, id, kind, subject, place, wanted, shown, lease_until, tries)
             select r.workspace_id, (g."card" ->> 'id')::uuid, 'run', r.id::text, g."card" ->> 'place', 1, 0, 'epoch', 0
             from run r join given g on g."workspaceId" = r.workspace_id and g."id" = r.id),
           told as (
             insert into audit_log (workspace_id, at, actor, action, subject, details)
             select r.workspace_id, g."startedAt", g."actor", 'run started', 'run:' || r.id, g."details"
             from run r join given g on g."workspaceId" = r.workspace_id and g."id" = r.id),
           job as (${added})
           select g.position, ${executionJson} as execution, ${customerOfRun} as customer
           from run e join given g on g."workspaceId" = e.workspace_id and g."id" = e.id
           where e.held_by is not null`,
    values: [`[${starts.map(({ one }) => one).join(",")}]`],
  });
  const runs: (HeldRun | null)[] = starts.map(() => null);
  for (const { position, ...run } of begun)
    runs[position - 1] = { ...run, steps: [], epoch: 1, signals: 0 };
  return runs;
}
