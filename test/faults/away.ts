// Postgres restarts, is cut off, slow, full or silent: the program lives, goes on soon after, and loses nothing

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { eventually } from "../support/eventually.ts";
import { postEvent } from "../support/other-system.ts";
import { calm } from "./calm.ts";
import { chanceOf } from "./chance.ts";
import { check, type Findings } from "./check.ts";
import { createLoad, turnLoadOn } from "./load.ts";
import { startProxy } from "./proxy.ts";
import { customers, type FaultStand, startFaultStand } from "./stand.ts";

const kinds = ["restart", "crash", "cut", "slow", "full", "silent", "half open"] as const;
type AwayKind = (typeof kinds)[number];

export type Away = {
  /** from the end of each fault to the first step of a run that was wanted after it */
  recoveredMs: Record<string, number>;
  alive: boolean;
  /** what was answered to events meanwhile, by status */
  statuses: Record<string, number>;
} & Findings;

type Options = { seed: number; only?: readonly AwayKind[]; atOnce?: number };

export async function goAway({ seed, only = kinds, atOnce = 6 }: Options): Promise<Away> {
  await using stand = await startFaultStand();
  const direct = new URL(stand.server.url);
  await using proxy = await startProxy(Number(direct.port));
  const through = Object.assign(new URL(direct), { port: String(proxy.port) }).href;
  await using program = await stand.start({ settings: { DATABASE_URL: through } });
  const url = () => `http://127.0.0.1:${program.ready[1]}`;
  await turnLoadOn(stand);
  const load = createLoad(stand, [{ url }], chanceOf(seed));
  load.go(Infinity, atOnce);
  const server = { url: direct.href, stand, proxy };
  const recoveredMs: Away["recoveredMs"] = {};
  for (const kind of only) {
    await sleep(1500);
    await faults[kind](server);
    recoveredMs[kind] = await recovery(stand, url());
  }
  load.enough();
  await calm(stand);
  await load.stop();
  const findings = await check(stand, load);
  let alive = true;
  void program.exited.then(() => (alive = false));
  await sleep(10);
  const answers = load.told.flatMap((it) => it.statuses);
  const statuses = Object.fromEntries(
    [...Map.groupBy(answers, String)].map(([status, all]) => [status, all.length]),
  );
  return { ...findings, recoveredMs, alive, statuses };
}

type Server = {
  url: string;
  stand: FaultStand;
  proxy: Awaited<ReturnType<typeof startProxy>>;
};

const outageMs = 4000;

const faults: Record<AwayKind, (server: Server) => Promise<void>> = {
  restart: ({ stand }) => restart(stand, "SIGINT"),
  crash: ({ stand }) => restart(stand, "SIGQUIT"),
  async cut({ url }) {
    const until = performance.now() + outageMs;
    while (performance.now() < until) {
      await alone(url, (client) =>
        client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'",
        ),
      ).catch(() => {});
      await sleep(100);
    }
  },
  async slow({ proxy }) {
    proxy.set({ is: "slow", by: 400 });
    await sleep(outageMs);
    proxy.set({ is: "open" });
  },
  // every connection is somebody else's
  async full({ url, proxy }) {
    const taken: pg.Client[] = [];
    const until = performance.now() + outageMs;
    while (performance.now() < until) {
      const client = new pg.Client(url);
      client.on("error", () => {});
      const isIn = await client.connect().then(
        () => true,
        () => false,
      );
      if (isIn) taken.push(client);
      else proxy.cut();
    }
    await Promise.all(taken.map((client) => client.end()));
  },
  async silent({ proxy }) {
    proxy.set({ is: "silent" });
    await sleep(2 * outageMs);
    proxy.set({ is: "open" });
  },
  async "half open"({ proxy }) {
    proxy.deaden();
  },
};

async function restart(stand: FaultStand, signal: NodeJS.Signals): Promise<void> {
  process.kill(stand.server.pid(), signal);
  await sleep(outageMs);
  await stand.server.stop();
  await stand.server.start();
}

async function alone<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

let probes = 0;

/** How long until an event that is told now has a run whose first step is done. */
async function recovery({ pool }: FaultStand, url: string): Promise<number> {
  const began = performance.now();
  probes += 1;
  // of the same customer as what the load says of this number
  const number = customers.length * (1000 + probes);
  const event = { type: "load.wanted", data: { customer: customers[0], number } };
  const first = `select 1 from playbook_step_executions s join playbook_executions e on e.id = s.run_id
    where e.inputs ->> 'number' = $1 and s.step_id = 'hello' and s.status = 'done'`;
  await eventually(
    async () => {
      const { status } = await postEvent(url, event, { id: `probe-${number}` });
      if (status !== 202) throw new Error(`it was answered ${status}`);
      const { rowCount } = await pool.query(first, [String(number)]);
      if (rowCount === 0) throw new Error("it has not begun");
    },
    { within: 60_000 },
  );
  return Math.round(performance.now() - began);
}
