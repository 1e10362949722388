import type { Pool } from "../../src/store/db.ts";

/** A pool that counts the statements asked of it directly. */
export function countingPool(pool: Pool) {
  let count = 0;
  const counting = new Proxy(pool, {
    get(real, name): unknown {
      const value: unknown = Reflect.get(real, name, real);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        if (name === "query") count += 1;
        return Reflect.apply(value, real, given);
      };
    },
  });
  return {
    pool: counting,
    count: () => count,
    reset() {
      count = 0;
    },
  };
}
