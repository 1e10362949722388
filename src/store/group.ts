import pg from "pg";
import { atPoint } from "../crash-points.ts";
import type { Db } from "./db.ts";

type Grouping<Item, Result> = {
  /** One statement for all of them, and so one commit; a result for each, in their order. */
  flush(items: Item[]): Promise<Result[]>;
  /** how many statements may be under way at a time */
  lanes: number;
  /** how much one statement may carry */
  most: number;
  sizeOf(item: Item): number;
};

type Waiting<Item, Result> = {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

// from so many on, two statements at once are quicker than one
const worthTwo = 24;

/**
 * What many ask for at the same time, done together: all that is asked while the statements before it are under
 * way shares the next one. Nobody waits for company: alone, one is asked for at once.
 */
export function grouped<Item, Result>({ flush, lanes, most, sizeOf }: Grouping<Item, Result>) {
  const waiting: Waiting<Item, Result>[] = [];
  let busy = 0;

  // many are shared between the lanes that are free, so that the server does one half while we work on the other
  function take(): Waiting<Item, Result>[] {
    const free = lanes - busy + 1;
    const fair = waiting.length < worthTwo ? waiting.length : Math.ceil(waiting.length / free);
    let size = 0;
    const end = waiting.findIndex(({ item }) => (size += sizeOf(item)) > most);
    return waiting.splice(0, end === -1 ? fair : Math.min(fair, Math.max(1, end)));
  }

  async function settle(batch: Waiting<Item, Result>[]): Promise<void> {
    // the lane before took everything along
    if (batch.length === 0) return;
    try {
      const isShared = batch.length > 1;
      if (isShared) atPoint("shared asking");
      const results = await flush(batch.map(({ item }) => item));
      if (isShared) atPoint("shared done");
      for (const [i, { resolve }] of batch.entries()) resolve(at(results, i));
    } catch (error) {
      if (batch.length > 1 && isUndone(error)) for (const one of batch) await settle([one]);
      else for (const { reject } of batch) reject(error);
    }
  }

  function look(): void {
    if (busy >= lanes || waiting.length === 0) return;
    busy += 1;
    // those that the same answer has woken come along
    setImmediate(() => {
      const batch = take();
      look();
      void settle(batch).finally(() => {
        busy -= 1;
        look();
      });
    });
  }

  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      look();
    });
}

function at<Result>(results: Result[], position: number): Result {
  const [result] = results.slice(position, position + 1);
  if (result === undefined) throw new Error("a statement answered for fewer than it was asked for");
  return result;
}

// connections that broke and servers that went down: what was asked for may have been done all the same
const unsure = ["08", "57", "58", "XX"];

/** Whether Postgres refused the statement, so that nothing of it was done and each may be tried alone. */
function isUndone(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return !unsure.includes(error.code.slice(0, 2));
}

/** One of its kind for each pool; null for a connection inside a transaction, which shares nothing. */
export function perPool<T>(make: (pool: Db) => T): (db: Db) => T | null {
  const made = new WeakMap<Db, T>();
  return (db) => {
    if (!(db instanceof pg.Pool)) return null;
    const known = made.get(db) ?? make(db);
    made.set(db, known);
    return known;
  };
}
