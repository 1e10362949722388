import { z } from "zod";
import { many, maybeOne, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

export const CardKind = z.enum(["run", "approval", "step", "draft", "checklist"]);
export type CardKind = z.infer<typeof CardKind>;

export const CardRow = z.object({
  workspaceId: z.string(),
  id: z.string(),
  kind: CardKind,
  subject: z.string(),
  place: z.string(),
  channelId: z.string().nullable(),
  threadOf: z.string().nullable(),
  threadTs: z.string().nullable(),
  ts: z.string().nullable(),
  wanted: z.number(),
  shown: z.number(),
  tries: z.number(),
});
export type CardRow = z.infer<typeof CardRow>;

const LeasedCard = CardRow.extend({
  /** since when an earlier try may have posted it unheard; null: none can have */
  triedSince: z.date().nullable(),
});
export type LeasedCard = z.infer<typeof LeasedCard>;

const columns = `k.workspace_id as "workspaceId", k.id, k.kind, k.subject, k.place, k.channel_id as "channelId",
  k.thread_of as "threadOf", k.thread_ts as "threadTs", k.ts, k.wanted, k.shown, k.tries`;

export type CardToShow = {
  id: string;
  kind: CardKind;
  subject: string;
  /** a channel's name or id, or a person's id for a direct message */
  place: string;
  /** the card in whose thread it is to stand */
  threadOf: string | null;
  /** or the message in whose thread, if that is no card */
  threadTs?: string | null;
};

const epoch = new Date(0);

/** Asks for a card; asked again, it is the same card, to be shown anew. */
export async function wantCard({ db, workspaceId }: Tenant, card: CardToShow): Promise<void> {
  await run(
    db,
    sql`insert into slack_cards (workspace_id, id, kind, subject, place, thread_of, thread_ts, wanted, shown, lease_until, tries)
        values (${workspaceId}, ${card.id}, ${card.kind}, ${card.subject}, ${card.place}, ${card.threadOf}, ${card.threadTs ?? null}, 1, 0, ${epoch}, 0)
        on conflict (workspace_id, kind, subject, place) do update set wanted = slack_cards.wanted + 1`,
  );
}

/**
 * What a card shows has changed. Whoever changes several locks them in the order of their subjects and places, so
 * that nobody waits for one who waits for them.
 */
export async function touchCards(
  { db, workspaceId }: Tenant,
  kind: CardKind,
  subjects: string[],
): Promise<void> {
  if (subjects.length > 0)
    await run(
      db,
      sql`with changed as (
            select workspace_id, id from slack_cards
            where workspace_id = ${workspaceId} and kind = ${kind} and subject = any (${subjects})
            order by subject, place for no key update)
          update slack_cards k set wanted = k.wanted + 1 from changed c
          where k.workspace_id = c.workspace_id and k.id = c.id`,
    );
}

export function findCard({ db, workspaceId }: Tenant, id: string): Promise<CardRow | null> {
  return maybeOne(db, CardRow, {
    text: `select ${columns} from slack_cards k where k.workspace_id = $1 and k.id = $2`,
    values: [workspaceId, id],
  });
}

export function listCards(
  { db, workspaceId }: Tenant,
  kind: CardKind,
  subject: string,
): Promise<CardRow[]> {
  return many(db, CardRow, {
    text: `select ${columns} from slack_cards k where k.workspace_id = $1 and k.kind = $2 and k.subject = $3 order by k.id`,
    values: [workspaceId, kind, subject],
  });
}

/** The card a Slack message is, if it is one. */
export function findCardAt(
  { db, workspaceId }: Tenant,
  channelId: string,
  ts: string,
): Promise<CardRow | null> {
  return maybeOne(db, CardRow, {
    text: `select ${columns} from slack_cards k where k.workspace_id = $1 and k.channel_id = $2 and k.ts = $3 limit 1`,
    values: [workspaceId, channelId, ts],
  });
}

/**
 * Leases cards that do not show what is wanted. A card whose thread is not posted yet waits
 * for it, unless that was given up. `now` is real time: leases belong to machines.
 */
export function leaseDirtyCards(
  { db, workspaceId }: Tenant,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<LeasedCard[]> {
  return many(db, LeasedCard, {
    text: `with dirty as (
             select k.workspace_id, k.id, k.tried_at from slack_cards k
             where k.workspace_id = $4 and k.dirty and k.lease_until < $1
               and (k.thread_of is null or exists (
                 select 1 from slack_cards t where t.workspace_id = k.workspace_id and t.id = k.thread_of
                   and (t.ts is not null or t.shown >= t.wanted)))
             order by k.lease_until limit $3 for update of k skip locked)
           update slack_cards k set lease_until = $2, tries = k.tries + 1, tried_at = coalesce(k.tried_at, $1) from dirty d
           where k.workspace_id = d.workspace_id and k.id = d.id
           returning ${columns}, d.tried_at as "triedSince"`,
    values: [now, until, limit, workspaceId],
  });
}

/** A card shows what was wanted when it was drawn. It stays dirty if more was wanted since. */
export async function cardShown(
  { db, workspaceId }: Tenant,
  id: string,
  { shown, channelId, ts, next }: { shown: number; channelId: string; ts: string; next: Date },
): Promise<void> {
  await run(
    db,
    sql`update slack_cards set shown = greatest(shown, ${shown}), channel_id = ${channelId}, ts = ${ts}, tries = 0,
          tried_at = null, lease_until = ${next}
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

/** A card could not be drawn: again from `next` on; with `shown`, not before it changes. `isUnsent`: no try can have posted it. */
export async function cardFailed(
  { db, workspaceId }: Tenant,
  id: string,
  { shown, next, isUnsent }: { shown: number | null; next: Date; isUnsent: boolean },
): Promise<void> {
  await run(
    db,
    sql`update slack_cards set lease_until = ${next}, shown = coalesce(${shown}, shown),
          tried_at = case when not ${isUnsent} then tried_at end
        where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

const CountRow = z.object({ count: z.coerce.number() });

/** How many cards could be brought up to date now; what waits after a failure does not count. */
export async function countDirtyCards({ db, workspaceId }: Tenant, now: Date): Promise<number> {
  const { count } = await one(
    db,
    CountRow,
    sql`select count(*) from slack_cards k
        where k.workspace_id = ${workspaceId} and k.dirty and (k.tries = 0 or k.lease_until < ${now})
          and (k.thread_of is null or exists (
            select 1 from slack_cards t where t.workspace_id = k.workspace_id and t.id = k.thread_of
              and (t.ts is not null or t.shown >= t.wanted)))`,
  );
  return count;
}

/** Whether a thread is one of a card's: it hangs on the card, or the card stands in it. */
export async function isCardThread(
  { db, workspaceId }: Tenant,
  channelId: string,
  threadTs: string,
): Promise<boolean> {
  const { count } = await one(
    db,
    CountRow,
    sql`select (select count(*) from slack_cards
            where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs})
          + (select count(*) from slack_cards
            where workspace_id = ${workspaceId} and thread_ts = ${threadTs} and ${channelId} in (channel_id, place)) as count`,
  );
  return count > 0;
}
