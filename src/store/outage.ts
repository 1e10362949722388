import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { ask } from "./db.ts";
import type { Kept, Spool } from "./spool.ts";

/** Whether what comes from outside reaches the database, and what becomes of it while it does not. */
export type Outage = {
  /** Tries as long as whoever waits has patience for. Null: the database is away, and the outage has begun. */
  tried<T>(work: () => Promise<T>): Promise<{ came: T } | null>;
  /** calls after each outage */
  onEnd(call: () => void): void;
  /** At the start: resolves when the database answers, is prepared, and what an earlier process kept is taken. */
  begin(prepare: () => Promise<void>): Promise<void>;
  stop(): void;
};

type Needs = {
  connectionString: string;
  spool: Spool;
  take(kept: Kept): Promise<"taken" | "of no use">;
  log: Log;
};

// Slack waits three seconds for an acknowledgement, and others not much longer
const patience = 2000;
const lookEvery = 500;
const lookForLeftEvery = 5000;

export function watchOutage({ connectionString, spool, take, log }: Needs): Outage {
  const ended = new Set<() => void>();
  // until it has begun nobody knows, and whoever comes waits a moment for it
  let on = true;
  const begun = Promise.withResolvers<void>();
  let stopped = false;

  async function end(prepare: (() => Promise<void>) | null): Promise<void> {
    let told = false;
    let count = 0;
    let isPrepared = false;
    while (!stopped) {
      try {
        await ask(connectionString);
        if (!isPrepared) await prepare?.();
        isPrepared = true;
        count += await spool.drain(takeOrLeave);
        if (!(await spool.isEmpty())) continue;
        on = false;
        // somebody may have been told to keep what came while this was found out
        count += await spool.drain(takeOrLeave);
        if (await spool.isEmpty()) break;
        on = true;
      } catch (error) {
        on = true;
        // at the start somebody is there to mend it
        if (prepare && !isPrepared && !isAway(error)) throw error;
        if (!told) log.warn("the database is away", { reason: reasonOf(error) });
        told = true;
        begun.resolve();
        await sleep(lookEvery);
      }
    }
    begun.resolve();
    if (told || count > 0) log.warn("the database is back", { kept: count });
    for (const call of ended) call();
  }

  // one that can never be taken does not keep the others waiting
  async function takeOrLeave(kept: Kept): Promise<"taken" | "of no use"> {
    try {
      return await take(kept);
    } catch (error) {
      if (isAway(error)) throw error;
      log.error("what was kept is of no use", { kind: kept.kind, error });
      return "of no use";
    }
  }

  // a process that died may have left what it had kept, in the folder that others share with it
  const left = setInterval(() => void lookForLeft().catch(() => {}), lookForLeftEvery);
  left.unref();

  async function lookForLeft(): Promise<void> {
    if (!on && !(await spool.isEmpty())) await spool.drain(takeOrLeave);
  }

  return {
    async tried(work) {
      await Promise.race([begun.promise, sleep(patience, null, { ref: false })]);
      if (on) return null;
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Late()), patience);
      try {
        return { came: await Promise.race([work(), late.promise]) };
      } catch (error) {
        if (!isAway(error)) throw error;
        if (!on) {
          on = true;
          log.warn("the database does not take what comes", { reason: reasonOf(error) });
          void end(null);
        }
        return null;
      } finally {
        clearTimeout(timer);
      }
    },
    onEnd: (call) => void ended.add(call),
    begin: end,
    stop() {
      clearInterval(left);
      stopped = true;
    },
  };
}

class Late extends Error {
  override name = "Late";
  override message = "the database did not answer in time";
}

// what Postgres and the system say when it is the connection, the room or the moment that is at fault
const passing = /^(?:08|40|53|55|57|58|25006|E(?:CONN|TIMEDOUT|PIPE|HOST|NET|NOTFOUND|AI_AGAIN))/;
const silence = /timeout|timed out|terminated|connection (?:ended|closed|error)|not queryable/i;

/** Whether trying again helps; else it is the program or its settings that are at fault. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "string") return passing.test(code);
  return error instanceof Late || silence.test(error.message);
}
