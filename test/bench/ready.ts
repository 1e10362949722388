import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { startProgram } from "../support/program.ts";
import { bareNode } from "./baseline.ts";
import type { Bench } from "./figure.ts";

const times = 3;

/** From the start of the process to its ready line: on an empty machine, and again on what the first left. */
export const ready: Bench = {
  name: "ready",
  async run() {
    const baseline = await bareNode();
    const first: number[] = [];
    const second: number[] = [];
    for (let i = 0; i < times; i++) {
      using folder = temporaryFolder();
      first.push(await start(folder.path));
      second.push(await start(folder.path));
    }
    return [
      { name: "ready, empty folder", values: first, unit: "ms", aims: { p50: 6000 }, baseline },
      {
        name: "ready, same folder again",
        values: second,
        unit: "ms",
        aims: { p50: 3000 },
        baseline,
      },
    ];
  },
};

async function start(folder: string): Promise<number> {
  const began = performance.now();
  // nothing compiled beforehand, as for a newcomer
  const cache = { NODE_COMPILE_CACHE: join(folder, "cache") };
  const program = await startProgram(folder, cache);
  const took = performance.now() - began;
  await program[Symbol.asyncDispose]();
  return took;
}
