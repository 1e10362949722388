import type { WebClient } from "@slack/web-api";
import { steadyNow } from "../clock.ts";
import { atPoint } from "../crash-points.ts";
import type { Log } from "../log.ts";
import { findCard, touchCards } from "../store/cards.ts";
import type { Pool } from "../store/db.ts";
import { leasePosts, type OutboxRow, postFailed, postSent } from "../store/outbox.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { codeOf, failureOf, isCertain, NoSuchPlace, retryAfter, unreachable } from "./failures.ts";
import type { Self } from "./arrival.ts";
import type { Gates } from "./gates.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { Places } from "./places.ts";
import { findPosted, type Message, type Posted, post } from "./post.ts";
import type { Pace } from "./settings.ts";
import { instead } from "./views/instead.ts";

export type BackgroundNeeds = {
  pool: Pool;
  self: Self;
  client: WebClient;
  places: Places;
  gates: Gates;
  log: Log;
  pace: Pace;
};

// a post that fails for a reason of our own is not tried for ever
const mostTries = 20;

/** Posts what was queued: one after the other in each thread, each once. */
export function createOutbox(needs: BackgroundNeeds): Loop {
  const { pool, self, log, pace } = needs;
  return createLoop({
    name: "outbox",
    everyMs: pace.lookMs,
    most: 10,
    log,
    async take(room) {
      const now = steadyNow();
      const lease = { now, until: new Date(now.getTime() + pace.leaseMs), limit: room };
      const rows = await forWorkspace(pool, self.workspaceId, (tenant) =>
        leasePosts(tenant, lease),
      );
      return rows.map((row) => () => send(needs, row));
    },
  });
}

async function send(needs: BackgroundNeeds, row: OutboxRow): Promise<void> {
  const save = (work: (tenant: Tenant) => Promise<void>) =>
    forWorkspace(needs.pool, row.workspaceId, work);
  try {
    atPoint("post leased");
    const { ts } = await postRow(needs, row);
    atPoint("post sent");
    const { shownBy } = row.message;
    await save(async (tenant) => {
      await postSent(tenant, row.id, ts);
      if (shownBy) await touchCards(tenant, shownBy.kind, [shownBy.subject]);
    });
    atPoint("post noted");
  } catch (error) {
    const failure = failureOf(error);
    const after = failure ? retryAfter(failure, row.tries) : 60_000;
    const isOver = after === null || (failure === null && row.tries >= mostTries);
    const fields = { post: row.id, place: row.place, tries: row.tries };
    const code = failure ? codeOf(failure) : "our own mistake";
    if (isOver) needs.log.error("a post cannot be made", { ...fields, code, error });
    else if (failure?.is !== "limited") needs.log.warn("a post waits", { ...fields, code, error });
    const next = new Date(steadyNow().getTime() + (after ?? 0));
    const isUnsent = row.triedSince === null && isCertain(failure);
    const how = { next, failed: isOver ? code : null, isUnsent };
    await save((tenant) => postFailed(tenant, row.id, how));
  }
}

async function postRow(needs: BackgroundNeeds, row: OutboxRow): Promise<Posted> {
  const { place, message, key, triedSince } = row;
  const { concerns, shownBy: _, ...said } = message;
  const { channel, thread } = await whereTo(needs, row);
  const it = { thread, message: said, key, triedSince };
  return postOrTell(needs, { ...it, channel, place, concerns: concerns ?? null });
}

async function whereTo(
  { pool, places }: BackgroundNeeds,
  { workspaceId, place, threadOf }: OutboxRow,
) {
  const parent =
    threadOf === null
      ? null
      : await forWorkspace(pool, workspaceId, (it) => findCard(it, threadOf));
  if (parent?.channelId && parent.ts) return { channel: parent.channelId, thread: parent.ts };
  return { channel: await places.resolve(place), thread: null };
}

export type Wanted = {
  /** null: there is no such place that we can see */
  channel: string | null;
  thread: string | null;
  message: Message;
  key: string;
  /** since when an earlier try may have posted it unheard */
  triedSince: Date | null;
  /** the place's name, for words */
  place: string;
  /** whom to tell directly where the place cannot be written to */
  concerns: string | null;
};

/** Posts it where it belongs; where that cannot be, directly to the person it concerns, if there is one. */
export async function postOrTell(needs: BackgroundNeeds, it: Wanted): Promise<Posted> {
  const { channel, place, concerns, message } = it;
  let refused: unknown = null;
  if (channel !== null) {
    try {
      return await put(needs, { ...it, channel });
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.is !== "refused" || !unreachable.has(failure.code)) throw error;
      refused = error;
    }
  }
  needs.places.forget(place);
  const direct = concerns === null ? null : await needs.places.resolve(concerns);
  if (direct === null || direct === channel)
    throw refused ?? new NoSuchPlace(`there is no channel ${place} that we can see`);
  needs.log.warn("a place cannot be written to", { place });
  return put(needs, { ...it, channel: direct, thread: null, message: instead(message, place) });
}

async function put(
  { client, gates }: BackgroundNeeds,
  { channel, thread, message, key, triedSince }: Wanted & { channel: string },
): Promise<Posted> {
  const it = { channel, thread, message, key };
  const there = triedSince && (await findPosted(client, it, triedSince));
  return there ?? gates.oneByOne(`chat.postMessage ${channel}`, () => post(client, it));
}
