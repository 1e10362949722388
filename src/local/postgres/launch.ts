import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { runAs } from "./account.ts";
import { environment } from "./cluster.ts";
import type { Place } from "./place.ts";
import { readPostmaster } from "./postmaster.ts";

type Launched =
  | { is: "ready"; pid: number; end: End }
  | { is: "failed"; reason: string; inTheWay: "port" | "backends" | null };

/** Starts a server and waits until it takes sessions, however long it recovers from a crash. */
export async function launch(
  { home, native, account }: Place,
  { cluster, port, log }: { cluster: string; port: number; log: Log },
): Promise<Launched> {
  const journal = openJournal(join(home, "server.log"));
  const child = spawn(join(native, "bin/postgres"), settings(cluster, port), {
    ...runAs(account),
    cwd: home,
    env: environment,
    // a group of its own: ctrl-c is for the program, which stops the server last
    detached: true,
    stdio: ["ignore", journal.file, journal.file],
  });
  closeSync(journal.file);
  child.unref();
  const end = endOf(child);
  const pid = await ready(cluster, child.pid, end, log);
  if (pid !== null) return { is: "ready", pid, end };
  const told = journal.read();
  return { is: "failed", reason: lastWords(told) ?? (await end.whole), inTheWay: obstacle(told) };
}

const shared = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "128MB",
  max_connections: "200",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

function settings(cluster: string, port: number): string[] {
  const all = Object.entries({ ...shared, port });
  return ["-D", cluster, ...all.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** how a server of ours ended; a null reason while it runs */
export type End = { reason: string | null; whole: Promise<string> };

function endOf(child: ChildProcess): End {
  const { promise, resolve } = Promise.withResolvers<string>();
  const end: End = { reason: null, whole: promise };
  child.once("error", (error) => resolve((end.reason ??= error.message)));
  child.once("exit", (code, signal) => resolve((end.reason ??= `it ended with ${signal ?? code}`)));
  return end;
}

// a crash may take long to recover from, so only its end ends the waiting
async function ready(cluster: string, pid: number | undefined, end: End, log: Log) {
  const began = performance.now();
  for (let patience = 5000; end.reason === null; await sleep(5)) {
    const seen = readPostmaster(cluster);
    if (seen && seen.pid === pid && seen.status === "ready") return seen.pid;
    if (performance.now() - began < patience) continue;
    log.info("the database is still starting", { seconds: patience / 1000 });
    patience += 5000;
  }
  return null;
}

const tooLong = 10 * 1024 * 1024;

function openJournal(path: string) {
  const before = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (before > tooLong) renameSync(path, `${path}.1`);
  const begin = before > tooLong ? 0 : before;
  return {
    file: openSync(path, "a", 0o600),
    read: () => readFileSync(path).subarray(begin).toString("utf8"),
  };
}

function lastWords(told: string): string | null {
  return (
    told
      .match(/(?<=FATAL: ).*/g)
      ?.join("; ")
      .trim() ?? null
  );
}

function obstacle(told: string): "port" | "backends" | null {
  if (told.includes("could not bind")) return "port";
  // the workers of a server that was killed need a moment to notice
  return told.includes("pre-existing shared memory block") ? "backends" : null;
}
