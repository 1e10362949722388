import { createHash } from "node:crypto";
import { z } from "zod";
import type { Chat } from "../chat/chat.ts";
import type { Card } from "../chat/replies.ts";
import { type Clock, steadyNow } from "../clock.ts";
import { atPoint } from "../crash-points.ts";
import {
  cardFailed,
  cardShown,
  findCard,
  type LeasedCard,
  leaseDirtyCards,
  touchCards,
} from "../store/cards.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { call } from "./call.ts";
import { concernedBy, drawCard, toldBeside } from "./draw.ts";
import {
  codeOf,
  failureOf,
  isCertain,
  messageless,
  refusalOf,
  retryAfter,
  undrawable,
  unreachable,
} from "./failures.ts";
import { type Hints, touchHinted } from "./hints.ts";
import { createLoop, type Loop } from "./loop.ts";
import { type BackgroundNeeds, postOrTell } from "./outbox.ts";
import type { Posted } from "./post.ts";
import type { Drawn } from "./views/blocks.ts";

export type CardNeeds = BackgroundNeeds & {
  chat: Pick<Chat, "card">;
  clock: Clock;
  hints: Hints;
};

// what each card showed last, so that what would look the same is not sent again; `shown` tells whether another
// process has shown something else since
type Seen = Map<string, { hash: string; shown: number }>;
const mostRemembered = 5000;
const mostTries = 20;

/** Brings every card to what it should show: the first change at once, more of them together. */
export function createCards(needs: CardNeeds): Loop {
  const { pool, self, log, pace, hints } = needs;
  const seen: Seen = new Map();
  const loop: Loop = createLoop({
    name: "cards",
    everyMs: pace.lookMs,
    most: 8,
    log,
    async take(room) {
      await touchHinted(pool, hints);
      const now = steadyNow();
      const lease = { now, until: new Date(now.getTime() + pace.leaseMs), limit: room };
      const rows = await forWorkspace(pool, self.workspaceId, (it) => leaseDirtyCards(it, lease));
      return rows.map((row) => async () => {
        if (await show(needs, seen, row)) loop.wakeIn(pace.editMs + 5);
      });
    },
  });
  return loop;
}

async function show(needs: CardNeeds, seen: Seen, row: LeasedCard): Promise<boolean> {
  const { pool, chat, clock, pace } = needs;
  const save = (work: (tenant: Tenant) => Promise<void>) =>
    forWorkspace(pool, row.workspaceId, work);
  try {
    atPoint("card leased");
    const card = await chat.card(row.workspaceId, row.kind, row.subject);
    if (!card) {
      // its subject is gone: what was shown last stays
      const next = steadyNow();
      const nothing = { shown: row.wanted, next, isUnsent: row.triedSince === null };
      await save((tenant) => cardFailed(tenant, row.id, nothing));
      return false;
    }
    const drawn = drawCard(card, clock.now());
    const hash = hashOf(drawn);
    const last = seen.get(row.id);
    const isSame = last?.hash === hash && last.shown === row.shown;
    const known =
      row.channelId === null || row.ts === null ? null : { channel: row.channelId, ts: row.ts };
    const place = isSame && known ? known : await send(needs, row, card, drawn);
    atPoint("card sent");
    // before it is noted, so that it is done again should this one die here
    const beside = isSame ? [] : toldBeside(card, row.ts === null);
    if (beside.length > 0) await save((tenant) => touchCards(tenant, "run", beside));
    // an earlier try of which nothing was heard may yet come through, and put back what it showed: once more then
    const again = row.triedSince !== null && !isSame;
    if (again) seen.delete(row.id);
    else remember(seen, row.id, { hash, shown: row.wanted });
    const next = new Date(steadyNow().getTime() + (again ? pace.leaseMs : pace.editMs));
    const version = again ? row.wanted - 1 : row.wanted;
    const shown = { shown: version, channelId: place.channel, ts: place.ts, next };
    await save((tenant) => cardShown(tenant, row.id, shown));
    atPoint("card noted");
    return true;
  } catch (error) {
    await failed(needs, row, error, save);
    return false;
  }
}

async function failed(
  { log }: CardNeeds,
  row: LeasedCard,
  error: unknown,
  save: (work: (tenant: Tenant) => Promise<void>) => Promise<void>,
): Promise<void> {
  const failure = failureOf(error);
  const after = failure ? retryAfter(failure, row.tries) : 5000 * row.tries;
  const isOver = after === null || (failure === null && row.tries >= mostTries);
  const code = failure ? codeOf(failure) : "our own mistake";
  const fields = { card: row.id, kind: row.kind, place: row.place, tries: row.tries, code };
  if (isOver) log.error("a card cannot be shown", { ...fields, error });
  else if (failure?.is !== "limited") log.warn("a card waits", { ...fields, error });
  const next = new Date(steadyNow().getTime() + (after ?? 0));
  // given up until something changes again
  const isUnsent = row.triedSince === null && isCertain(failure);
  const how = { shown: isOver ? row.wanted : null, next, isUnsent };
  await save((tenant) => cardFailed(tenant, row.id, how));
}

async function send(needs: CardNeeds, row: LeasedCard, card: Card, drawn: Drawn): Promise<Posted> {
  if (row.channelId === null || row.ts === null) return put(needs, row, card, drawn);
  const place = { channel: row.channelId, ts: row.ts };
  try {
    await edit(needs, place, drawn);
    return place;
  } catch (error) {
    const code = refusalOf(error);
    // deleted, or somewhere we may not write any more: it is shown anew, once
    if (code !== null && (messageless.has(code) || unreachable.has(code)))
      return put(needs, row, card, drawn);
    throw error;
  }
}

async function edit(
  { client, gates }: CardNeeds,
  { channel, ts }: Posted,
  drawn: Drawn,
): Promise<void> {
  const update = (blocks: readonly object[]) =>
    gates.through("chat.update", () =>
      call(client, "chat.update", { channel, ts, text: drawn.text, blocks }, z.unknown()),
    );
  try {
    await update(drawn.blocks);
  } catch (error) {
    const code = refusalOf(error);
    if (code === null || !undrawable.has(code)) throw error;
    await update([]);
  }
}

async function put(needs: CardNeeds, row: LeasedCard, card: Card, drawn: Drawn): Promise<Posted> {
  const { pool, places } = needs;
  const { workspaceId, threadOf, threadTs, place, triedSince } = row;
  const parent =
    threadOf === null
      ? null
      : await forWorkspace(pool, workspaceId, (it) => findCard(it, threadOf));
  const inThread =
    parent?.channelId && parent.ts ? { channel: parent.channelId, ts: parent.ts } : null;
  const posted = await postOrTell(needs, {
    channel: inThread?.channel ?? (await places.resolve(place)),
    thread: inThread?.ts ?? threadTs,
    message: drawn,
    key: `card:${row.id}`,
    triedSince,
    place,
    concerns: concernedBy(card),
  });
  // it may have changed since the try that nobody heard of
  if (posted.earlier) await edit(needs, posted, drawn);
  return posted;
}

function hashOf(drawn: Drawn): string {
  return createHash("sha256").update(JSON.stringify(drawn)).digest("base64");
}

function remember(seen: Seen, id: string, what: { hash: string; shown: number }): void {
  seen.delete(id);
  seen.set(id, what);
  const [oldest] = seen.keys();
  if (seen.size > mostRemembered && oldest !== undefined) seen.delete(oldest);
}
