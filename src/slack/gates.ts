import { setTimeout as sleep } from "node:timers/promises";
import { failureOf, TooFast } from "./failures.ts";

/** Where Slack said "too fast", nobody asks again before its time; everything else goes on. */
export type Gates = {
  through<T>(key: string, call: () => Promise<T>): Promise<T>;
  /** and one at a time: who would stand in line for long is sent away instead */
  oneByOne<T>(key: string, call: () => Promise<T>): Promise<T>;
};

// much less than a lease lasts
const patienceMs = 1000;
const sentAwayMs = 200;

export function createGates(): Gates {
  const closed = new Map<string, number>();
  const lines = new Map<string, Promise<unknown>>();

  async function through<T>(key: string, call: () => Promise<T>): Promise<T> {
    const left = (closed.get(key) ?? 0) - performance.now();
    if (left > 0) throw new TooFast(left);
    closed.delete(key);
    try {
      return await call();
    } catch (error) {
      const failure = failureOf(error);
      if (failure?.is === "limited") closed.set(key, performance.now() + failure.afterMs);
      throw error;
    }
  }

  return {
    through,
    async oneByOne(key, call) {
      const until = performance.now() + patienceMs;
      for (let ahead = lines.get(key); ahead; ahead = lines.get(key)) {
        const left = until - performance.now();
        if (left <= 0) throw new TooFast(sentAwayMs);
        const time = new AbortController();
        await Promise.race([ahead, sleep(left, null, time).catch(() => {})]);
        time.abort();
      }
      const mine = through(key, call);
      const over = mine.then(
        () => {},
        () => {},
      );
      lines.set(key, over);
      void over.then(() => lines.delete(key));
      return mine;
    },
  };
}
