import pg from "pg";
import { createPool } from "../../src/store/db.ts";
import { silent } from "../../src/log.ts";
import { startJobs } from "../../src/store/jobs.ts";
import { migrate } from "../../src/store/migrate.ts";

export const template = "playbooks_template";

/** Makes the database that every test gets a copy of. */
export async function createTemplate(serverUrl: string): Promise<void> {
  await administer(serverUrl, `create database ${template}`);
  await prepareTemplate(databaseUrl(serverUrl, template));
  // a database with a session in it cannot be copied
  await administer(serverUrl, `alter database ${template} allow_connections false`);
}

/** All that a fresh installation has before its first workspace. */
async function prepareTemplate(url: string): Promise<void> {
  const pool = createPool(url, 1);
  await migrate(pool, "migrations");
  const jobs = await startJobs({ pool, connectionString: url, log: silent });
  await jobs.stop();
  await pool.end();
}

export function databaseUrl(serverUrl: string, name: string): string {
  return Object.assign(new URL(serverUrl), { pathname: name }).href;
}

export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  await client.query(statement);
  await client.end();
}
