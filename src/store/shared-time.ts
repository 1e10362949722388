import { z } from "zod";
import { correctSteadyNow, steadyNow } from "../clock.ts";
import type { Log } from "../log.ts";
import { one, type Pool, sql } from "./db.ts";

const TimeRow = z.object({ at: z.date() });

const everyMs = 15_000;
// what is less, or may be the way there and back, is left alone
const exactMs = 100;
// from here on somebody should look after the machine's clock
const tellMs = 2000;

/**
 * Keeps this process's time that of the database, the one clock that all processes see: two whose machines disagree
 * by minutes still know whose lease is over. Resolves a `look` when it has been asked; without an answer nothing changes.
 */
export function followSharedTime(pool: Pool, log: Log) {
  let isTold = false;

  async function look(): Promise<void> {
    const before = performance.now();
    const row = await one(pool, TimeRow, sql`select clock_timestamp() as at`).catch(() => null);
    if (!row) return;
    const took = performance.now() - before;
    const off = row.at.getTime() - (steadyNow().getTime() - took / 2);
    if (Math.abs(off) < exactMs + took) return;
    correctSteadyNow(off);
    if (isTold || Math.abs(off) < tellMs) return;
    isTold = true;
    const seconds = Math.round(off / 1000);
    log.warn("this machine's clock is not the database's, whose time counts", { seconds });
  }

  const timer = setInterval(() => void look(), everyMs).unref();
  return { look, stop: () => clearInterval(timer) };
}
