import { z } from "zod";
import type { Json } from "../steps/world.ts";
import { many, maybeOne, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Until the transaction ends, nobody else decides whether a run may begin for this customer, or by this playbook's
 * limits. A customer is locked before a playbook.
 */
export async function lockStarts(
  { db, workspaceId }: Tenant,
  it: { customerId: string } | { playbookId: string },
): Promise<void> {
  const what = "customerId" in it ? ["customer", it.customerId] : ["playbook", it.playbookId];
  const key = JSON.stringify([workspaceId, ...what]);
  await run(db, sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

const StartRow = z.object({ startedAt: z.date() });

/** When a playbook last started for a customer, or with a value of an input, since a moment. */
export async function findLastStart(
  { db, workspaceId }: Tenant,
  playbookId: string,
  {
    customerId,
    input,
    since,
  }: { customerId: string | null; input: { name: string; value: Json } | null; since: Date },
): Promise<Date | null> {
  const row = await maybeOne(
    db,
    StartRow,
    sql`select started_at as "startedAt" from playbook_executions
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and started_at > ${since}
          and (${customerId}::text is null or customer_id = ${customerId})
          and (${input?.name ?? null}::text is null or inputs -> ${input?.name ?? ""} = ${JSON.stringify(input?.value ?? null)}::jsonb)
        order by started_at desc limit 1`,
  );
  return row?.startedAt ?? null;
}

const CountRow = z.object({ count: z.number() });

/** How many runs of a playbook have started since a moment, for whomever. */
export async function countStarts(
  { db, workspaceId }: Tenant,
  playbookId: string,
  since: Date,
): Promise<number> {
  const { count } = await one(
    db,
    CountRow,
    sql`select count(*)::int as count from playbook_executions
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and started_at > ${since}`,
  );
  return count;
}

const EndRow = z.object({ endedAt: z.date() });

/** When the last run of a playbook ended for a customer, one that never began left out. */
export async function findLastEnd(
  { db, workspaceId }: Tenant,
  playbookId: string,
  { customerId, since }: { customerId: string | null; since: Date },
): Promise<Date | null> {
  const row = await maybeOne(
    db,
    EndRow,
    sql`select ended_at as "endedAt" from playbook_executions
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and ended_at > ${since} and gate is null
          and (${customerId}::text is null or customer_id = ${customerId})
        order by ended_at desc limit 1`,
  );
  return row?.endedAt ?? null;
}

const OpenRow = z.object({ runId: z.string(), name: z.string() });

/** The oldest run that is working on a customer, one that itself waits to begin left out. */
export function findOpenRun(
  { db, workspaceId }: Tenant,
  customerId: string,
): Promise<{ runId: string; name: string } | null> {
  return maybeOne(
    db,
    OpenRow,
    sql`select e.id as "runId", p.name from playbook_executions e
        join playbooks p on p.workspace_id = e.workspace_id and p.id = e.playbook_id
        where e.workspace_id = ${workspaceId} and e.customer_id = ${customerId} and e.status <> 'ended' and e.gate is null
        order by e.started_at limit 1`,
  );
}

const TurnRow = z.object({ workspaceId: z.string(), customerId: z.string() });

/**
 * The customers, of all workspaces, for whom a run waits for its turn while nobody works on them. Whether it may begin
 * beside another run is no question any more when that one has ended.
 */
export function listWaitingTurns(db: Tenant["db"]) {
  return many(
    db,
    TurnRow,
    sql`select distinct e.workspace_id as "workspaceId", e.customer_id as "customerId" from playbook_executions e
        where e.gate is not null and e.status <> 'ended' and e.status = 'running' and e.gate ->> 'is' in ('turn', 'conflict')
          and e.customer_id is not null
          and not exists (select 1 from playbook_executions o where o.workspace_id = e.workspace_id
            and o.customer_id = e.customer_id and o.status <> 'ended' and o.gate is null)
        limit 100`,
  );
}

const WaitingRow = z.object({ runId: z.string() });

/** The run that has waited longest for its turn with a customer nobody works on any more. */
export function takeNextTurn(
  { db, workspaceId }: Tenant,
  customerId: string,
): Promise<{ runId: string } | null> {
  return maybeOne(
    db,
    WaitingRow,
    sql`select e.id as "runId" from playbook_executions e
        where e.workspace_id = ${workspaceId} and e.customer_id = ${customerId} and e.status = 'running'
          and e.gate ->> 'is' in ('turn', 'conflict')
          and not exists (select 1 from playbook_executions o where o.workspace_id = e.workspace_id
            and o.customer_id = e.customer_id and o.status <> 'ended' and o.gate is null)
        order by e.started_at limit 1 for update of e skip locked`,
  );
}
