import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** what a running server writes into its data folder; an empty status means it has only begun */
export type Postmaster = { pid: number; port: number; status: string };

export function readPostmaster(cluster: string): Postmaster | null {
  const text = readIfThere(join(cluster, "postmaster.pid"));
  if (text === null) return null;
  const [pid, , , port, , , , status = ""] = text.split("\n");
  return { pid: Number(pid), port: Number(port), status: status.trim() };
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // someone else's process is alive, too
    return codeOf(error) === "EPERM";
  }
  // one that ended but was never collected by its parent still takes signals
  return !/^\d+ \(.*\) Z/s.test(readIfThere(`/proc/${pid}/stat`) ?? "");
}

/** Whether the process is the server of this very data folder; after a reboot its number may be anyone's. */
export function isPostmaster(pid: number, cluster: string): boolean {
  if (!alive(pid)) return false;
  if (process.platform === "linux") return linkTarget(`/proc/${pid}/cwd`) === realpathSync(cluster);
  const { stdout } = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.includes("postgres") && stdout.includes(cluster);
}

/** Whether it runs from files that were replaced since; it could not load its own libraries any more. */
export function isOutdated(pid: number): boolean {
  return linkTarget(`/proc/${pid}/exe`)?.endsWith(" (deleted)") ?? false;
}

/**
 * Makes Postgres take a pid file for stale though something bears that number, a stranger or a dead server
 * that nobody collected: our own number is one it never believes. Deleting the file would also lose its
 * check for backends that still write.
 */
export function disown(cluster: string): void {
  const file = join(cluster, "postmaster.pid");
  const [first, ...others] = readFileSync(file, "utf8").split("\n");
  // cut short before it was written: Postgres would not start beside it
  if (!first) rmSync(file);
  else writeFileSync(file, [process.pid, ...others].join("\n"));
}

/** Ends a server: politely, then without a checkpoint, then by force. Nothing committed is lost by any. */
export async function halt(pid: number): Promise<void> {
  for (const [signal, patience] of stages) {
    send(pid, signal);
    if (await gone(pid, patience)) return;
  }
}

const stages = [
  ["SIGINT", 10_000],
  ["SIGQUIT", 5000],
  ["SIGKILL", 5000],
] as const;

export async function gone(pid: number, within: number): Promise<boolean> {
  const deadline = performance.now() + within;
  while (alive(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(5);
  }
  return true;
}

/** Signals a process; one that has ended meanwhile is fine. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // a process that ends while its file is read answers ESRCH
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH") return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function linkTarget(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
