import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import {
  cardFailed,
  cardShown,
  findCard,
  leaseDirtyCards,
  touchCards,
  wantCard,
} from "../../src/store/cards.ts";
import { arrivalDone, leaseLeft, storeArrival } from "../../src/store/inbox.ts";
import { leasePosts, postFailed, postSent, queuePost } from "../../src/store/outbox.ts";
import { createDatabase } from "../support/database.ts";

const database = await createDatabase();
afterAll(() => database[Symbol.asyncDispose]());
const db = database.pool;
const tenant = { db, workspaceId: "T1" };
await db.query("insert into workspaces (id, name, time_zone) values ('T1', 'One', 'UTC')");
beforeEach(() => db.query("truncate slack_cards, slack_outbox, slack_inbox cascade"));

const now = new Date("2027-01-04T12:00:00Z");
const later = new Date(now.getTime() + 30_000);
const muchLater = new Date(now.getTime() + 60_000);
const soon = new Date(muchLater.getTime() + 1);
const lease = (from: Date, until: Date, limit: number) => ({ now: from, until, limit });
const tenTimes = <T>(work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: 10 }, (_, i) => work(i)));

describe("cards", () => {
  const card = (
    id: string,
    given: { subject?: string; place?: string; threadOf?: string } = {},
  ) => ({
    id,
    kind: "run" as const,
    subject: given.subject ?? id,
    place: given.place ?? "general",
    threadOf: given.threadOf ?? null,
  });
  const shownWith = (id: string, shown: number) =>
    cardShown(tenant, id, { shown, channelId: "C1", ts: "1.0", next: now });

  test("each is leased by one of many, until its lease is over", async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    for (const id of ids) await wantCard(tenant, card(id));

    const leased = (await tenTimes(() => leaseDirtyCards(tenant, lease(now, later, 5)))).flat();

    expect(leased).toHaveLength(30);
    expect(new Set(leased.map(({ id }) => id))).toEqual(new Set(ids));
    expect(await leaseDirtyCards(tenant, lease(now, later, 50))).toEqual([]);
    expect(await leaseDirtyCards(tenant, lease(muchLater, muchLater, 50))).toHaveLength(30);
  });

  test("one that changed while it was drawn is drawn again, one that did not is not", async () => {
    const id = randomUUID();
    await wantCard(tenant, card(id));
    const [drawn] = await leaseDirtyCards(tenant, lease(now, later, 5));
    await touchCards(tenant, "run", [id]);

    await shownWith(id, drawn?.wanted ?? 0);
    const [again] = await leaseDirtyCards(tenant, lease(later, muchLater, 5));
    expect(again).toMatchObject({ id, wanted: 2, shown: 1, ts: "1.0" });
    await shownWith(id, 2);

    expect(await leaseDirtyCards(tenant, lease(muchLater, muchLater, 5))).toEqual([]);
  });

  test("a late receipt does not take back what was shown since", async () => {
    const id = randomUUID();
    await wantCard(tenant, card(id));
    await touchCards(tenant, "run", [id]);

    await shownWith(id, 2);
    await shownWith(id, 1);

    expect(await findCard(tenant, id)).toMatchObject({ wanted: 2, shown: 2 });
  });

  test("asked for twice, also at once, is one card", async () => {
    await tenTimes(() => wantCard(tenant, card(randomUUID(), { subject: "same" })));

    expect(await leaseDirtyCards(tenant, lease(now, later, 50))).toMatchObject([
      { subject: "same", wanted: 10 },
    ]);
  });

  test("one in a thread waits for the card above it", async () => {
    const [top, below] = [randomUUID(), randomUUID()];
    await wantCard(tenant, card(top));
    await wantCard(tenant, card(below, { threadOf: top }));

    expect((await leaseDirtyCards(tenant, lease(now, later, 5))).map(({ id }) => id)).toEqual([
      top,
    ]);
    await shownWith(top, 1);
    expect((await leaseDirtyCards(tenant, lease(now, later, 5))).map(({ id }) => id)).toEqual([
      below,
    ]);
  });

  test("one that failed rests, and one that was given up comes with its next change", async () => {
    const id = randomUUID();
    await wantCard(tenant, card(id));
    await leaseDirtyCards(tenant, lease(now, later, 5));

    await cardFailed(tenant, id, { shown: null, next: muchLater, isUnsent: true });
    expect(await leaseDirtyCards(tenant, lease(muchLater, muchLater, 5))).toEqual([]);
    await cardFailed(tenant, id, { shown: 1, next: now, isUnsent: false });
    expect(await leaseDirtyCards(tenant, lease(muchLater, muchLater, 5))).toEqual([]);
    await touchCards(tenant, "run", [id]);

    expect(await leaseDirtyCards(tenant, lease(muchLater, muchLater, 5))).toMatchObject([
      { id, tries: 2 },
    ]);
  });
});

