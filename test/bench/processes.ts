import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createFloor, notes, openFloor } from "./engine/floor.ts";
import { verify } from "./engine/measure.ts";
import { startServer } from "./engine/stand.ts";
import type { Bench } from "./figure.ts";

const runs = 2000;
const worker = new URL("./engine/worker.ts", import.meta.url).pathname;

/** The same queue of runs, worked off by one, two and four processes. */
export const processes: Bench = {
  name: "processes",
  async run() {
    await using server = await startServer();
    const rates: number[] = [];
    for (const count of [1, 2, 4]) rates.push(await rate(server.url, count));
    const [one = Number.NaN, two = Number.NaN, four = Number.NaN] = rates;
    return [
      { name: "10-step runs, one process", values: [one], unit: "/s" },
      { name: "10-step runs, two processes", key: "twoProcesses", values: [two], unit: "/s" },
      { name: "10-step runs, four processes", key: "fourProcesses", values: [four], unit: "/s" },
      { name: "two processes, to one", key: "processes", values: [two / one], unit: "×" },
    ];
  },
};

async function rate(serverUrl: string, count: number): Promise<number> {
  const url = await createFloor(serverUrl);
  await using floor = await openFloor(url);
  const start = await floor.playbookOf("notes-10", notes(10));
  // this one starts them and works on none
  await floor.engine.stop(1000);
  let left = runs;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (left-- > 0) await start();
    }),
  );
  const workers = Array.from({ length: count }, () =>
    spawn(process.execPath, [worker, url], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  await Promise.all(workers.map((it) => once(it.stdout, "data")));
  const began = performance.now();
  for (const it of workers) it.stdin.write("go\n");
  for (;;) {
    const { rows } = await floor.pool.query<{ open: number }>(
      "select count(*)::int as open from playbook_executions where status <> 'ended'",
    );
    if (rows[0]?.open === 0) break;
    await sleep(10);
  }
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(workers.map(ended));
  await verify(floor.pool);
  return runs / seconds;
}

async function ended(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (child.exitCode === null) await once(child, "exit");
}
