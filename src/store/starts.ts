import { z } from "zod";
import type { Execution } from "../run/execution.ts";
import { asJson, type Db, many } from "./db.ts";
import { grouped, perPool } from "./group.ts";
import type { Jobs } from "./jobs.ts";
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
  /** where its card stands */
  card: { id: string; place: string };
  /** what the record says of it */
  actor: string;
  details: Record<string, unknown>;
};

/**
 * Adds a run, its card, its record and its job, unless a gate keeps it from beginning: all in one statement, all or
 * nothing. What is here already stays as it is. Outside a transaction it shares its statement with other starts.
 */
export async function insertRun(
  { db, workspaceId }: Tenant,
  jobs: Pick<Jobs, "adding">,
  it: RunToStart,
): Promise<void> {
  const start = { one: asJson({ ...it, workspaceId }), jobs };
  await (together(db)?.(start) ?? insert(db, [start]));
}

type Start = { one: string; jobs: Pick<Jobs, "adding"> };

const together = perPool((pool) =>
  grouped<Start, null>({
    async flush(starts) {
      await insert(pool, starts);
      return starts.map(() => null);
    },
    lanes: 2,
    most: 256 * 1024,
    sizeOf: ({ one }) => one.length,
  }),
);

async function insert(db: Db, starts: Start[]): Promise<void> {
  const [first] = starts;
  if (!first) return;
  const added = first.jobs.adding(
    `(select coalesce(json_agg(json_build_object('data',
        json_build_object('workspaceId', workspace_id, 'runId', id))), '[]')::text from run where gate is null)`,
  );
  await many(db, z.unknown(), {
    name: "start-runs",
    text: `with given as (
             select * from json_to_recordset($1::json) as g ("workspaceId" text, "id" uuid, "playbookId" text, "version" int,
               "customerId" text, "inputs" jsonb, "cause" jsonb, "gate" jsonb, "startedBy" text, "startedAt" timestamptz,
               "parent" json, "depth" int, "card" json, "actor" text, "details" jsonb)),
           run as (
             insert into playbook_executions (workspace_id, id, playbook_id, version, customer_id, status, segment, epoch,
               signals, inputs, cause, at_start, gate, started_by, started_at,
               parent_run_id, parent_step_id, parent_iteration, depth)
             select "workspaceId", "id", "playbookId", "version", "customerId", 'running',
               case when "gate" is null then 'queued' else 'parked' end, 0, 0, "inputs", "cause",
               coalesce((select c.fields from customers c
                 where c.workspace_id = g."workspaceId" and c.id = g."customerId"), '{}'),
               "gate", "startedBy", "startedAt", (g."parent" ->> 'runId')::uuid, g."parent" ->> 'stepId',
               (g."parent" ->> 'iteration')::int, "depth"
             from given g
             on conflict (workspace_id, id) do nothing
             returning workspace_id, id, gate),
           card as (
             insert into slack_cards (workspace_id, id, kind, subject, place, wanted, shown, lease_until, tries)
             select r.workspace_id, (g."card" ->> 'id')::uuid, 'run', r.id::text, g."card" ->> 'place', 1, 0, 'epoch', 0
             from run r join given g on g."workspaceId" = r.workspace_id and g."id" = r.id),
           told as (
             insert into audit_log (workspace_id, at, actor, action, subject, details)
             select r.workspace_id, g."startedAt", g."actor", 'run started', 'run:' || r.id, g."details"
             from run r join given g on g."workspaceId" = r.workspace_id and g."id" = r.id),
           job as (${added})
           select 1 where false`,
    values: [`[${starts.map(({ one }) => one).join(",")}]`],
  });
}
