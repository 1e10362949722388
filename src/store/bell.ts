import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Pool } from "./db.ts";

/** Between processes on one database: one that queued a run and works on none tells those that do. */
export type Bell = {
  /** a transaction that may have queued a run is through; many at once are one */
  ring(): void;
  /** Calls it whenever another process rings, and when it may have missed that. */
  hear(rung: () => void): void;
  stop(): Promise<void>;
};

const channel = "playbooks_runs";
const again = 1000;

type BellNeeds = { pool: Pool; connectionString: string; log: Log };

/** Nothing hangs on a bell: who does not hear it looks a moment later all the same. */
export function createBell({ pool, connectionString, log }: BellNeeds): Bell {
  let ringing: Promise<void> | null = null;
  let more = false;
  let client: pg.Client | null = null;
  const stopping = new AbortController();
  let hearing: Promise<void> = Promise.resolve();

  async function ringOut(): Promise<void> {
    do {
      more = false;
      await pool
        .query({ name: "ring", text: "select pg_notify($1, '')", values: [channel] })
        .catch((error: unknown) => log.info("nobody heard of a run", { reason: reasonOf(error) }));
    } while (more);
    ringing = null;
  }

  /** Until its connection ends. */
  async function listen(rung: () => void): Promise<void> {
    const settings = { connectionTimeoutMillis: 5000, keepAlive: true };
    const one = new pg.Client({
      connectionString,
      application_name: "playbooks bell",
      ...settings,
    });
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    one.on("error", () => resolve());
    one.on("end", () => resolve());
    one.on("notification", rung);
    client = one;
    try {
      await one.connect();
      await one.query(`listen ${channel}`);
      rung();
      await ended;
    } finally {
      await one.end().catch(() => {});
    }
  }

  async function hearOn(rung: () => void): Promise<void> {
    while (!stopping.signal.aborted) {
      await listen(rung).catch((error: unknown) =>
        log.info("cannot hear of other processes' runs", { reason: reasonOf(error) }),
      );
      await sleep(again, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  return {
    ring() {
      more = true;
      ringing ??= ringOut();
    },
    hear(rung) {
      hearing = hearOn(rung);
    },
    async stop() {
      stopping.abort();
      await client?.end().catch(() => {});
      await hearing;
      await ringing;
    },
  };
}
