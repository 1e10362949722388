import { failureOf, TooFast } from "./failures.ts";

/** Where Slack said "too fast", nobody asks again before its time; everything else goes on. */
export type Gates = { through<T>(key: string, call: () => Promise<T>): Promise<T> };

export function createGates(): Gates {
  const closed = new Map<string, number>();
  return {
    async through(key, call) {
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
    },
  };
}
