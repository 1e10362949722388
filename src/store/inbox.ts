import { z } from "zod";
import { type Db, many, maybeOne, one, run, sql } from "./db.ts";

/** Something Slack sent, as it came. */
export type Arrival = {
  workspaceId: string;
  /** unique by what Slack repeats: the event's id, or the trigger's */
  key: string;
  kind: string;
  body: Record<string, unknown>;
  at: Date;
  leaseUntil: Date;
  /** 0: nobody has begun with it yet; 1, if not said: whoever stores it does */
  attempts?: number;
};

/** Stores what came before it is acknowledged. False when it is here already: a repetition. */
export async function storeArrival(db: Db, it: Arrival): Promise<boolean> {
  const stored = await run(
    db,
    sql`insert into slack_inbox (workspace_id, key, kind, body, received_at, lease_until, attempts)
        values (${it.workspaceId}, ${it.key}, ${it.kind}, ${JSON.stringify(it.body)}, ${it.at}, ${it.leaseUntil}, ${it.attempts ?? 1})
        on conflict do nothing`,
  );
  return stored === 1;
}

export async function arrivalDone(
  db: Db,
  { workspaceId, key }: { workspaceId: string; key: string },
  at: Date,
): Promise<void> {
  await run(
    db,
    sql`update slack_inbox set done_at = ${at} where workspace_id = ${workspaceId} and key = ${key}`,
  );
}

const LeftRow = z.object({
  workspaceId: z.string(),
  key: z.string(),
  kind: z.string(),
  body: z.record(z.string(), z.unknown()),
  receivedAt: z.date(),
  attempts: z.number(),
});
export type LeftRow = z.infer<typeof LeftRow>;

/** What a worker took and never finished. Real time. */
export function leaseLeft(
  db: Db,
  workspaceId: string,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<LeftRow[]> {
  return many(
    db,
    LeftRow,
    sql`with left_over as (
          select workspace_id, key from slack_inbox
          where workspace_id = ${workspaceId} and done_at is null and lease_until < ${now}
          order by lease_until limit ${limit} for update skip locked)
        update slack_inbox i set lease_until = ${until}, attempts = i.attempts + 1 from left_over l
        where i.workspace_id = l.workspace_id and i.key = l.key
        returning i.workspace_id as "workspaceId", i.key, i.kind, i.body, i.received_at as "receivedAt", i.attempts`,
  );
}

/** What is being worked on stays with its worker until then; until a time long ago, it is given up to others. */
export async function extendLeases(
  db: Db,
  arrivals: readonly { workspaceId: string; key: string }[],
  until: Date,
): Promise<void> {
  const workspaces = arrivals.map((it) => it.workspaceId);
  const keys = arrivals.map((it) => it.key);
  if (arrivals.length > 0)
    await run(
      db,
      sql`update slack_inbox i set lease_until = ${until}
          from unnest(${workspaces}::text[], ${keys}::text[]) as w (workspace_id, key)
          where i.workspace_id = w.workspace_id and i.key = w.key and i.done_at is null`,
    );
}

const BodyRow = LeftRow.pick({ kind: true, body: true, receivedAt: true });

/** Something that came before, done or not. */
export function findArrival(
  db: Db,
  { workspaceId, key }: { workspaceId: string; key: string },
): Promise<z.infer<typeof BodyRow> | null> {
  return maybeOne(
    db,
    BodyRow,
    sql`select kind, body, received_at as "receivedAt" from slack_inbox
        where workspace_id = ${workspaceId} and key = ${key}`,
  );
}

/** Something that came to nothing, so that the same again is not taken for a repetition. */
export async function forgetArrival(
  db: Db,
  { workspaceId, key }: { workspaceId: string; key: string },
): Promise<void> {
  await run(db, sql`delete from slack_inbox where workspace_id = ${workspaceId} and key = ${key}`);
}

const CountRow = z.object({ count: z.coerce.number() });

/** How much a worker could take now. Real time. */
export async function countLeft(db: Db, workspaceId: string, now: Date): Promise<number> {
  const query = sql`select count(*) from slack_inbox
                    where workspace_id = ${workspaceId} and done_at is null and lease_until < ${now}`;
  return (await one(db, CountRow, query)).count;
}

/** Forgets what is done and older than Slack repeats anything. */
export async function forgetArrivals(db: Db, before: Date): Promise<void> {
  await run(db, sql`delete from slack_inbox where done_at < ${before}`);
}
