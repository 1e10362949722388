import { setTimeout as sleep } from "node:timers/promises";
import { reasonOf } from "../../src/errors.ts";
import type { Started } from "../support/processes.ts";
import type { FaultStand } from "./stand.ts";
import type { Kind, Plan, Windows } from "./windows.ts";

export type Lane = {
  kind: Kind;
  /** where its process answers; null while there is none */
  url(): string | null;
  /** performance.now() at each death */
  deaths: readonly number[];
  /** what its processes wrote at level error, and how often */
  errors: ReadonlyMap<string, number>;
  /** starts a process and has it die, over and over, until nothing is left to die of; the last one lives on */
  run(windows: Windows): Promise<void>;
  /** a process that lives on */
  settle(): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
};

/** What is done around a process, so that it comes to what it is to die of. */
export type Care = {
  settings?: Record<string, string>;
  ready?: RegExp;
  before?(plan: Plan | null): void;
  /** while it lives */
  during?(plan: Plan, url: () => string | null): Promise<void>;
};

// how long a point may take to be reached, under load
const mostWait = 15_000;

/** One process of the program that is killed and started again, over and over. */
export function createLane(stand: FaultStand, kind: Kind, care: Care = {}): Lane {
  const deaths: number[] = [];
  const errors = new Map<string, number>();
  let current: Started | null = null;
  const url = () => current && `http://127.0.0.1:${current.ready[1]}`;

  async function begin(plan: Plan | null): Promise<Started | null> {
    care.before?.(plan);
    const armed = plan && "at" in plan ? { CRASH_AT: `${plan.at}:${plan.passing}` } : {};
    const ROLE = kind === "web" ? "web" : "worker";
    const { ready } = care;
    const settings = { ROLE, ...armed, ...care.settings };
    for (let tries = 1; ; tries += 1)
      try {
        current = await stand.start({ settings, ...(ready && { ready }) });
        return current;
      } catch (error) {
        // it may die before it is ready
        if (/ended with SIGKILL before/.test(reasonOf(error))) return null;
        // one that ends by itself is started again, as everywhere
        note(`could not start: ${reasonOf(error).split("\n").slice(-3).join(" ")}`);
        if (tries === 5) throw error;
      }
  }

  function note(error: string): void {
    const key = error.slice(0, 160);
    errors.set(key, (errors.get(key) ?? 0) + 1);
  }

  function bury(process: Started): void {
    current = null;
    for (const line of process.output().split("\n")) {
      if (!line.includes('"level":"error"')) continue;
      const [, message = line] = /"message":"([^"]*)"/.exec(line) ?? [];
      const [, why = ""] = /"error":\{[^}]*?"message":"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
      note(`${message}: ${why}`);
    }
  }

  /** True when it died of what it was to die of. */
  async function die(plan: Plan): Promise<boolean> {
    const process = await begin(plan);
    if (process === null) {
      deaths.push(performance.now());
      return true;
    }
    const timer = new AbortController();
    const around = care.during?.(plan, url).catch(() => {});
    const died = await Promise.race([
      process.exited.then(() => true),
      sleep("at" in plan ? mostWait : plan.after, false, { signal: timer.signal }),
    ]);
    timer.abort();
    if (!died) process.kill("SIGKILL");
    const { signal } = await process.exited;
    if (signal !== "SIGKILL") throw new Error(`it ended by itself:\n${process.output()}`);
    deaths.push(performance.now());
    bury(process);
    await around;
    return died || "after" in plan;
  }

  async function settle(): Promise<void> {
    if (current === null) await begin(null);
  }

  return {
    kind,
    deaths,
    errors,
    url,
    async run(windows) {
      for (let plan = windows.next(kind); plan !== null; plan = windows.next(kind))
        windows.died(plan, await die(plan));
      await settle();
    },
    settle,
    async stop(signal) {
      const process = current;
      if (process === null) return;
      process.kill(signal);
      await process.exited;
      bury(process);
    },
  };
}
