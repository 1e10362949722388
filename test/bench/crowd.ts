import { eventually } from "../support/eventually.ts";
import { createFloor, notes, openFloor } from "./engine/floor.ts";
import { startServer } from "./engine/stand.ts";
import type { Bench, Figure } from "./figure.ts";
import { customer, startStand } from "./stand.ts";

const branches = 200;
const events = 1000;

/** Many at once: the branches of one run, and events that each start one. */
export const crowd: Bench = {
  name: "crowd",
  run: async () => [await wide(), ...(await heard())],
};

async function wide(): Promise<Figure> {
  await using server = await startServer();
  await using floor = await openFloor(await createFloor(server.url));
  const { pool, engine } = floor;
  const parallel = { id: "wide", do: "parallel", steps: notes(branches) };
  const start = await floor.playbookOf("wide-1", [parallel]);
  await start();
  await engine.quiet();
  const values: number[] = [];
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    const runId = await start();
    await engine.quiet();
    values.push(performance.now() - began);
    const { rows } = await pool.query(
      `select count(*)::int as done from playbook_step_executions
       where run_id = $1 and status = 'done' and attempt = 1 and step_id ~ '^s[0-9]+$'`,
      [runId],
    );
    if (rows[0]?.done !== branches) throw new Error(`${rows[0]?.done} branches were done`);
  }
  return {
    name: "200 branches at the same time, all done",
    key: "branches200",
    values,
    unit: "ms",
  };
}

/** The true program, told of so many things in the same moment: each starts one run. */
async function heard(): Promise<Figure[]> {
  await using stand = await startStand();
  await stand.turnOn("crowd", "  - id: rest\n    do: wait\n    for: 30 days\n");
  const began = performance.now();
  await Promise.all(
    Array.from({ length: events }, (_, i) => stand.happen("crowd.wanted", customer(i), i)),
  );
  const answered = (performance.now() - began) / 1000;
  await eventually(
    async () => {
      const { rows } = await stand.pool.query(
        `select (select count(*)::int from playbook_executions where segment = 'parked') as runs,
           (select count(*)::int from playbook_executions) as started`,
      );
      if (rows[0]?.runs !== events || rows[0]?.started !== events)
        throw new Error(`not yet: ${JSON.stringify(rows[0])}`);
    },
    { within: 120_000 },
  );
  const seconds = (performance.now() - began) / 1000;
  return [
    {
      name: "1,000 events at once, all answered",
      key: "events1000Answered",
      values: [answered],
      unit: "s",
    },
    {
      name: "1,000 events at once, all runs parked",
      key: "events1000",
      values: [seconds],
      unit: "s",
    },
  ];
}
