import { mkdirSync, realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { answers } from "./answer.ts";
import { findBinaries } from "./binaries.ts";
import { makeCluster, mustFit, readPassword } from "./cluster.ts";
import { type End, launch } from "./launch.ts";
import { lock } from "./lock.ts";
import { type Place, choosePlace, usualShelters } from "./place.ts";
import { choosePort, recordPort } from "./port.ts";
import {
  disown,
  gone,
  halt,
  isOutdated,
  isPostmaster,
  readPostmaster,
  send,
} from "./postmaster.ts";

/** `home` is where the data really is: `folder`, unless the server's account cannot enter that. */
export type Postgres = AsyncDisposable & { url: string; home: string; stop(): Promise<void> };

type Options = { folder: string; log: Log; shelters?: string[] };

/** Runs a Postgres of our own in this folder, as long as the program runs. */
export async function startPostgres(options: Options): Promise<Postgres> {
  const began = performance.now();
  const { log, shelters = usualShelters } = options;
  mkdirSync(options.folder, { recursive: true });
  const folder = realpathSync(options.folder);
  const binaries = findBinaries();
  const place = choosePlace({ folder, shelters, binaries, log });
  const release = lock(place.home);
  try {
    const cluster = await makeCluster(place);
    mustFit(cluster, binaries.version);
    const server = (await adopt(cluster, log)) ?? (await start(place, cluster, log));
    recordPort(place.home, server.port);
    const ms = Math.round(performance.now() - began);
    log.info("database ready", { home: place.home, port: server.port, is: server.is, ms });
    return handleOf(place, server, release, log);
  } catch (error) {
    release();
    throw error;
  }
}

type Server = {
  is: "adopted" | "started";
  pid: number;
  port: number;
  cluster: string;
  /** null when it is not our child */
  end: End | null;
};

/** Takes over the server that a killed program left running, once it answers. */
async function adopt(cluster: string, log: Log): Promise<Server | null> {
  for (;;) {
    const found = readPostmaster(cluster);
    if (!found) return null;
    const { pid, port, status } = found;
    if (!isPostmaster(pid, cluster)) {
      disown(cluster);
      return null;
    }
    const usable = status !== "stopping" && !isOutdated(pid);
    if (usable && status === "ready" && (await answers(port, 2000)))
      return { is: "adopted", pid, port, cluster, end: null };
    if (usable && status !== "ready") await sleep(5);
    else {
      log.info("ending the server of an earlier start", { pid, status });
      if (status !== "stopping" || !(await gone(pid, 15_000))) await halt(pid);
    }
  }
}

async function start(place: Place, cluster: string, log: Log): Promise<Server> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const port = await choosePort(place.home);
    const launched = await launch(place, { cluster, port, log });
    if (launched.is === "ready")
      return { is: "started", pid: launched.pid, port, cluster, end: launched.end };
    const { reason, inTheWay } = launched;
    if (inTheWay === null || performance.now() > deadline)
      throw new Error(`Postgres did not start: ${reason}. See server.log in ${place.home}`);
    await sleep(20);
  }
}

function handleOf(place: Place, server: Server, release: () => void, log: Log): Postgres {
  const { pid, port, cluster, end } = server;
  // a number whose process ended may be anyone's by now
  const runs = () => (end ? end.reason === null : isPostmaster(pid, cluster));
  const atExit = () => {
    if (runs()) send(pid, "SIGINT");
  };
  let stopped: Promise<void> | null = null;
  const halted = async () => {
    process.off("exit", atExit);
    if (runs()) await halt(pid);
    release();
  };
  const stop = () => (stopped ??= halted());
  process.once("exit", atExit);
  void end?.whole.then((reason) => {
    if (!stopped) log.error("the database ended", { reason, home: place.home });
  });
  const url = `postgres://playbooks:${readPassword(place.home)}@127.0.0.1:${port}/postgres`;
  return { url, home: place.home, stop, [Symbol.asyncDispose]: stop };
}
