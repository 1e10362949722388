import type { Pool } from "../../src/store/db.ts";

/** Whether the statement that fails was done all the same: its answer was lost, or it never arrived. */
export type Fault = { at: number; done: boolean };

export type Faults = {
  pool: Pool;
  /** from now on the statements are counted, and one of them fails */
  arm(fault: Fault): void;
  /** nothing fails any more; whether it had */
  disarm(): boolean;
};

/** A pool like another, one statement of which fails as if its connection had died. */
export function faultyPool(pool: Pool): Faults {
  let fault: Fault | null = null;
  let count = 0;
  let hit = false;

  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    count += 1;
    if (!fault || count !== fault.at) return ask();
    const { done } = fault;
    fault = null;
    hit = true;
    if (done) await ask();
    throw new Error(`the connection died ${done ? "after" : "before"} statement ${count}`);
  }

  function faulty<T extends object>(target: T): T {
    return new Proxy(target, {
      get(real, name): unknown {
        const value: unknown = Reflect.get(real, name, real);
        if (typeof value !== "function") return value;
        return (...given: unknown[]): unknown => {
          const ask = async (): Promise<unknown> => Reflect.apply(value, real, given);
          if (name === "query") return asked(ask);
          if (name !== "connect") return Reflect.apply(value, real, given);
          return ask().then((client) => (client instanceof Object ? faulty(client) : client));
        };
      },
    });
  }

  return {
    pool: faulty(pool),
    arm(next) {
      fault = next;
      count = 0;
      hit = false;
    },
    disarm() {
      fault = null;
      return hit;
    },
  };
}
