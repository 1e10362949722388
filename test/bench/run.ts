// measures whole work on the true program: `npm run bench`, or only what is named: `npm run bench click event`;
// with --json at the end also what has a key, as one line of data; with --peers FOLDER also what its runners measure

import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { acknowledge } from "./acknowledge.ts";
import { cards } from "./cards.ts";
import { click } from "./click.ts";
import { crowd } from "./crowd.ts";
import { engine } from "./engine.ts";
import { event } from "./event.ts";
import { type Bench, entriesOf, type Figure, lineOf } from "./figure.ts";
import { memory } from "./memory.ts";
import { measurePeers } from "./peers.ts";
import { processes } from "./processes.ts";
import { planner } from "./planner.ts";
import { ready } from "./ready.ts";
import { size } from "./size.ts";
import { timers } from "./timers.ts";
import { waiting } from "./waiting.ts";

const benches = [
  ready,
  engine,
  waiting,
  timers,
  crowd,
  processes,
  event,
  acknowledge,
  click,
  cards,
  memory,
  planner,
  size,
];

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, peers: { type: "string" } },
});
const { peers } = options;
if (peers !== undefined) benches.push({ name: "peers", run: () => measurePeers(peers) });
const isWanted = ({ name }: Bench) =>
  wanted.length === 0 || wanted.includes(name) || name === "peers";
const unknown = wanted.filter((name) => !benches.some((it) => it.name === name));
if (unknown.length > 0) {
  console.error(
    `No bench ${unknown.join(", ")}; there are ${benches.map((it) => it.name).join(", ")}.`,
  );
  process.exitCode = 1;
} else {
  const cores = availableParallelism();
  const figures: Figure[] = [];
  console.log(`Node ${process.version}, ${cores} cores\n`);
  for (const bench of benches.filter(isWanted)) {
    const measured = await bench.run();
    figures.push(...measured);
    for (const figure of measured) console.log(lineOf(figure));
    const [load = 0] = loadavg();
    // with so much else to do, what took long says little
    if (load > cores * 1.5) console.log(`  (load ${load.toFixed(1)}: disturbed, measure again)`);
  }
  if (options.json) console.log(JSON.stringify(Object.fromEntries(figures.flatMap(entriesOf))));
}