describe("posts", () => {
  const post = (key: string, place = "general", threadOf: string | null = null) =>
    queuePost(tenant, { key, place, threadOf, message: { text: key }, at: now });
  const leaseAll = async () =>
    (await tenTimes(() => leasePosts(tenant, lease(now, later, 10)))).flat();

  test("of a place go out one after the other, of different places side by side", async () => {
    for (const place of ["a", "b", "c"])
      for (const n of [1, 2, 3]) await post(`${place}${n}`, place);
    const sent: string[] = [];

    for (let round = 0; round < 3; round++) {
      const leased = await leaseAll();
      expect(new Set(leased.map(({ place }) => place)).size).toBe(3);
      expect(leased).toHaveLength(3);
      for (const { id, key } of leased) {
        await postSent(tenant, id, "1.0");
        sent.push(key);
      }
    }

    for (const place of ["a", "b", "c"])
      expect(sent.filter((key) => key.startsWith(place))).toEqual(
        [1, 2, 3].map((n) => `${place}${n}`),
      );
    expect(await leaseAll()).toEqual([]);
  });

  test("in one thread hold up nothing in another, nor outside", async () => {
    const threads = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of threads)
      await wantCard(tenant, {
        id,
        kind: "run",
        subject: id,
        place: "general",
        threadOf: null,
      });
    const [slow = "", unposted = "", free = ""] = threads;
    for (const id of [slow, free])
      await cardShown(tenant, id, { shown: 1, channelId: "C1", ts: "1.0", next: now });
    await post("slow 1", "general", slow);
    expect(await leaseAll()).toMatchObject([{ key: "slow 1" }]);

    await post("slow 2", "general", slow);
    await post("unposted", "general", unposted);
    await post("free 1", "general", free);
    await post("free 2", "general", free);
    await post("outside");

    const next = await leaseAll();
    expect(next.map(({ key }) => key).toSorted()).toEqual(["free 1", "outside"]);
  });

  test("know since when an unheard try may have come through", async () => {
    await post("said");
    const [first] = await leaseAll();
    const id = first?.id ?? 0;
    const again = async (from: Date) =>
      (await leasePosts(tenant, lease(from, from, 1))).map((it) => it.triedSince);

    expect(first?.triedSince).toBe(null);
    expect(await again(soon)).toEqual([now]);
    await postFailed(tenant, id, { next: now, failed: null, isUnsent: false });
    expect(await again(new Date(soon.getTime() + 1))).toEqual([now]);
    await postFailed(tenant, id, { next: now, failed: null, isUnsent: true });
    expect(await again(new Date(soon.getTime() + 2))).toEqual([null]);
  });

  test("under the same key are one", async () => {
    await tenTimes(() => post("same"));

    expect(await leaseAll()).toMatchObject([{ key: "same", tries: 1 }]);
  });

  test("one that failed holds up those behind it until it is given up", async () => {
    await post("first");
    await post("second");
    const [first] = await leaseAll();

    await postFailed(tenant, first?.id ?? 0, { next: later, failed: null, isUnsent: true });
    expect(await leaseAll()).toEqual([]);
    await postFailed(tenant, first?.id ?? 0, {
      next: later,
      failed: "no such channel",
      isUnsent: true,
    });

    expect(await leaseAll()).toMatchObject([{ key: "second" }]);
  });
});

describe("what Slack sent", () => {
  const arrive = (key: string) =>
    storeArrival(db, {
      workspaceId: "T1",
      key,
      kind: "event",
      body: { key },
      at: now,
      leaseUntil: later,
    });

  test("is stored once", async () => {
    const stored = await tenTimes(() => arrive("same"));

    expect(stored.filter(Boolean)).toHaveLength(1);
  });

  test("is another's only once its lease is over, and one's then", async () => {
    await tenTimes((i) => arrive(`e${i}`));
    await arrivalDone(db, { workspaceId: "T1", key: "e0" }, now);

    expect(await leaseLeft(db, "T1", lease(now, muchLater, 50))).toEqual([]);
    const left = (await tenTimes(() => leaseLeft(db, "T1", lease(muchLater, soon, 3)))).flat();

    expect(left).toHaveLength(9);
    expect(new Set(left.map(({ key }) => key)).size).toBe(9);
    expect(left.every(({ attempts }) => attempts === 2)).toBe(true);
  });
});
