import { setTimeout as sleep } from "node:timers/promises";
import { calm } from "./calm.ts";
import { check, type Findings } from "./check.ts";
import { chanceOf } from "./chance.ts";
import { isTold, keepsWhatItIsTold, startsByHand } from "./care.ts";
import { createLane, type Lane } from "./lane.ts";
import { createLoad, turnLoadOn } from "./load.ts";
import { startProxy } from "./proxy.ts";
import { startFaultStand } from "./stand.ts";
import { watchTakeovers } from "./takeover.ts";
import { type Count, createWindows, type Wanted } from "./windows.ts";

export type KillOptions = Wanted & {
  seed: number;
  /** how long there is killing, at the most; then all windows have been met about as often */
  minutes?: number;
  webs?: number;
  workers?: number;
  /** runs under way */
  atOnce?: number;
};

export type Killed = Findings & {
  kills: number;
  /** how long there was killing */
  killedSeconds: number;
  points: Record<string, Count>;
  inDoubtAsked: number;
  /** clicks that were not acknowledged, and pressed again */
  unheard: number;
  /** clicks that people were told did not count, and pressed again */
  refused: number;
  /** waits for a truth that older news of the customer had overtaken */
  retold: number;
  takeovers: number;
  takeoverP99Ms: number;
  errors: Record<string, number>;
};

/**
 * Kills the program's processes at their points and at random moments, under load, and looks at what became of
 * everything. Nobody waits for a run: each process is started anew as soon as it is dead, and the others take over.
 */
export async function killOverAndOver(options: KillOptions): Promise<Killed> {
  const { seed, webs = 2, workers = 3, atOnce = 40, minutes = 60 } = options;
  const chance = chanceOf(seed);
  await using stand = await startFaultStand();
  await using proxy = await startProxy(Number(new URL(stand.server.url).port));
  const windows = createWindows(options, chance);
  const lanes: Lane[] = [];
  const load = createLoad(stand, lanes, chance);
  for (let i = 0; i < webs; i += 1) lanes.push(createLane(stand, "web", startsByHand(stand)));
  for (let i = 0; i < workers; i += 1) lanes.push(createLane(stand, "worker", isTold(load.want)));
  await Promise.all(lanes.map((lane) => lane.settle()));
  await turnLoadOn(stand);
  // those that end in peace leave what Node compiled to the others, which start in half the time
  await Promise.all(lanes.map((lane) => lane.stop("SIGTERM")));
  const keeper = createLane(stand, "keeper", keepsWhatItIsTold(stand, proxy, load.want));
  const all = windows.wants("keeper") ? [...lanes, keeper] : lanes;
  const deaths = () => all.flatMap((lane) => lane.deaths).toSorted((a, b) => a - b);
  const takeovers = watchTakeovers(stand.pool, deaths);
  load.go(Infinity, atOnce);
  const began = performance.now();
  const time = new AbortController();
  void sleep(minutes * 60_000, null, time).then(windows.close, () => {});
  // whoever is through lives on: the others need somebody to work with
  await together(
    all.map((lane) => lane.run(windows)),
    windows.close,
  );
  time.abort();
  const killedSeconds = Math.round((performance.now() - began) / 1000);
  const kills = deaths().length;
  load.enough();
  await calm(stand, 240_000);
  await takeovers.stop();
  await load.stop();
  const findings = await check(stand, load);
  await Promise.all(all.map((lane) => lane.stop("SIGKILL")));
  return {
    ...findings,
    kills,
    killedSeconds,
    points: windows.counts(),
    inDoubtAsked: load.people.doubts(),
    unheard: load.people.unheard(),
    refused: load.people.refused(),
    retold: load.retold(),
    takeovers: takeovers.times.length,
    takeoverP99Ms: Math.round(percentile(takeovers.times, 0.99)),
    errors: errorsOf(all),
  };
}

/** All of them; when one of them fails, the others are told to end, and it is told of when they have. */
async function together(all: readonly Promise<void>[], end: () => void): Promise<void> {
  for (const one of all) one.catch(end);
  await Promise.allSettled(all);
  await Promise.all(all);
}

function errorsOf(lanes: readonly Lane[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const lane of lanes)
    for (const [error, count] of lane.errors) all[error] = (all[error] ?? 0) + count;
  return all;
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
