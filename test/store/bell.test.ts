import { afterAll, expect, test } from "vitest";
import { silent } from "../../src/log.ts";
import { createBell } from "../../src/store/bell.ts";
import { createDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = await createDatabase();
const { pool, url } = database;
const create = () => createBell({ pool, connectionString: url, log: silent });
const [web, worker] = [create(), create()];
let heard = 0;
worker.hear(() => (heard += 1));
afterAll(async () => {
  await Promise.all([web.stop(), worker.stop()]);
  await database[Symbol.asyncDispose]();
});

test("a worker hears of what another process queued, also after its connection broke", async () => {
  await eventually(async () => expect(heard).toBe(1));

  web.ring();
  await eventually(async () => expect(heard).toBe(2));

  await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'playbooks bell' and datname = current_database()",
  );
  // it may have missed one meanwhile, so it looks
  await eventually(async () => expect(heard).toBe(3));
  web.ring();
  await eventually(async () => expect(heard).toBe(4));
});

test("many rings at once are one or two", async () => {
  const before = heard;

  for (let i = 0; i < 100; i++) web.ring();
  await web.stop();

  await eventually(async () => expect(heard).toBeGreaterThan(before));
  expect(heard - before).toBeLessThanOrEqual(2);
});
