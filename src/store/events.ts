import { z } from "zod";
import { many, maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

export const EventRow = z.object({
  id: z.string(),
  name: z.string(),
  customerId: z.string().nullable(),
  at: z.date(),
  data: z.record(z.string(), z.json()),
});
export type EventRow = z.infer<typeof EventRow>;

/** Stores an event. False when it, or the same body under another id, is here already. */
export async function storeEvent(
  { db, workspaceId }: Tenant,
  event: EventRow & { bodySha256: string; source: string },
): Promise<boolean> {
  const stored = await run(
    db,
    sql`insert into playbook_events (workspace_id, id, name, customer_id, happened_at, payload, body_sha256, source)
        values (${workspaceId}, ${event.id}, ${event.name}, ${event.customerId}, ${event.at}, ${JSON.stringify(event.data)},
                ${event.bodySha256}, ${event.source})
        on conflict do nothing`,
  );
  return stored === 1;
}

/** Takes an event that nobody has dispatched, for this transaction. */
export function takeEvent({ db, workspaceId }: Tenant, id: string): Promise<EventRow | null> {
  return maybeOne(
    db,
    EventRow,
    sql`select id, name, customer_id as "customerId", happened_at as at, payload as data from playbook_events
        where workspace_id = ${workspaceId} and id = ${id} and dispatched_at is null for update skip locked`,
  );
}

export async function eventDispatched(
  { db, workspaceId }: Tenant,
  id: string,
  at: Date,
): Promise<void> {
  await run(
    db,
    sql`update playbook_events set dispatched_at = ${at} where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

const LeftRow = z.object({ workspaceId: z.string(), id: z.string() });

/** Events nobody dispatched, of all workspaces: a process died between storing and dispatching them. */
export function listUndispatched(db: Tenant["db"], now: Date) {
  return many(
    db,
    LeftRow,
    sql`select workspace_id as "workspaceId", id from playbook_events
        where dispatched_at is null and happened_at <= ${now} order by happened_at limit 100`,
  );
}
