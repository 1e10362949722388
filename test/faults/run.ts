// kills the program over and over under load, takes Postgres away in every way there is, and says what was lost and
// what came twice: `npm run faults -- --short --seed 7 --json`

import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { crashPoints } from "../../src/crash-points.ts";
import { goAway } from "./away.ts";
import { disagreeOnTime } from "./clocks.ts";
import { deploy } from "./deploy.ts";
import { killOverAndOver } from "./kills.ts";
import { troubleOutside } from "./outside.ts";
import { tellWhileAway } from "./spooled.ts";

const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    /** kills, away, outside, clocks, deploy or spool: only these parts */
    part: {
      type: "string",
      multiple: true,
      default: ["kills", "away", "outside", "clocks", "deploy", "spool"],
    },
    "per-point": { type: "string" },
    random: { type: "string" },
    /** no more killing than so long */
    minutes: { type: "string" },
    /** only these points, with commas */
    points: { type: "string" },
  },
});

const seed = Number(values.seed);
const [perPoint, random, events] = values.short ? [1, 6, 60] : [30, 300, 1000];
const began = performance.now();
const say = (text: string) => values.json || console.log(text);

say(`seed ${seed}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`);
const findings: string[] = [];
const result: Record<string, unknown> = { seed };

if (values.part.includes("kills")) {
  const names = values.points?.split(",").map((it) => it.trim());
  const killed = await killOverAndOver({
    seed,
    perPoint: Number(values["per-point"] ?? perPoint),
    random: Number(values.random ?? random),
    ...(values.minutes && { minutes: Number(values.minutes) }),
    only: names && crashPoints.filter((it) => names.includes(it)),
  });
  const { lost, doubled, contradictions, points, ...figures } = killed;
  const never = Object.entries(points).filter(([, it]) => it.hit === 0);
  findings.push(...lost, ...doubled, ...contradictions);
  findings.push(...never.map(([point]) => `“${point}” was never reached`));
  const fewest = Math.min(...Object.values(points).map((it) => it.hit));
  const { cancelled, rolledBack } = figures.turned;
  // of each eight runs one is cancelled and up to two go back
  if (Math.min(cancelled, rolledBack) < figures.runs / 100)
    findings.push(`only ${cancelled} runs were cancelled and ${rolledBack} taken back`);
  if (figures.takeovers === 0) findings.push("nothing was taken over");
  if (figures.takeoverP99Ms > 15_000) findings.push("a take-over took longer than 15 s");
  const counts = { fewest, lost: lost.length, doubled: doubled.length };
  Object.assign(result, { ...figures, ...counts, contradictions: contradictions.length, points });
}
if (values.part.includes("away")) {
  const { recoveredMs, alive, statuses, lost, doubled, contradictions } = await goAway({ seed });
  findings.push(...lost, ...doubled, ...contradictions);
  const slow = Object.entries(recoveredMs).filter(([, ms]) => ms > 10_000);
  findings.push(...slow.map(([kind, ms]) => `after “${kind}” it took ${ms} ms`));
  if (!alive) findings.push("the program did not live");
  result["away"] = { recoveredMs, alive, statuses, lost: lost.length, doubled: doubled.length };
}
if (values.part.includes("outside")) {
  const outside = await troubleOutside({ seed, seconds: values.short ? 10 : 120 });
  const { lost, doubled, contradictions, ...figures } = outside;
  findings.push(...lost, ...doubled, ...contradictions);
  if (!figures.alive) findings.push("the program did not live through trouble outside");
  if (figures.waitedForMail === 0) findings.push("no card said that a mail waits for its next try");
  result["outside"] = { ...figures, lost: lost.length, doubled: doubled.length };
}
if (values.part.includes("clocks")) {
  const clocks = await disagreeOnTime(seed, values.short ? 20 : 120);
  const { lost, doubled, contradictions, ...figures } = clocks;
  findings.push(...lost, ...doubled, ...contradictions);
  if (figures.alive < 3) findings.push("a program did not live with a wrong clock");
  if (figures.takeoverMs > 15_000) findings.push("a take-over took longer for a wrong clock");
  result["clocks"] = { ...figures, lost: lost.length, doubled: doubled.length };
}
if (values.part.includes("deploy")) {
  const { lost, doubled, contradictions, ...figures } = await deploy(seed, values.short ? 1 : 5);
  findings.push(...lost, ...doubled, ...contradictions);
  const { stopMs, handedOverMs } = figures;
  if (Math.max(stopMs, handedOverMs) > 10_000) findings.push("a deploy took longer than 10 s");
  result["deploy"] = { ...figures, lost: lost.length, doubled: doubled.length };
}
if (values.part.includes("spool")) {
  const spooled = await tellWhileAway(events);
  if (spooled.effects !== events) findings.push(`${spooled.effects} effects of ${events} events`);
  if (spooled.doubled > 0) findings.push(`${spooled.doubled} effects of kept events came twice`);
  if (!spooled.inOrder) findings.push("what was kept took effect in another order");
  const { answers, effects, doubled, inOrder, drainedMs } = spooled;
  result["spool"] = { answers, effects, doubled, inOrder, drainedMs };
}
result["seconds"] = Math.round((performance.now() - began) / 1000);
result["load"] = Number(loadavg()[0]?.toFixed(1));
result["findings"] = findings.slice(0, 50);
if (values.json) console.log(JSON.stringify(result, null, 2));
else for (const [name, value] of Object.entries(result)) say(`${name}: ${JSON.stringify(value)}`);
if (findings.length > 0) process.exitCode = 1;
