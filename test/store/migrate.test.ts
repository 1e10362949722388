import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrate } from "../../src/store/migrate.ts";
import { createDatabase } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";

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
