import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { startRun } from "../../src/engine/start.ts";
import { touchCards } from "../../src/store/cards.ts";
import { checkpoint } from "../../src/store/checkpoint.ts";
import { findCustomer } from "../../src/store/customers.ts";
import { type Pool, transaction } from "../../src/store/db.ts";
import { claimRun } from "../../src/store/runs.ts";
import { stateOf } from "../run/worlds.ts";
import { createEngine, playbookWith, workspaceId } from "../support/engine.ts";

const it = await createEngine();
afterAll(() => it[Symbol.asyncDispose]());
await it.engine.stop(1000);
await it.write(playbookWith("plain", "  - id: a\n    do: wait\n    for: 1 day\n"));

const Asked = z.object({ text: z.string(), values: z.array(z.unknown()) });

/** A pool that keeps what it is asked. */
function keeping(pool: Pool) {
  const asked: z.infer<typeof Asked>[] = [];
  const kept = new Proxy(pool, {
    get(real, name): unknown {
      const value: unknown = Reflect.get(real, name, real);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        if (name === "query") asked.push(Asked.parse(given[0]));
        return Reflect.apply(value, real, given);
      };
    },
  });
  return { pool: kept, asked };
}

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
  const { pool, asked } = keeping(it.needs.pool);
  const tenant = { db: pool, workspaceId };
  const customer = await findCustomer(it.tenant, "acme-robotics");
  const playbook = await it.playbook("plain");
  const cause = { is: "person", who: "UMAYA0001" } as const;
  const runId = randomUUID();
  const request = { playbook, customer, inputs: {}, cause, startedBy: "UMAYA0001", runId };
  await startRun(it.needs, tenant, request);
  const claim = await claimRun(tenant, runId, randomUUID());
  const one = { runId, epoch: claim?.epoch ?? -1 };
  const steps = [{ ...stateOf("a"), event: null, eventMatch: null, ask: null }];
  await checkpoint(tenant, { ...one, added: steps, changed: [], next: { is: "hold" } });
  await touchCards(tenant, "run", [runId]);
  const next = {
    is: "end",
    result: "succeeded",
    reason: null,
    at: new Date(),
    success: null,
  } as const;
  expect(await checkpoint(tenant, { ...one, added: [], changed: steps, next })).toEqual({
    signals: 0,
  });
  expect(asked.length).toBeGreaterThanOrEqual(5);

  // a connection keeps the plans it made when the program was new
  await mustGoByKey(asked);
  await multiply(runId, 20_000);
  await mustGoByKey(asked);
});

async function mustGoByKey(asked: z.infer<typeof Asked>[]): Promise<void> {
  for (const mode of ["force_custom_plan", "force_generic_plan"])
    for (const { text, values } of asked)
      expect([text, wholeIn(await planOf(text, values, mode))]).toEqual([text, []]);
}

const big = "(?:playbook_executions|playbook_step_executions|slack_cards|audit_log)\\b";
const whole = new RegExp(
  `Seq Scan on ${big}|Scan using \\S+ on ${big}[^\\n]*\\n +Index Cond: \\(workspace_id = [^()]*\\)\\n`,
  "g",
);

/** Where a plan reads a whole table, or all that a workspace has in one. */
function wholeIn(plan: string): string[] {
  return plan.match(whole) ?? [];
}

async function planOf(text: string, values: unknown[], mode: string): Promise<string> {
  return transaction(it.needs.pool, async (db) => {
    await db.query(`set local plan_cache_mode = ${mode}`);
    const { rows } = await db.query<{ "QUERY PLAN": string }>(`explain ${text}`, values);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}
