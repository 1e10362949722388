// the deaths that are to be died still: at the points of the program, and at moments chosen by chance

import { type CrashPoint, pointsOf } from "../../src/crash-points.ts";
import type { Chance } from "./chance.ts";

/** One death of a process: at a point, or so many milliseconds after it is ready. */
export type Plan = { at: CrashPoint; passing: number } | { after: number };

/** What may be killed: a process by what it passes. */
export type Kind = keyof typeof pointsOf;

export type Wanted = {
  /** at each point */
  perPoint: number;
  random: number;
  /** only these points; all of them when left out */
  only?: readonly CrashPoint[] | undefined;
};

/** How often a point was reached, and how often it was waited for in vain. */
export type Count = { hit: number; missed: number };

export type Windows = {
  /** what the next process of this kind is to die of: what has been died of least. Null when it may live */
  next(kind: Kind): Plan | null;
  wants(kind: Kind): boolean;
  died(plan: Plan, hit: boolean): void;
  /** nobody is to die any more */
  close(): void;
  counts(): Record<string, Count>;
};

/** What several share is passed all the time, mostly by claims: later passings are of every kind. */
const often: ReadonlySet<CrashPoint> = new Set(["shared asking", "shared done"]);

const byChance = "at random";

export function createWindows({ perPoint, random, only }: Wanted, chance: Chance): Windows {
  type Window = Count & {
    at: CrashPoint | null;
    kinds: readonly Kind[];
    most: number;
    armed: number;
  };
  const window = (at: CrashPoint | null, kinds: readonly Kind[], most: number): Window => ({
    at,
    kinds,
    most,
    armed: 0,
    hit: 0,
    missed: 0,
  });
  const windows = new Map<string, Window>();
  for (const kind of ["worker", "web", "keeper"] as const)
    for (const at of pointsOf[kind])
      if (only?.includes(at) ?? true) windows.set(at, window(at, [kind], perPoint));
  windows.set(byChance, window(null, ["worker", "web"], random));
  let isOpen = true;
  const nameOf = (plan: Plan) => ("at" in plan ? plan.at : byChance);

  // a later passing is another one: the first is often one of what the last process left
  function passingOf(at: CrashPoint): number {
    return chance.whole(1, often.has(at) ? 15 : 2);
  }

  return {
    next(kind) {
      if (!isOpen) return null;
      const open = [...windows.values()].filter(
        (it) => it.kinds.includes(kind) && it.hit + it.armed < it.most,
      );
      // what is waited for in vain counts too, as it keeps the others waiting
      const share = (it: Window) => (it.hit + it.missed + it.armed) / it.most;
      const [least] = chance.shuffled(open).toSorted((a, b) => share(a) - share(b));
      if (!least) return null;
      least.armed += 1;
      const { at } = least;
      return at === null ? { after: chance.whole(0, 1500) } : { at, passing: passingOf(at) };
    },
    wants: (kind) => [...windows.values()].some((it) => it.kinds.includes(kind)),
    died(plan, hit) {
      const it = windows.get(nameOf(plan));
      if (!it) return;
      it.armed -= 1;
      it[hit ? "hit" : "missed"] += 1;
      // it was killed all the same, at a moment that nobody chose
      const unplanned = windows.get(byChance);
      if (!hit && unplanned) unplanned.hit += 1;
    },
    close() {
      isOpen = false;
    },
    counts: () =>
      Object.fromEntries(
        [...windows]
          .filter(([, it]) => it.most > 0 || it.hit > 0)
          .map(([name, { hit, missed }]) => [name, { hit, missed }]),
      ),
  };
}
