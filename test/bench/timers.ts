import { setTimeout as sleep } from "node:timers/promises";
import { createFloor, notes, openFloor } from "./engine/floor.ts";
import { timing } from "./engine/measure.ts";
import { startServer } from "./engine/stand.ts";
import type { Bench } from "./figure.ts";

const count = 10_000;
const day = 24 * 3600 * 1000;

/** So many waits that end in the same minute: how long until all have gone on, and what new starts notice of it. */
export const timers: Bench = {
  name: "timers",
  async run() {
    await using server = await startServer();
    await using floor = await openFloor(await createFloor(server.url));
    const rest = { id: "rest", do: "wait", for: "1 day" };
    const wait = await floor.playbookOf("rest-1", [rest, ...notes(1)]);
    const once = timing(floor, await floor.playbookOf("notes-3", notes(3)));
    for (let i = 0; i < 50; i++) await once();
    const calm: number[] = [];
    for (let i = 0; i < 100; i++) calm.push(await once());
    let left = count;
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        while (left-- > 0) await wait();
      }),
    );
    await floor.engine.quiet();

    floor.clock.skipTo(new Date(floor.clock.now().getTime() + day));
    const began = performance.now();
    let drained = 0;
    const looking = floor.engine.look().then(async () => {
      await floor.engine.quiet();
      drained = performance.now() - began;
    });
    const meanwhile: number[] = [];
    const starts: Promise<void>[] = [];
    while (drained === 0) {
      starts.push(once().then((ms) => void meanwhile.push(ms)));
      await sleep(50);
    }
    await Promise.all([looking, ...starts]);
    const { rows } = await floor.pool.query(
      `select count(*)::int as runs from playbook_executions e where playbook_id = 'rest-1' and result = 'succeeded'
         and (select count(*) from playbook_step_executions s where s.run_id = e.id and s.status = 'done') = 2`,
    );
    if (rows[0]?.runs !== count) throw new Error(`${rows[0]?.runs} of ${count} runs went on`);
    return [
      {
        name: "10,000 due at once, all gone on",
        key: "timersDrain",
        values: [drained / 1000],
        unit: "s",
      },
      {
        name: "start → 3-step run ended, before that",
        key: "startsBeforeTimers",
        values: calm,
        unit: "ms",
      },
      {
        name: "start → 3-step run ended, meanwhile",
        key: "startsDuringTimers",
        values: meanwhile,
        unit: "ms",
        aims: { p99: 100 },
      },
    ];
  },
};
