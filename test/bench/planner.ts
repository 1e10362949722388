import pg from "pg";
import { z } from "zod";
import type { Pool } from "../../src/store/db.ts";
import { countDirtyCards, leaseDirtyCards } from "../../src/store/cards.ts";
import { listGatesToJudge } from "../../src/store/control.ts";
import { listWaitingTurns } from "../../src/store/limits.ts";
import { listDueNudges } from "../../src/store/nudges.ts";
import { findRun, takeRuns } from "../../src/store/runs.ts";
import { listSteps, listWaitingFor, settleDueSteps } from "../../src/store/steps.ts";
import { nextDue } from "../../src/store/triggers.ts";
import { type Asked, askAsARun, plansOf, watchedPool, wholeIn } from "../support/hot-statements.ts";
import { approvedRun, bigTables, customerId, fill, playbookId } from "../support/many-runs.ts";
import { reads } from "../support/reads-of-people.ts";
import { createFloor, type Floor, notes, openFloor } from "./engine/floor.ts";
import { startServer } from "./engine/stand.ts";
import type { Bench, Figure } from "./figure.ts";

const runs = 1_000_000;
const mostPages = 200;
const mostRows = 1000;
const workspaceId = "TBENCH01";

/** How a million runs change what the program asks: by key alone where it works, and how long people wait who look. */
export const planner: Bench = {
  name: "planner",
  async run() {
    await using server = await startServer();
    const url = await createFloor(server.url);
    await using floor = await openFloor(url);
    await floor.engine.stop(1000);
    const began = performance.now();
    await floor.playbookOf("planned-0", notes(3));
    const bytes = await fill({ url, workspaceId, runs, now: new Date() });
    const seconds = (performance.now() - began) / 1000;
    // people's reads are to be measured however long they take
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    try {
      return [
        { name: "1,000,000 runs, built", values: [seconds], unit: "s" },
        {
          name: "of the disk for an ended run of 3 steps",
          key: "bytesPerEndedRun",
          values: [bytes],
          unit: "B",
        },
        await working(floor, pool),
        ...(await reading(pool)),
      ];
    } finally {
      await pool.end();
    }
  },
};

/** Everything that runs and the program's own looks ask, among a million runs: throws where one reads more than its own. */
async function working({ needs }: Floor, real: Pool): Promise<Figure> {
  const pages: number[] = [];
  const wrong: string[] = [];
  const pool = watchedPool(real, async (asked) => {
    const plans = await plansOf(real, asked);
    const done = await explained(real, asked);
    pages.push(done.pages);
    const faults = [...plans.flatMap(wholeIn), ...done.nodes.flatMap(faultOf)];
    if (done.pages > mostPages) faults.push(`${done.pages} pages`);
    if (faults.length > 0) wrong.push(`${asked.text}\n  ${faults.join("\n  ")}`);
  });
  const tenant = { db: pool, workspaceId };
  const now = new Date();
  const runId = await askAsARun({ needs, pool, workspaceId, playbookId });
  await takeRuns(pool, needs.jobs, 16);
  // one step is due then
  await settleDueSteps(pool, needs.jobs, (await nextDue(pool)) ?? now, 100);
  await listDueNudges(pool, now, 100);
  await listWaitingTurns(pool);
  await listGatesToJudge(pool, now, 100);
  await leaseDirtyCards(tenant, { now, until: now, limit: 10 });
  await countDirtyCards(tenant, now);
  await listWaitingFor(tenant, "planned.unheard", customerId);
  await findRun(tenant, runId);
  await listSteps(tenant, runId);
  if (wrong.length > 0) throw new Error(`not by key among ${runs} runs:\n${wrong.join("\n")}`);
  return {
    name: "a statement of a run among 1,000,000, pages",
    key: "plannerPages",
    values: [Math.max(...pages)],
    unit: "pages",
    aims: { p50: mostPages },
  };
}

function faultOf(node: Node): string[] {
  const { "Node Type": type, "Relation Name": table = "", "Plan Rows": planned } = node;
  const isBig = bigTables.includes(table);
  if (isBig && (type === "Seq Scan" || planned > mostRows))
    return [`${type} on ${table}, ${planned} rows thought of`];
  const isWhole = (type === "Sort" || type === "Hash") && node["Actual Rows"] > mostRows;
  return isWhole ? [`${type} of ${node["Actual Rows"]} rows`] : [];
}

/** What people ask and how long they wait for it: throws where it looks through more than it may. */
async function reading(real: Pool): Promise<Figure[]> {
  const figures: Figure[] = [];
  const wrong: string[] = [];
  const now = new Date();
  const runId = await approvedRun(real, workspaceId);
  for (const { name, pages: most, ask } of reads) {
    let pages = 0;
    const watched = watchedPool(real, async (asked) => {
      pages += (await explained(real, asked)).pages;
    });
    await ask({ db: watched, workspaceId }, runId, now);
    const began = performance.now();
    await ask({ db: real, workspaceId }, runId, now);
    const took = performance.now() - began;
    figures.push({ name, values: [took], unit: "ms" });
    const aims = most === undefined ? {} : { p50: most };
    figures.push({ name: "  of the database", values: [pages], unit: "pages", aims });
    if (most !== undefined && pages > most) wrong.push(`${name}: ${pages} pages`);
  }
  if (wrong.length > 0) throw new Error(`too much among ${runs} runs:\n${wrong.join("\n")}`);
  return figures;
}

const Node = z.object({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Plan Rows": z.number(),
  "Actual Rows": z.number(),
  "Shared Hit Blocks": z.number(),
  "Shared Read Blocks": z.number(),
  get Plans() {
    return z.array(Node).optional();
  },
});
type Node = z.infer<typeof Node>;
const Explained = z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: Node })]) });

/** Done for its plan and what it touches, and taken back. */
async function explained(pool: Pool, { text, values }: Asked) {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, values);
    const { Plan } = Explained.parse(rows[0])["QUERY PLAN"][0];
    const nodes = allOf(Plan);
    return { pages: Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"], nodes };
  } finally {
    await client.query("rollback");
    client.release();
  }
}

// what stands below a limit is only read so far
function allOf(node: Node, most = Number.POSITIVE_INFINITY): Node[] {
  const planned = Math.min(node["Plan Rows"], most);
  const limit = node["Node Type"] === "Limit" ? planned : most;
  const below = node.Plans?.flatMap((it) => allOf(it, limit)) ?? [];
  return [{ ...node, "Plan Rows": planned }, ...below];
}
