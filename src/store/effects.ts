import { z } from "zod";
import { many, maybeOne, run, sql } from "./db.ts";
import type { StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

export const EffectRow = z.object({
  stepId: z.string(),
  iteration: z.number(),
  sequence: z.number(),
  epoch: z.number(),
  provider: z.string(),
  state: z.enum(["open", "received", "refused", "abandoned"]),
  receipt: z.string().nullable(),
});
export type EffectRow = z.infer<typeof EffectRow>;

export type Intent = StepPlace & {
  epoch: number;
  provider: string;
  contentSha256: string;
  recipients: string[];
  at: Date;
};

const SequenceRow = z.object({ sequence: z.number() });

/**
 * Writes down that something is about to leave, in a commit of its own before the call, and only while the
 * claim is held and nothing else of this step is open or through. null: it must not be sent.
 */
export async function intend({ db, workspaceId }: Tenant, it: Intent): Promise<number | null> {
  const row = await maybeOne(
    db,
    SequenceRow,
    sql`with fenced as (
          select workspace_id, id from playbook_executions
          where workspace_id = ${workspaceId} and id = ${it.runId} and epoch = ${it.epoch} and status = 'running'
          for no key update),
        before as (
          select coalesce(max(sequence), 0) as last, coalesce(bool_or(state in ('open', 'received')), false) as taken
          from playbook_effects
          where workspace_id = ${workspaceId} and run_id = ${it.runId} and step_id = ${it.stepId} and iteration = ${it.iteration})
        insert into playbook_effects (workspace_id, run_id, step_id, iteration, sequence, epoch, provider, content_sha256,
          recipients, intended_at, state)
        select f.workspace_id, f.id, ${it.stepId}, ${it.iteration}, b.last + 1, ${it.epoch}, ${it.provider},
          ${it.contentSha256}, ${JSON.stringify(it.recipients)}, ${it.at}, 'open'
        from fenced f, before b where not b.taken
        on conflict do nothing
        returning sequence`,
  );
  return row?.sequence ?? null;
}

/**
 * How the call ended. Not fenced: what left has left, even if the run was paused or cancelled meanwhile, and
 * its receipt must not be lost. One that somebody gave up may still turn out to have arrived.
 */
export async function settleEffect(
  { db, workspaceId }: Tenant,
  place: StepPlace,
  sequence: number,
  how: { state: "received" | "refused" | "abandoned"; receipt: string | null; at: Date },
): Promise<void> {
  const open = how.state === "received" ? ["open", "abandoned"] : ["open"];
  await run(
    db,
    sql`update playbook_effects set state = ${how.state}, receipt = ${how.receipt}, settled_at = ${how.at}
        where workspace_id = ${workspaceId} and run_id = ${place.runId} and step_id = ${place.stepId}
          and iteration = ${place.iteration} and sequence = ${sequence} and state = any (${open})`,
  );
}

/** The last effect of a step, if it ever had one. */
export function lastEffect(
  { db, workspaceId }: Tenant,
  place: StepPlace,
): Promise<EffectRow | null> {
  return maybeOne(
    db,
    EffectRow,
    sql`select step_id as "stepId", iteration, sequence, epoch, provider, state, receipt from playbook_effects
        where workspace_id = ${workspaceId} and run_id = ${place.runId} and step_id = ${place.stepId}
          and iteration = ${place.iteration} order by sequence desc limit 1`,
  );
}

export const DeliveryRow = z.object({
  id: z.string(),
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  channel: z.string(),
  contact: z.string(),
  address: z.string(),
  subject: z.string(),
  contentSha256: z.string(),
  status: z.enum(["sent", "skipped", "unknown"]),
  reason: z.string().nullable(),
  receipt: z.string().nullable(),
  at: z.date(),
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;

/** Records what became of something meant for a customer, and in the customer's ledger if it arrived there. */
export async function saveDelivery(
  { db, workspaceId }: Tenant,
  it: DeliveryRow,
  customerId: string | null,
): Promise<void> {
  await run(
    db,
    sql`with saved as (
          insert into playbook_deliveries as d (workspace_id, id, run_id, step_id, iteration, channel, contact, address, subject,
            content_sha256, status, reason, receipt, at)
          values (${workspaceId}, ${it.id}, ${it.runId}, ${it.stepId}, ${it.iteration}, ${it.channel}, ${it.contact}, ${it.address},
            ${it.subject}, ${it.contentSha256}, ${it.status}, ${it.reason}, ${it.receipt}, ${it.at})
          on conflict (workspace_id, run_id, step_id, iteration) do update
          set status = excluded.status, reason = excluded.reason, receipt = excluded.receipt, at = excluded.at,
              address = excluded.address, subject = excluded.subject, content_sha256 = excluded.content_sha256
          -- what has arrived has arrived, whatever is decided about it later
          where d.status <> 'sent'
          returning id, status)
        insert into customer_communications (workspace_id, customer_id, delivery_id, channel, address, at)
        select ${workspaceId}, ${customerId}::text, saved.id, ${it.channel}, ${it.address}, ${it.at}
        from saved where saved.status = 'sent' and ${customerId}::text is not null
        on conflict do nothing`,
  );
}

export function listDeliveries({ db, workspaceId }: Tenant, runId: string): Promise<DeliveryRow[]> {
  return many(
    db,
    DeliveryRow,
    sql`select id, run_id as "runId", step_id as "stepId", iteration, channel, contact, address, subject,
          content_sha256 as "contentSha256", status, reason, receipt, at
        from playbook_deliveries where workspace_id = ${workspaceId} and run_id = ${runId} order by at`,
  );
}

const RecentRow = z.object({ playbook: z.string(), address: z.string(), at: z.date() });

/** What a customer received since a moment, the newest first: said to whoever approves the next thing. */
export function recentCommunications({ db, workspaceId }: Tenant, customerId: string, since: Date) {
  return many(
    db,
    RecentRow,
    sql`select p.name as playbook, c.address, c.at
        from customer_communications c
        join playbook_deliveries d on d.workspace_id = c.workspace_id and d.id = c.delivery_id
        join playbook_executions e on e.workspace_id = d.workspace_id and e.id = d.run_id
        join playbooks p on p.workspace_id = e.workspace_id and p.id = e.playbook_id
        where c.workspace_id = ${workspaceId} and c.customer_id = ${customerId} and c.at > ${since}
        order by c.at desc limit 5`,
  );
}
