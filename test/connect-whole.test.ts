import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { createPool, endPool, many } from "../src/store/db.ts";
import { createDatabase } from "./support/database.ts";
import { temporaryFolder } from "./support/folder.ts";
import { startProgram } from "./support/program.ts";

const alex = "UALEX0001";
const planted = "sk-planted-secret-0451";
const values = {
  base: "https://api.billing.example",
  header: "authorization",
  secret: `Bearer ${planted}`,
  repeats: "no",
};

/** The files below a folder that hold the words. */
function filesWith(folder: string, words: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name));
  return files.filter((file) => readFileSync(file).includes(words));
}

const Table = z.object({ name: z.string() });

async function tablesWith(url: string, words: string): Promise<string[]> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(createPool(url, 1), endPool);
  const tables = await many(pool, Table, {
    text: "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')",
    values: [],
  });
  expect(tables.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool.query(`select 1 from ${name} t where t::text like $1`, [
      `%${words}%`,
    ]);
    if (rowCount !== 0) found.push(name);
  }
  return found;
}

test("a secret that is typed stands in no table, file, log, window or message", async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createDatabase());
  const folder = stack.use(temporaryFolder()).path;
  const env = { DATABASE_URL: database.url, LOG_LEVEL: "debug" };
  const { users, process } = stack.use(await startProgram(folder, env));

  await users.slash(alex, "general", "connect billing");
  const refused = await users.submit(alex, { ...values, base: "http://127.0.0.1" });
  expect(refused).toMatchObject({ errors: { base: expect.any(String) } });
  await users.submit(alex, values);
  await users.whisper(alex, "billing is connected");
  await users.slash(alex, "general", "connections");
  await users.whisper(alex, "billing: https://api.billing.example", "ends in 0451");
  // what is known of it is in the form again, but for the secret
  await users.slash(alex, "general", "connect billing");
  const form = await users.form(alex);

  expect(JSON.stringify(form)).toContain(values.base);
  expect(await tablesWith(database.url, "api.billing.example")).toContain("public.connectors");
  expect(await tablesWith(database.url, planted)).toEqual([]);
  expect(filesWith(folder, planted)).toEqual([]);
  expect(process.output()).not.toContain(planted);
  expect(JSON.stringify(await users.state())).not.toContain(planted);
});
