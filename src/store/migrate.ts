import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { transaction } from "./db.ts";

/**
 * Applies the files of a folder that this database has not seen, oldest first, in one transaction.
 * Several processes may start together: one applies, the others wait and find nothing to do.
 * A file that was edited after it had been applied is an error, as the two databases would differ.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}_\w+\.sql$/.test(name)).toSorted();
  return transaction(pool, async (db) => {
    await db.query("select pg_advisory_xact_lock(7305001)");
    await db.query(
      "create table if not exists migration (name text primary key, sha256 text not null)",
    );
    const { rows } = await db.query<{ name: string; sha256: string }>(
      "select name, sha256 from migration",
    );
    const known = new Map(rows.map((row) => [row.name, row.sha256]));
    const applied: string[] = [];
    for (const name of names) {
      const text = await readFile(join(folder, name), "utf8");
      const sha256 = createHash("sha256").update(text).digest("hex");
      const before = known.get(name);
      if (before !== undefined && before !== sha256)
        throw new Error(
          `migration ${name} was edited after it had been applied; add a new file instead`,
        );
      if (before !== undefined) continue;
      await db.query(text);
      await db.query("insert into migration (name, sha256) values ($1, $2)", [name, sha256]);
      applied.push(name);
    }
    return applied;
  });
}
