import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../support/folder.ts";
import { startProgram } from "../support/program.ts";
import type { Bench } from "./figure.ts";
import { heapUsed } from "./heap.ts";
import { customer, type Stand, startStand } from "./stand.ts";

const half = 500;
const atOnce = 20;
const restMs = 5000;

/** What the program takes of the machine's memory, and whether runs leave anything behind in it. */
export const memory: Bench = {
  name: "memory",
  async run() {
    const [rest, whole] = [await atRest(), await wholeAtRest()];
    await using stand = await startStand({ flags: ["--inspect=0"] });
    await stand.turnOn(
      "memory",
      "  - id: note\n    do: message\n    text: Hello {{customer.name}}.\n",
    );
    await runs(stand, 0, half);
    const before = await heapUsed(stand.program);
    await runs(stand, half, 2 * half);
    const busy = residentMb(stand.program.pid);
    const after = await heapUsed(stand.program);
    return [
      { name: "memory at rest (RSS)", values: [rest], unit: "MB", aims: { p50: 200 } },
      { name: "memory at rest, stand-ins in it (RSS)", values: [whole], unit: "MB" },
      { name: "memory right after 1,000 runs (RSS)", values: [busy], unit: "MB" },
      { name: "heap after GC at 500 runs", values: [before], unit: "MB" },
      {
        name: "heap growth, 500th to 1,000th run",
        values: [after - before],
        unit: "MB",
        aims: { p50: 10 },
      },
    ];
  },
};

async function atRest(): Promise<number> {
  await using stand = await startStand();
  await sleep(restMs);
  return residentMb(stand.program.pid);
}

async function wholeAtRest(): Promise<number> {
  using folder = temporaryFolder();
  await using program = await startProgram(folder.path);
  await sleep(restMs);
  return residentMb(program.process.pid);
}

async function runs(stand: Stand, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, (_, k) =>
        stand.happen("memory.wanted", customer(i + k), i + k),
      ),
    );
  await stand.quiet(to);
}

function residentMb(pid: number): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}
