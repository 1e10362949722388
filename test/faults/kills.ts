import { type CrashPoint, crashPoints } from "../../src/crash-points.ts";
import { eventually } from "../support/eventually.ts";
import { calm } from "./calm.ts";
import { check, type Findings } from "./check.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { createLane, type Kill, type Lane, type Plan } from "./lane.ts";
import { createLoad, turnLoadOn } from "./load.ts";
import { type FaultStand, startFaultStand } from "./stand.ts";
import { watchTakeovers } from "./takeover.ts";

export type KillOptions = {
  seed: number;
  /** at each point */
  perPoint: number;
  random: number;
  /** only these points; all of them when left out */
  only?: readonly CrashPoint[] | undefined;
  workers?: number;
  atOnce?: number;
};

export type Killed = Findings & {
  kills: number;
  /** how often each point was reached, and how often it was waited for in vain */
  points: Record<string, { hit: number; missed: number }>;
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

/** What only the process that is connected to Slack passes. */
const ofSlack: ReadonlySet<CrashPoint> = new Set([
  "word written",
  "word committed",
  "inbox arriving",
  "inbox stored",
  "inbox acknowledged",
  "inbox handled",
  "post leased",
  "post sent",
  "post noted",
  "card leased",
  "card sent",
  "card noted",
]);
/** What several share is passed all the time, mostly by claims: later passings are of every kind. */
const often: ReadonlySet<CrashPoint> = new Set(["shared asking", "shared done"]);
/** Starts by hand are few, and nothing is kept while Postgres is there: these are met in ways of their own. */
const apart: ReadonlySet<CrashPoint> = new Set([
  "start committed",
  "spool kept",
  "spool replayed",
  "spool emptied",
]);

/** Kills the program at its points and at random moments, under load, and looks at what became of everything. */
export async function killOverAndOver(options: KillOptions): Promise<Killed> {
  const chance = chanceOf(options.seed);
  await using stand = await startFaultStand();
  const { workers = 2, atOnce = 12 } = options;
  const lanes = [
    createLane(stand, "web"),
    ...Array.from({ length: workers }, () => createLane(stand, "worker")),
  ];
  await Promise.all(lanes.map((lane) => lane.settle()));
  await turnLoadOn(stand);
  const deaths = () =>
    lanes.flatMap((lane) => lane.kills.map((it) => it.when)).toSorted((a, b) => a - b);
  const takeovers = watchTakeovers(stand.pool, deaths);
  const load = createLoad(stand, lanes, chance);
  load.go(Infinity, atOnce);
  await Promise.all(lanes.map((lane) => lane.stop()));
  const plans = plansFor(options, chance);
  // whoever is through lives on: the others need somebody to work with
  await Promise.all(
    lanes.map(async (lane, i) => {
      await lane.run(plans[i] ?? []);
      if (lane.role === "web") await byHandPlans(options, stand, lane);
      await lane.settle();
    }),
  );
  load.enough();
  await calm(stand);
  await takeovers.stop();
  await load.stop();
  const findings = await check(stand, load);
  await Promise.all(lanes.map((lane) => lane.stop()));
  const kills = lanes.flatMap((lane) => lane.kills);
  return {
    ...findings,
    kills: kills.length,
    points: countPoints(kills),
    inDoubtAsked: load.people.doubts(),
    unheard: load.people.unheard(),
    refused: load.people.refused(),
    retold: load.retold(),
    takeovers: takeovers.times.length,
    takeoverP99Ms: Math.round(percentile(takeovers.times, 0.99)),
    errors: errorsOf(lanes),
  };
}

/** The web's plans, and those of the workers. */
function plansFor({ perPoint, random, only, workers = 2 }: KillOptions, chance: Chance): Plan[][] {
  const wanted = crashPoints.filter((it) => !apart.has(it) && (only?.includes(it) ?? true));
  const atPoints = (points: readonly CrashPoint[]): Plan[] =>
    points.flatMap((at) =>
      Array.from({ length: perPoint }, () => ({
        at,
        passing: chance.whole(1, often.has(at) ? 15 : 3),
      })),
    );
  const web = atPoints(wanted.filter((it) => ofSlack.has(it)));
  const worker = chance.shuffled(atPoints(wanted.filter((it) => !ofSlack.has(it))));
  const each = Math.ceil(worker.length / workers);
  const lanes = [
    web,
    ...Array.from({ length: workers }, (_, i) => worker.slice(i * each, (i + 1) * each)),
  ];
  for (let i = 0; i < random; i += 1)
    lanes.toSorted((a, b) => a.length - b.length)[0]?.push({ after: chance.whole(0, 1500) });
  return lanes.map((lane) => chance.shuffled(lane));
}

/** Starts a run by a press of Start, and kills between its commit and the answer. */
async function byHandPlans(
  { perPoint, only }: KillOptions,
  { users }: FaultStand,
  web: Lane,
): Promise<void> {
  if (only && !only.includes("start committed")) return;
  for (let i = 0; i < perPoint; i += 1) {
    const dying = web.run([{ at: "start committed", passing: 1 }]);
    await eventually(() => web.url() ?? Promise.reject(new Error("it starts")), { within: 30_000 });
    await users.slash("maya", "renewals", "run load for Acme Robotics");
    const preview = await users.whisper("UMAYA0001", "What would happen", "Acme Robotics");
    await users.click("UMAYA0001", preview, "Start");
    await dying;
  }
}

function countPoints(kills: readonly Kill[]): Killed["points"] {
  const points: Killed["points"] = {};
  for (const { plan, hit } of kills) {
    const point = (points["at" in plan ? plan.at : "at random"] ??= { hit: 0, missed: 0 });
    point[hit ? "hit" : "missed"] += 1;
  }
  return points;
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
