import { afterAll, expect, test } from "vitest";
import { summarize } from "../../src/stats/summary.ts";
import { listApprovalsFor } from "../../src/store/approvals.ts";
import { pauseLocked } from "../../src/store/control.ts";
import { listRuns } from "../../src/store/runs.ts";
import { failureStats, waitingStats } from "../../src/store/stats.ts";
import { listTasks } from "../../src/store/tasks.ts";
import { createEngine, playbookWith, workspaceId } from "../support/engine.ts";
import { type Asked, askAsARun, plansOf, watchedPool, wholeIn } from "../support/hot-statements.ts";
import { approvedRun, fill, maya, priya, tom } from "../support/many-runs.ts";
import { reads } from "../support/reads-of-people.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
await it.engine.stop(1000);
await it.write(playbookWith("plain", "  - id: a\n    do: wait\n    for: 1 day\n"));
await it.write(
  playbookWith(
    "planned-0",
    ["s1", "s2", "s3"].map((id) => `  - id: ${id}\n    do: wait\n    for: 1 day\n`).join(""),
  ),
);
const now = it.clock.now();

test("what each run asks for finds it by its key, while there are few runs as when there are many", async () => {
  const asked: Asked[] = [];
  const pool = watchedPool(it.needs.pool, async (one) => void asked.push(one));
  await askAsARun({ needs: it.needs, pool, workspaceId, playbookId: "plain" });
  expect(asked.length).toBeGreaterThanOrEqual(5);

  // a connection keeps the plans it made when the program was new
  await mustGoByKey(asked);
  await fill({ url: it.url, workspaceId, runs: 20_000, now });
  await mustGoByKey(asked);
});

const bounded = reads.filter((read) => read.pages !== undefined);

test.each(bounded)("$name: found without looking through all there are", async ({ ask }) => {
  const asked: Asked[] = [];
  const db = watchedPool(it.needs.pool, async (one) => void asked.push(one));
  await ask({ db, workspaceId }, await approvedRun(it.needs.pool, workspaceId), now);
  expect(asked.length).toBeGreaterThan(0);
  await mustGoByKey(asked);
});

test("who is waited for and what has failed is found without looking through all steps", async () => {
  const asked: Asked[] = [];
  const tenant = {
    db: watchedPool(it.needs.pool, async (one) => void asked.push(one)),
    workspaceId,
  };
  await waitingStats(tenant);
  await failureStats(tenant, new Date(0), now);
  expect(asked.length).toBe(2);
  for (const one of asked)
    for (const plan of await plansOf(it.needs.pool, one))
      expect([one.text, plan.match(/Seq Scan on playbook_step_executions/g)]).toEqual([
        one.text,
        null,
      ]);
});

test.each([maya, tom, priya])(
  "the oldest that wait for %s are found, whoever else is asked",
  async (who) => {
    const tasks = await it.rows(
      `select run_id from playbook_step_executions
     where workspace_id = $1 and stage = 'work' and (ask ->> 'who' = $2 or ask::jsonb -> 'also' ? $2) order by started_at`,
      [workspaceId, who],
    );
    expect(tasks.length).toBeGreaterThan(5);
    const shown = await listTasks(it.tenant, who, 10);
    expect(shown.map((task) => task.runId)).toEqual(
      tasks.slice(0, 10).map((task) => task["run_id"]),
    );

    const approvals = await it.rows(
      `select id from approvals where workspace_id = $1 and status = 'pending' and approvers @> jsonb_build_array(
       jsonb_build_object('id', $2::text)) order by asked_at`,
      [workspaceId, who],
    );
    expect(approvals.length).toBeGreaterThan(5);
    const asked = await listApprovalsFor(it.tenant, who, 10);
    expect(asked.map((one) => one.id)).toEqual(approvals.slice(0, 10).map((one) => one["id"]));
  },
);

test("the newest runs under way are found, with one that has not been put down; one that is paused waits for nobody", async () => {
  it.clock.move(1000);
  const queued = await it.queue("plain", "acme-robotics");
  const open = await it.rows(
    "select id from playbook_executions where workspace_id = $1 and status <> 'ended' order by started_at desc limit 30",
    [workspaceId],
  );
  const shown = await listRuns(it.tenant, { open: true, limit: 30 });
  expect(shown.map((one) => one.execution.id)).toEqual(open.map((one) => one["id"]));
  expect(queued).toMatchObject({ is: "started", runId: shown[0]?.execution.id });

  const countOf = async () =>
    (await waitingStats(it.tenant)).find((one) => one.who === maya)?.count;
  const before = await countOf();
  const [task] = await listTasks(it.tenant, maya, 1);
  await pauseLocked(it.tenant, task?.runId ?? "", { reason: "a holiday", at: now });
  expect(await countOf()).toBe((before ?? 0) - 1);
});

test("how long most runs took is told within half a percent, though nobody sends all lengths", async () => {
  const [found] = await it.rows(
    `select count(*)::int as runs, percentile_cont(0.5) within group (order by extract(epoch from ended_at - started_at) * 1000) as median
     from playbook_executions where workspace_id = $1`,
    [workspaceId],
  );
  const summary = await summarize(it.tenant, { from: new Date(0), to: it.clock.now() }, now);
  expect(summary.overall.runs).toBeGreaterThan(13_000);
  expect((summary.overall.median ?? 0) / Number(found?.["median"])).toBeCloseTo(1, 2);
});

async function mustGoByKey(asked: Asked[]): Promise<void> {
  for (const one of asked)
    for (const plan of await plansOf(it.needs.pool, one))
      expect([one.text, wholeIn(plan)]).toEqual([one.text, []]);
}
