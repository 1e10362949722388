import { steadyNow } from "../clock.ts";
import { atPoint } from "../crash-points.ts";
import type { Log } from "../log.ts";
import type { Pool } from "../store/db.ts";
import {
  arrivalDone,
  countLeft,
  extendLeases,
  forgetArrival,
  forgetArrivals,
  type LeftRow,
  leaseLeft,
  storeArrival,
} from "../store/inbox.ts";
import type { Arrival, Self } from "./arrival.ts";
import { createLoop } from "./loop.ts";
import { readArrival } from "./read-arrival.ts";
import type { Pace } from "./settings.ts";

/** Answers a form that is still open; without an answer it closes. */
export type Acknowledge = (answer?: object) => Promise<void>;

export type Work = {
  arrival: Arrival;
  /** 1 for what has just come; more for what somebody began and never finished */
  attempt: number;
  receivedAt: Date;
  /** null when nobody waits for it any more */
  acknowledge: Acknowledge | null;
};

export type Inbox = {
  start(): void;
  /** false: it is here already */
  store(arrival: Arrival, body: Record<string, unknown>): Promise<boolean>;
  work(work: Work): Promise<void>;
  quiet(): Promise<boolean>;
  stop(patienceMs: number): Promise<void>;
};

type Needs = {
  pool: Pool;
  log: Log;
  pace: Pace;
  self: Self;
  /** false: it came to nothing, and the same again is no repetition */
  handle(work: Work): Promise<boolean>;
  /** tells whoever asked that nothing comes of it */
  giveUp(work: Work): Promise<void>;
};

/** What is under our lease; what is no longer going waits only for the database to hear of it. */
type Entry = { arrival: Arrival; state: "going" | "over" | "nothing" };

const mostAttempts = 5;
const kept = 30 * 86_400_000;
const forgetEvery = 3_600_000;

/** Keeps what Slack sent until it is dealt with, by us or by whoever follows when we die. */
export function createInbox({ pool, log, pace, self, handle, giveUp }: Needs): Inbox {
  const working = new Map<string, Entry>();
  const leaseUntil = () => new Date(steadyNow().getTime() + pace.leaseMs);
  let turn: NodeJS.Timeout | null = null;
  let forgotten = 0;

  const drain = createLoop({
    name: "inbox",
    everyMs: Math.min(5000, pace.leaseMs / 4),
    most: 4,
    log,
    async take(room) {
      const lease = { now: steadyNow(), until: leaseUntil(), limit: room };
      const rows = await leaseLeft(pool, self.workspaceId, lease);
      return rows.map((row) => () => workLeft(row));
    },
  });

  async function workLeft(row: LeftRow): Promise<void> {
    const arrival = readArrival(row.body, self);
    const { workspaceId, key, kind, attempts, receivedAt } = row;
    log.info("taking up what was left", { key, kind, attempts });
    const left = arrival && { arrival, attempt: attempts, receivedAt, acknowledge: null };
    if (left && attempts <= mostAttempts) return work(left);
    log.error("something from Slack was given up", { key, kind, attempts });
    if (left)
      await giveUp(left).catch((error: unknown) =>
        log.warn("nobody could be told that it was given up", { key, error }),
      );
    await arrivalDone(pool, { workspaceId, key }, new Date());
  }

  async function work(it: Work): Promise<void> {
    const { arrival } = it;
    const entry: Entry = { arrival, state: "going" };
    working.set(arrival.key, entry);
    try {
      entry.state = (await handle(it)) ? "over" : "nothing";
      atPoint("inbox handled");
    } catch (error) {
      // nobody could even be told: when its lease is over it is tried again
      log.error("something from Slack failed", { key: arrival.key, kind: arrival.is, error });
      working.delete(arrival.key);
      return;
    }
    await settle(entry).catch((error: unknown) =>
      log.warn("what is done could not be noted yet", { key: arrival.key, error }),
    );
  }

  async function settle({ arrival, state }: Entry): Promise<void> {
    if (state === "over") await arrivalDone(pool, arrival, new Date());
    else await forgetArrival(pool, arrival);
    working.delete(arrival.key);
  }

  async function renew(): Promise<void> {
    const entries = [...working.values()];
    for (const entry of entries) if (entry.state !== "going") await settle(entry);
    const going = entries.filter((it) => it.state === "going").map((it) => it.arrival);
    await extendLeases(pool, going, leaseUntil());
    if (Date.now() - forgotten < forgetEvery) return;
    forgotten = Date.now();
    await forgetArrivals(pool, new Date(Date.now() - kept));
  }

  return {
    start() {
      const renewing = () =>
        void renew().catch((error: unknown) => log.warn("leases could not be renewed", { error }));
      turn = setInterval(renewing, pace.leaseMs / 3);
      turn.unref();
      drain.start();
    },
    store: (arrival, body) => {
      const { workspaceId, key, is: kind } = arrival;
      const it = { workspaceId, key, kind, body, at: new Date(), leaseUntil: leaseUntil() };
      return storeArrival(pool, it);
    },
    work,
    quiet: async () =>
      working.size === 0 &&
      !drain.busy() &&
      (await countLeft(pool, self.workspaceId, steadyNow())) === 0,
    async stop(patienceMs) {
      const until = performance.now() + patienceMs;
      const stopped = drain.stop();
      while (working.size > 0 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 10));
      clearInterval(turn ?? undefined);
      const left = [...working.values()].map((it) => it.arrival);
      if (left.length === 0) return stopped;
      // whoever comes next need not wait for our leases to run out
      log.warn("stopping with work unfinished", { count: left.length });
      await extendLeases(pool, left, new Date(0));
    },
  };
}
