// one more process that works on a bench's runs, from the moment it is told to until its input ends

import { once } from "node:events";
import { openFloor } from "./floor.ts";

const [url = ""] = process.argv.slice(2);
await using floor = await openFloor(url, async () => {
  process.stdout.write("ready\n");
  await once(process.stdin, "data");
});
await once(process.stdin, "end");
await floor.engine.quiet();
