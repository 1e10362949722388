import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { EngineNeeds } from "../../src/engine/needs.ts";
import { startRun } from "../../src/engine/start.ts";
import { touchCards } from "../../src/store/cards.ts";
import { checkpoint } from "../../src/store/checkpoint.ts";
import { findCustomer } from "../../src/store/customers.ts";
import { type Pool, transaction } from "../../src/store/db.ts";
import { findPlaybook } from "../../src/store/playbooks.ts";
import { claimRun } from "../../src/store/runs.ts";
import { stateOf } from "../run/worlds.ts";

const Asked = z.object({ text: z.string(), values: z.array(z.unknown()) });
export type Asked = z.infer<typeof Asked>;

/** A pool that shows what it is asked before it does it. */
export function watchedPool(pool: Pool, look: (asked: Asked) => Promise<void>): Pool {
  return new Proxy(pool, {
    get(real, name): unknown {
      const value: unknown = Reflect.get(real, name, real);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        const ask = (): unknown => Reflect.apply(value, real, given);
        return name === "query" ? look(Asked.parse(given[0])).then(ask) : ask();
      };
    },
  });
}

type From = { needs: EngineNeeds; pool: Pool; workspaceId: string; playbookId: string };

/** All that every run asks of the database, once, by a run of one step that no engine looks at; its id. */
export async function askAsARun({ needs, pool, workspaceId, playbookId }: From): Promise<string> {
  const tenant = { db: pool, workspaceId };
  const unwatched = { db: needs.pool, workspaceId };
  const playbook = await findPlaybook(unwatched, playbookId);
  const customer = await findCustomer(unwatched, "acme-robotics");
  if (!playbook) throw new Error(`no playbook ${playbookId}`);
  const runId = randomUUID();
  const startedBy = "UMAYA0001";
  const cause = { is: "person", who: startedBy } as const;
  await startRun(needs, tenant, { playbook, customer, inputs: {}, cause, startedBy, runId });
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
  const ended = await checkpoint(tenant, { ...one, added: [], changed: steps, next });
  if (ended?.signals !== 0) throw new Error("the run did not end");
  return runId;
}

const big =
  "(?:playbook_executions|playbook_step_executions|slack_cards|audit_log|approvals|trigger_firings)\\b";
const whole = new RegExp(
  `Seq Scan on ${big}|Scan using \\S+ on ${big}[^\\n]*\\n +Index Cond: \\(workspace_id = [^()]*\\)\\n`,
  "g",
);

/** Where a plan reads a whole table, or all that a workspace has in one. */
export function wholeIn(plan: string): string[] {
  return plan.match(whole) ?? [];
}

const modes = ["force_custom_plan", "force_generic_plan"] as const;

/** How a statement is planned for these values, and for whatever values may come. */
export async function plansOf(pool: Pool, { text, values }: Asked): Promise<string[]> {
  const plans: string[] = [];
  for (const mode of modes)
    plans.push(
      await transaction(pool, async (db) => {
        await db.query(`set local plan_cache_mode = ${mode}`);
        const { rows } = await db.query<{ "QUERY PLAN": string }>(`explain ${text}`, values);
        return rows.map((row) => row["QUERY PLAN"]).join("\n");
      }),
    );
  return plans;
}
