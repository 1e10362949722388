// machines whose clocks disagree by minutes carry one load; one of them jumps an hour ahead and back, and one dies

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { calm } from "./calm.ts";
import { chanceOf } from "./chance.ts";
import { check, type Findings } from "./check.ts";
import { createLoad, turnLoadOn } from "./load.ts";
import { startFaultStand } from "./stand.ts";
import { watchTakeovers } from "./takeover.ts";

export type Clocks = Findings & { alive: number; takeovers: number; takeoverMs: number };

const minute = 60_000;
const wrong = pathToFileURL(join(import.meta.dirname, "wrong-clock.ts")).href;

/** Carries runs for so long on a web that is 2 minutes ahead, and on workers 4 minutes behind and 4 ahead. */
export async function disagreeOnTime(seed: number, seconds: number): Promise<Clocks> {
  await using stand = await startFaultStand();
  const jumps = join(stand.folder, "..", "jumps.txt");
  const start = (ROLE: string, offMs: number, file: string) =>
    stand.start({
      flags: ["--import", wrong],
      settings: { ROLE, WRONG_CLOCK_MS: String(offMs), WRONG_CLOCK_FILE: file },
    });
  const behind = -4 * minute;
  const [web, early] = await Promise.all([
    start("web", 2 * minute, ""),
    start("worker", behind, jumps),
  ]);
  let late = await start("worker", 4 * minute, "");
  await turnLoadOn(stand);
  const deaths: number[] = [];
  const takeovers = watchTakeovers(stand.pool, () => deaths);
  const url = () => `http://127.0.0.1:${web.ready[1]}`;
  const load = createLoad(stand, [{ url }], chanceOf(seed));
  load.go(Infinity, 8);
  const part = (seconds * 1000) / 4;
  await sleep(part);
  writeFileSync(jumps, String(60 * minute));
  await sleep(part);
  deaths.push(performance.now());
  late.kill("SIGKILL");
  await late.exited;
  late = await start("worker", 4 * minute, "");
  await sleep(part);
  writeFileSync(jumps, String(behind));
  await sleep(part);
  load.enough();
  await calm(stand, 120_000);
  await takeovers.stop();
  await load.stop();
  const findings = await check(stand, load);
  const programs = [web, early, late];
  let alive = programs.length;
  for (const it of programs) void it.exited.then(() => (alive -= 1));
  await sleep(10);
  const lived = alive;
  for (const it of programs) it.kill("SIGKILL");
  await Promise.all(programs.map((it) => it.exited));
  const { times } = takeovers;
  const takeoverMs = Math.round(Math.max(0, ...times));
  return { ...findings, alive: lived, takeovers: times.length, takeoverMs };
}
