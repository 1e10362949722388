import { z } from "zod";
import { CardKind } from "./cards.ts";
import { asJson, many, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

/** A Slack message as it will be posted; blocks are what views made. */
export const OutMessage = z.object({
  text: z.string(),
  blocks: z.array(z.record(z.string(), z.json())).optional(),
  /** whom to tell directly where the place cannot be written to */
  concerns: z.string().optional(),
  /** the card that shows whether it arrived */
  shownBy: z.object({ kind: CardKind, subject: z.string() }).optional(),
});
export type OutMessage = z.infer<typeof OutMessage>;

export type PostToQueue = {
  /** posting the same key twice posts once */
  key: string;
  /** a channel's name or id, or a person's id */
  place: string;
  /** the card in whose thread it belongs */
  threadOf: string | null;
  message: OutMessage;
  at: Date;
};

const epoch = new Date(0);

export async function queuePost({ db, workspaceId }: Tenant, post: PostToQueue): Promise<void> {
  await run(
    db,
    sql`insert into slack_outbox (workspace_id, key, place, thread_of, message, queued_at, lease_until, tries)
        values (${workspaceId}, ${post.key}, ${post.place}, ${post.threadOf}, ${asJson(post.message)}, ${post.at}, ${epoch}, 0)
        on conflict (workspace_id, key) do nothing`,
  );
}

export const OutboxRow = z.object({
  workspaceId: z.string(),
  id: z.coerce.number(),
  key: z.string(),
  place: z.string(),
  threadOf: z.string().nullable(),
  message: OutMessage,
  tries: z.number(),
  /** since when an earlier try may have posted it unheard; null: none can have */
  triedSince: z.date().nullable(),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

/**
 * Leases the oldest open post of each thread, and of each place outside of threads, so that each goes out one after
 * the other. One whose thread is not posted yet waits for it, unless that was given up. Real time.
 */
export function leasePosts(
  { db, workspaceId }: Tenant,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<OutboxRow[]> {
  return many(
    db,
    OutboxRow,
    sql`with first as (
          select o.workspace_id, o.id, o.tried_at from slack_outbox o
          where o.workspace_id = ${workspaceId} and o.posted_ts is null and o.failed is null and o.lease_until < ${now}
            and not exists (select 1 from slack_outbox b
              where b.workspace_id = o.workspace_id and b.lane = o.lane and b.id < o.id
                and b.posted_ts is null and b.failed is null)
            and (o.thread_of is null or exists (select 1 from slack_cards t
              where t.workspace_id = o.workspace_id and t.id = o.thread_of
                and (t.ts is not null or t.shown >= t.wanted)))
          order by o.id limit ${limit} for update of o skip locked)
        update slack_outbox o set lease_until = ${until}, tries = o.tries + 1, tried_at = coalesce(o.tried_at, ${now})
        from first f
        where o.workspace_id = f.workspace_id and o.id = f.id
        returning o.workspace_id as "workspaceId", o.id, o.key, o.place, o.thread_of as "threadOf", o.message, o.tries,
          f.tried_at as "triedSince"`,
  );
}

export async function postSent({ db, workspaceId }: Tenant, id: number, ts: string): Promise<void> {
  await run(
    db,
    sql`update slack_outbox set posted_ts = ${ts} where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** A post did not go out: again from `next` on, or never, with the reason. `isUnsent`: no try of it can have. */
export async function postFailed(
  { db, workspaceId }: Tenant,
  id: number,
  { next, failed, isUnsent }: { next: Date; failed: string | null; isUnsent: boolean },
): Promise<void> {
  await run(
    db,
    sql`update slack_outbox set lease_until = ${next}, failed = ${failed}, tried_at = case when not ${isUnsent} then tried_at end
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

const CountRow = z.object({ count: z.coerce.number() });

/** How many posts could go out now; what waits after a failure, and what waits behind it, does not count. */
export async function countOpenPosts({ db, workspaceId }: Tenant, now: Date): Promise<number> {
  const { count } = await one(
    db,
    CountRow,
    sql`select count(*) from slack_outbox o
        where o.workspace_id = ${workspaceId} and o.posted_ts is null and o.failed is null and o.lease_until < ${now}
          and not exists (select 1 from slack_outbox b
            where b.workspace_id = o.workspace_id and b.lane = o.lane and b.id < o.id
              and b.posted_ts is null and b.failed is null)
          and (o.thread_of is null or exists (select 1 from slack_cards t
            where t.workspace_id = o.workspace_id and t.id = o.thread_of
              and (t.ts is not null or t.shown >= t.wanted)))`,
  );
  return count;
}
