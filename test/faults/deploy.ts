// a new version is rolled out: each process is told to stop and another follows, with runs in flight

import { setTimeout as sleep } from "node:timers/promises";
import type { Started } from "../support/processes.ts";
import { calm } from "./calm.ts";
import { chanceOf } from "./chance.ts";
import { check, type Findings } from "./check.ts";
import { createLoad, turnLoadOn } from "./load.ts";
import { startFaultStand } from "./stand.ts";
import { watchTakeovers } from "./takeover.ts";

export type Deployed = Findings & {
  stops: number;
  /** from SIGTERM to the end of the process, the longest */
  stopMs: number;
  /** from SIGTERM to the next worker of what was not drained, the longest */
  handedOverMs: number;
};

export async function deploy(seed: number, rounds: number): Promise<Deployed> {
  const chance = chanceOf(seed);
  await using stand = await startFaultStand();
  const roles = ["web", "worker", "worker"];
  const start = (role: string) => stand.start({ settings: { ROLE: role } });
  const running: Started[] = await Promise.all(roles.map(start));
  const lanes = running.map((_, i) => ({
    url: () => `http://127.0.0.1:${running[i]?.ready[1]}`,
  }));
  await turnLoadOn(stand);
  const stops: number[] = [];
  const takeovers = watchTakeovers(stand.pool, () => stops);
  const load = createLoad(stand, lanes, chance);
  load.go(Infinity, 10);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const [i, role] of roles.entries()) {
      await sleep(chance.whole(300, 1500));
      // a mail server that takes its time keeps some run from coming to its next commit
      await stand.mailFault({ phase: "data", hang_ms: 15_000, code: 451, times: 1 });
      await sleep(300);
      const began = performance.now();
      stops.push(began);
      running[i]?.kill("SIGTERM");
      const ended = await running[i]?.exited;
      times.push(performance.now() - began);
      if (ended?.code !== 0) throw new Error(`it ended with ${ended?.signal ?? ended?.code}`);
      running[i] = await start(role);
    }
  load.enough();
  await calm(stand);
  await takeovers.stop();
  await load.stop();
  const findings = await check(stand, load);
  for (const program of running) program.kill("SIGKILL");
  await Promise.all(running.map((it) => it.exited));
  const longest = (all: readonly number[]) => Math.round(Math.max(0, ...all));
  return {
    ...findings,
    stops: times.length,
    stopMs: longest(times),
    handedOverMs: longest(takeovers.times),
  };
}
