import { afterAll, expect, test } from "vitest";
import { failureStats, waitingStats } from "../../src/store/stats.ts";
import { listTasks } from "../../src/store/tasks.ts";
import { createEngine, playbookWith, workspaceId } from "../support/engine.ts";
import { type Asked, askAsARun, plansOf, watchedPool, wholeIn } from "../support/hot-statements.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
await it.engine.stop(1000);
await it.write(playbookWith("plain", "  - id: a\n    do: wait\n    for: 1 day\n"));

/** Many more of what is there, each a run of its own with its card, its step and its record. */
async function multiply(runId: string, count: number): Promise<void> {
  await it.rows(
    `with run as (
       insert into playbook_executions
       select r.* from playbook_executions e, generate_series(1, $2::int) i,
         jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'n', i)) r
       where e.id = $1 returning workspace_id, id),
     card as (
       insert into slack_cards (workspace_id, id, kind, subject, place, wanted, shown, lease_until, tries)
       select workspace_id, id, 'run', id::text, 'renewals', 1, 1, 'epoch', 0 from run),
     told as (
       insert into audit_log (workspace_id, at, actor, action, subject, details)
       select workspace_id, 'epoch', 'playbooks', 'run started', 'run:' || id, '{}' from run)
     insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, attempt, turn, started_at)
     select workspace_id, id, 'a', 1, 'running', 1, 0, 'epoch' from run returning 1`,
    [runId, count],
  );
  await it.rows("analyze");
}

test("what each run asks for finds it by its key, while there are few runs as when there are many", async () => {
  const asked: Asked[] = [];
  const pool = watchedPool(it.needs.pool, async (one) => void asked.push(one));
  const runId = await askAsARun({ needs: it.needs, pool, workspaceId, playbookId: "plain" });
  expect(asked.length).toBeGreaterThanOrEqual(5);

  // a connection keeps the plans it made when the program was new
  await mustGoByKey(asked);
  await multiply(runId, 20_000);
  await mustGoByKey(asked);
});

test("who is waited for and what has failed is found without looking through all steps", async () => {
  const asked: Asked[] = [];
  const db = watchedPool(it.needs.pool, async (one) => void asked.push(one));
  const tenant = { db, workspaceId };
  await listTasks(tenant, "UMAYA0001", 10);
  await waitingStats(tenant);
  await failureStats(tenant, new Date(0), new Date());
  expect(asked.length).toBe(3);
  for (const one of asked)
    for (const plan of await plansOf(it.needs.pool, one))
      expect([one.text, plan.match(/Seq Scan on playbook_step_executions/g)]).toEqual([
        one.text,
        null,
      ]);
});

async function mustGoByKey(asked: Asked[]): Promise<void> {
  for (const one of asked)
    for (const plan of await plansOf(it.needs.pool, one))
      expect([one.text, wholeIn(plan)]).toEqual([one.text, []]);
}
