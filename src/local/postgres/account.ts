import { spawnSync } from "node:child_process";
import { chownSync, lstatSync, mkdtempSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";

/** whom the server runs as; null means as ourselves, since only root must hand it to someone else */
export type Account = { uid: number; gid: number } | null;

/** Postgres refuses to run as root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** An unprivileged account of this machine. */
export function findAccount(): Account {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const wanted of ["postgres", "_postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${wanted}:`))?.split(":") ?? [];
    // the nobody of macOS is -2, which spawn and chown do not agree about
    if (uid && gid && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new UserError(
    "Postgres does not run as root, and this machine has no account named postgres or nobody. Start the program as another user, or set DATABASE_URL.",
  );
}

/** The account that made the data in this home goes on with it: Postgres accepts nobody else. */
export function ownerOfData(home: string): Account {
  const cluster = statSync(join(home, "data"), { throwIfNoEntry: false });
  return cluster && cluster.uid !== 0 ? { uid: cluster.uid, gid: cluster.gid } : null;
}

/** Whether it is a folder, no link, that only root can change. */
export function isOnlyRoots(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === 0 && (found.mode & 0o022) === 0;
}

/** the part of spawn's options that changes the account */
export function runAs(account: Account): { uid?: number; gid?: number } {
  return account ?? {};
}

/** Whether the account can pass through this folder and write in one of its own below; the kernel knows every rule. */
export function canWorkIn(folder: string, account: Account): boolean {
  const own = mkdtempSync(join(folder, "probe-"));
  try {
    if (account) chownSync(own, account.uid, account.gid);
    const script = 'cd "$1" && test -w .';
    return spawnSync("/bin/sh", ["-c", script, "sh", own], runAs(account)).status === 0;
  } catch (error) {
    // some mounted folders refuse to give anything away
    if (error instanceof Error && "code" in error && error.code === "EPERM") return false;
    throw error;
  } finally {
    rmdirSync(own);
  }
}
