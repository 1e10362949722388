// kills the program over and over under load, and says what was lost and what came twice:
// `npm run faults -- --short --seed 7 --json`

import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { crashPoints } from "../../src/crash-points.ts";
import { killOverAndOver } from "./kills.ts";

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    "per-point": { type: "string" },
    random: { type: "string" },
    only: { type: "string" },
  },
});

const seed = Number(values.seed);
const [perPoint, random] = values.short ? [1, 6] : [30, 300];
const names = values.only?.split(",").map((it) => it.trim());
const began = performance.now();
const killed = await killOverAndOver({
  seed,
  perPoint: Number(values["per-point"] ?? perPoint),
  random: Number(values.random ?? random),
  only: names && crashPoints.filter((it) => names.includes(it)),
});
const missed = Object.entries(killed.points).filter(([, it]) => it.hit === 0);
const result = {
  seed,
  seconds: Math.round((performance.now() - began) / 1000),
  load: Math.round(loadavg()[0] ?? 0),
  ...killed,
  lost: killed.lost.length,
  doubled: killed.doubled.length,
  contradictions: killed.contradictions.length,
  neverReached: missed.map(([point]) => point),
  findings: [...killed.lost, ...killed.doubled, ...killed.contradictions].slice(0, 50),
};
if (values.json) console.log(JSON.stringify(result, null, 2));
else
  for (const [name, value] of Object.entries(result))
    console.log(`${name}: ${JSON.stringify(value)}`);
if (result.findings.length > 0 || result.neverReached.length > 0) process.exitCode = 1;
