import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { createPool, maybeOne, one, run, sql, transaction } from "../../src/store/db.ts";
import { createDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";

const database = await createDatabase();
afterAll(() => database[Symbol.asyncDispose]());
await database.pool.query("create table notes (id int primary key, text text not null)");
const Note = z.object({ id: z.number(), text: z.string() });

test("values are never part of the text", async () => {
  const nasty = "'); drop table notes; --";

  const query = sql`insert into notes values (${1}, ${nasty})`;

  expect(query).toEqual({ text: "insert into notes values ($1, $2)", values: [1, nasty] });
  expect(await run(database.pool, query)).toBe(1);
  expect(await one(database.pool, Note, sql`select * from notes where id = ${1}`)).toEqual({
    id: 1,
    text: nasty,
  });
});

test("a row is read as what it should be, and none is no row", async () => {
  expect(await maybeOne(database.pool, Note, sql`select * from notes where id = ${9}`)).toBe(null);
  await expect(one(database.pool, Note, sql`select * from notes where id = ${9}`)).rejects.toThrow(
    "no row",
  );
  await expect(one(database.pool, Note, sql`select 'x' as id, 'y' as text`)).rejects.toThrow(
    "expected number",
  );
});

test("a transaction is there as a whole or not at all", async () => {
  const add = (id: number, then: () => Promise<unknown>) =>
    transaction(database.pool, async (db) => {
      await db.query(sql`insert into notes values (${id}, 'x')`);
      await then();
      return id;
    });

  expect(await add(10, async () => {})).toBe(10);
  await expect(add(11, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(add(12, () => add(10, async () => {}))).rejects.toThrow("duplicate");

  const { rows } = await database.pool.query("select id from notes where id >= 10");
  expect(rows).toEqual([{ id: 10 }]);
});

test("connections that die, idle or in the middle of something, end nothing but themselves", async () => {
  const pool = createPool(database.url, 3);
  const pids = async () => {
    const { rows } = await pool.query("select pg_backend_pid() as pid");
    return z
      .array(z.object({ pid: z.number() }))
      .parse(rows)
      .map(({ pid }) => pid);
  };
  const kill = (pid: number | undefined) =>
    database.pool.query("select pg_terminate_backend($1)", [pid]);

  const [idle] = await pids();
  await kill(idle);
  const [other] = await eventually(pids);
  expect(other).not.toBe(idle);

  const inside = transaction(pool, async (db) => {
    const { rows } = await db.query("select pg_backend_pid() as pid");
    await kill(Number(rows[0]?.pid));
    // it has died by now, and nobody is asking it anything
    await new Promise((resolve) => setTimeout(resolve, 50));
    await db.query("insert into notes values (20, 'x')");
  });
  await expect(inside).rejects.toThrow(/terminat|not queryable/i);

  expect(await eventually(pids)).toHaveLength(1);
  expect(pool.idleCount).toBe(pool.totalCount);
  await pool.end();
});
