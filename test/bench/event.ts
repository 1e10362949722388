import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { type Baseline, type Bench, median } from "./figure.ts";
import { customer, startStand } from "./stand.ts";

const count = 100;

/** From the 202 of an event to the committed mark that its run's first step has begun. */
export const event: Bench = {
  name: "event",
  async run() {
    await using stand = await startStand();
    await stand.turnOn("event", "  - id: rest\n    do: wait\n    for: 30 days\n");
    const client = await stand.pool.connect();
    // Postgres tells of a row at its commit, so nothing is asked for again and again
    await client.query(`
      create function bench_tell() returns trigger language plpgsql as
        $$ begin perform pg_notify('bench', ''); return null; end $$;
      create table bench_told (id int);
      create trigger bench_tell after insert on bench_told for each row execute function bench_tell();
      create trigger bench_tell after insert on playbook_step_executions
        for each row execute function bench_tell();
      listen bench`);
    const values: number[] = [];
    for (let i = 0; i < count; i++) {
      const begun = told(client);
      await stand.happen("event.wanted", customer(i), i);
      const answered = performance.now();
      values.push((await begun) - answered);
      // until its card is posted, too
      await sleep(60);
    }
    const baseline = await heard(client, () =>
      stand.pool.query("insert into bench_told values (1)"),
    );
    client.release();
    return [
      {
        name: "event's 202 → first step's mark committed",
        values,
        unit: "ms",
        aims: { p50: 20 },
        baseline,
      },
    ];
  },
};

async function told(client: pg.PoolClient): Promise<number> {
  await once(client, "notification");
  return performance.now();
}

/** A commit as it is heard of here: about what hearing adds. */
async function heard(client: pg.PoolClient, insert: () => Promise<unknown>): Promise<Baseline> {
  const values: number[] = [];
  for (let i = 0; i < 200; i++) {
    const began = performance.now();
    const [at] = await Promise.all([told(client), insert()]);
    values.push(at - began);
  }
  return { name: "insert…commit…heard of", value: median(values) };
}
