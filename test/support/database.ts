import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inject } from "vitest";
import { createPool } from "../../src/store/db.ts";
import { administer, databaseUrl, template } from "./template.ts";

export type TestDatabase = AsyncDisposable & { url: string; pool: pg.Pool };

/** A migrated database of the test's own. Nobody drops it: the whole server goes when the suite ends. */
export async function createDatabase(serverUrl = inject("postgresUrl")): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(serverUrl, `create database ${name} template ${template}`);
  const url = databaseUrl(serverUrl, name);
  const pool = createPool(url);
  return { url, pool, [Symbol.asyncDispose]: () => pool.end() };
}
