import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../errors.ts";
import { runAs } from "./account.ts";
import type { Place } from "./place.ts";

/**
 * Makes the database of this home unless there is one. It gets its name only when it is complete, so an
 * initdb that was cut short is done again.
 */
export async function makeCluster({ home, native, account }: Place): Promise<string> {
  const cluster = join(home, "data");
  if (existsSync(cluster)) return cluster;
  removeLeftovers(home);
  const password = randomBytes(24).toString("base64url");
  writeFileSync(join(home, "password"), password, { mode: 0o600, flush: true });
  // a name of its own each time: the initdb of a killed program may still be writing
  const partial = mkdtempSync(join(home, "partial-"));
  // initdb reads the password as the account, which is to see nothing else of this folder
  const told = join(partial, "password");
  writeFileSync(told, password, { mode: 0o600 });
  if (account) for (const path of [partial, told]) chownSync(path, account.uid, account.gid);
  const made = join(partial, "data");
  await promisify(execFile)(join(native, "bin/initdb"), initdb(made, told), {
    ...runAs(account),
    cwd: home,
    env: environment,
  });
  renameSync(made, cluster);
  removeLeftovers(home);
  return cluster;
}

function removeLeftovers(home: string) {
  for (const name of readdirSync(home).filter((it) => it.startsWith("partial-")))
    rmSync(join(home, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

/** nothing of ours: a PGPORT or an odd locale in the shell must not reach the server */
export const environment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

// the C.UTF-8 that Postgres brings is the same on every system, whatever locales it has
function initdb(folder: string, passwordFile: string): string[] {
  const files = ["-D", folder, `--pwfile=${passwordFile}`, "--no-instructions"];
  const access = ["-U", "playbooks", "--auth=scram-sha-256"];
  const language = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"];
  return [...files, ...access, ...language, "--builtin-locale=C.UTF-8"];
}

export function readPassword(home: string): string {
  return readFileSync(join(home, "password"), "utf8");
}

/** A newer Postgres does not open the files of an older one. */
export function mustFit(cluster: string, version: string): void {
  const made = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  const [have] = version.split(".");
  if (made === have) return;
  throw new UserError(
    `The database in ${cluster} was made by Postgres ${made} and this program brings ${have}. Move that folder away to begin anew, or set DATABASE_URL to a server of version ${made}.`,
  );
}
