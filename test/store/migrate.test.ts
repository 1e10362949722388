import { randomUUID } from "node:crypto";
import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { createPool } from "../../src/store/db.ts";
import { migrate } from "../../src/store/migrate.ts";
import { createDatabase } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { administer, databaseUrl } from "../support/template.ts";

async function open(files: Record<string, string>) {
  const folder = temporaryFolder();
  const database = await createDatabase();
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    write,
    migrate: () => migrate(database.pool, folder.path),
    rows: async (text: string) => (await database.pool.query(text)).rows,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const one = "create table one (n int); insert into one values (1);";

test("what a database has not seen is applied once, the oldest first", async () => {
  await using it = await open({
    "902_two.sql": "insert into one values (2);",
    "901_one.sql": one,
    "notes.txt": "not a migration",
  });

  expect(await it.migrate()).toEqual(["901_one.sql", "902_two.sql"]);
  it.write("903_three.sql", "insert into one values (3);");
  expect(await it.migrate()).toEqual(["903_three.sql"]);
  expect(await it.migrate()).toEqual([]);

  expect(await it.rows("select n from one")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test("of four processes that start together one applies", async () => {
  await using it = await open({ "901_one.sql": one });

  const applied = await Promise.all(Array.from({ length: 4 }, () => it.migrate()));

  expect(applied.flat()).toEqual(["901_one.sql"]);
  expect(await it.rows("select n from one")).toEqual([{ n: 1 }]);
});

test("a file that was edited afterwards is refused", async () => {
  await using it = await open({ "901_one.sql": one });
  await it.migrate();
  it.write("901_one.sql", `${one}\n-- a comment`);
  it.write("902_two.sql", "insert into one values (2);");

  await expect(it.migrate()).rejects.toThrow("901_one.sql was edited after it had been applied");

  expect(await it.rows("select n from one")).toEqual([{ n: 1 }]);
});

test("one that fails leaves nothing of itself or its neighbours behind", async () => {
  await using it = await open({
    "901_one.sql": one,
    "902_two.sql": "insert into nowhere values (2);",
  });

  await expect(it.migrate()).rejects.toThrow("nowhere");

  expect(await it.rows("select to_regclass('one') as is")).toEqual([{ is: null }]);
  it.write("902_two.sql", "insert into one values (2);");
  expect(await it.migrate()).toEqual(["901_one.sql", "902_two.sql"]);
});

test("what runs and steps were before their rows were laid out anew they are afterwards, and open runs are marked", async () => {
  const server = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(server, `create database ${name}`);
  using old = temporaryFolder();
  const files = readdirSync("migrations").filter((file) => file < "025");
  for (const file of files) copyFileSync(join("migrations", file), join(old.path, file));
  const pool = createPool(databaseUrl(server, name));
  await migrate(pool, old.path);
  const run = (n: number, status: string) =>
    `('T', '00000000-0000-0000-0000-00000000000${n}', 'p', 1, '${status}', 'none', 1, 0, '{"a": ${n}}', '{"is": "x"}', '{"b": ${n}}', 'epoch', ${status === "ended" ? "'succeeded', 'epoch'" : "null, null"})`;
  await pool.query(`insert into workspaces (id, name, time_zone) values ('T', 'T', 'UTC');
    insert into playbooks (workspace_id, id, name, status, version, created_by, created_at, changed_at)
      values ('T', 'p', 'P', 'on', 1, 'U', 'epoch', 'epoch');
    insert into playbook_versions (workspace_id, playbook_id, version, source, playbook, plan, sha256, note, author_id, created_at)
      values ('T', 'p', 1, '', '{}', '{}', '', '', 'U', 'epoch');
    insert into playbook_executions (workspace_id, id, playbook_id, version, status, segment, epoch, signals, inputs, cause, at_start, started_at, result, ended_at)
      values ${run(1, "running")}, ${run(2, "paused")}, ${run(3, "ended")};
    insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, attempt, turn, failures, started_at)
      values ('T', '00000000-0000-0000-0000-000000000001', 's', 1, 'done', 2, 3, 4, '2026-11-01T10:00:00Z')`);

  await migrate(pool, "migrations");

  const runs = "select inputs, cause, at_start, has_parked from playbook_executions order by id";
  expect((await pool.query(runs)).rows).toEqual(
    [1, 2, 3].map((n) => ({
      inputs: { a: n },
      cause: { is: "x" },
      at_start: { b: n },
      has_parked: n === 3 ? null : true,
    })),
  );
  const steps = "select attempt, turn, failures, started_at from playbook_step_executions";
  expect((await pool.query(steps)).rows).toEqual([
    { attempt: 2, turn: 3, failures: 4, started_at: new Date("2026-11-01T10:00:00Z") },
  ]);
  await pool.end();
});
