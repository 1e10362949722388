import type { Pool } from "../../src/store/db.ts";

/** A pool that counts the statements asked of it, those in its transactions too. */
export function countingPool(pool: Pool) {
  let count = 0;

  function counting<T extends object>(target: T): T {
    return new Proxy(target, {
      get(real, name): unknown {
        const value: unknown = Reflect.get(real, name, real);
        if (typeof value !== "function") return value;
        return (...given: unknown[]): unknown => {
          if (name === "query") count += 1;
          const answer: unknown = Reflect.apply(value, real, given);
          if (name !== "connect" || !(answer instanceof Promise)) return answer;
          return answer.then((client: unknown) =>
            client instanceof Object ? counting(client) : client,
          );
        };
      },
    });
  }

  return {
    pool: counting(pool),
    count: () => count,
    reset() {
      count = 0;
    },
  };
}
