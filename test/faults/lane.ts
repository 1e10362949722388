import { setTimeout as sleep } from "node:timers/promises";
import type { CrashPoint } from "../../src/crash-points.ts";
import type { Started } from "../support/processes.ts";
import type { FaultStand } from "./stand.ts";

/** One death of a process: at a point in the program, or at a moment chosen by chance. */
export type Plan = { at: CrashPoint; passing: number } | { after: number };

export type Kill = {
  /** performance.now() at the death */
  when: number;
  plan: Plan;
  /** the point was reached; else the process was killed when its time was over */
  hit: boolean;
};

export type Role = "all" | "web" | "worker";

export type Lane = {
  role: Role;
  /** where its process answers; null while there is none */
  url(): string | null;
  kills: readonly Kill[];
  /** what its processes wrote at level error, and how often */
  errors: ReadonlyMap<string, number>;
  /** starts a process and has it die, once for each plan */
  run(plans: readonly Plan[]): Promise<void>;
  /** a process that lives on */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

// how long a point may take to be reached, under load
const mostWait = 25_000;

/** One process of the program that is killed and started again, over and over. */
export function createLane(stand: FaultStand, role: Role): Lane {
  const kills: Kill[] = [];
  const errors = new Map<string, number>();
  let current: Started | null = null;

  async function begin(settings: Record<string, string>): Promise<Started | null> {
    try {
      const started = await stand.start({ settings: { ROLE: role, ...settings } });
      current = started;
      return started;
    } catch (error) {
      // it may die before it is ready
      if (error instanceof Error && /ended with SIGKILL before/.test(error.message)) return null;
      throw error;
    }
  }

  function bury(process: Started): void {
    current = null;
    for (const line of process.output().split("\n")) {
      if (!line.includes('"level":"error"')) continue;
      const [, message = line] = /"message":"([^"]*)"/.exec(line) ?? [];
      const [, why = ""] = /"error":\{[^}]*?"message":"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
      const key = `${message}: ${why}`.slice(0, 160);
      errors.set(key, (errors.get(key) ?? 0) + 1);
    }
  }

  async function die(plan: Plan): Promise<void> {
    const settings = "at" in plan ? { CRASH_AT: `${plan.at}:${plan.passing}` } : {};
    const process = await begin(settings);
    if (process === null) {
      kills.push({ when: performance.now(), plan, hit: true });
      return;
    }
    const patience = "at" in plan ? mostWait : plan.after;
    const timer = new AbortController();
    const died = await Promise.race([
      process.exited.then(() => true),
      sleep(patience, false, { signal: timer.signal }).catch(() => false),
    ]);
    timer.abort();
    if (!died) process.kill("SIGKILL");
    const { signal } = await process.exited;
    if (signal !== "SIGKILL") throw new Error(`it ended by itself:\n${process.output()}`);
    kills.push({ when: performance.now(), plan, hit: died || "after" in plan });
    bury(process);
  }

  return {
    role,
    kills,
    errors,
    url: () => current && `http://127.0.0.1:${current.ready[1]}`,
    async run(plans) {
      for (const plan of plans) await die(plan);
    },
    async settle() {
      if (current === null) await begin({});
    },
    async stop() {
      const process = current;
      if (process === null) return;
      process.kill("SIGKILL");
      await process.exited;
      bury(process);
    },
  };
}
