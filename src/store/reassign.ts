import { many, run, sql } from "./db.ts";
import { z } from "zod";
import type { StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

/** Gives a parked question to another person; nobody it was escalated to loses it. */
export async function saveAsked(
  { db, workspaceId }: Tenant,
  place: StepPlace,
  who: string,
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update playbook_step_executions set ask = (ask::jsonb || jsonb_build_object('who', ${who}::text))::json
        where workspace_id = ${workspaceId} and run_id = ${place.runId} and step_id = ${place.stepId}
          and iteration = ${place.iteration} and ask is not null and settled is null and stage is not null`,
  );
  return touched === 1;
}

/** Has somebody else decide, who may change it as well. */
export async function saveApprover(
  { db, workspaceId }: Tenant,
  id: string,
  approver: { id: string; because: string },
): Promise<void> {
  await run(
    db,
    sql`update approvals set approvers = ${JSON.stringify([approver])}::jsonb,
          editors = case when editors @> to_jsonb(${approver.id}::text) then editors else editors || to_jsonb(${approver.id}::text) end
        where workspace_id = ${workspaceId} and id = ${id} and status in ('pending', 'sent back')`,
  );
}

const OpenRow = z.object({ stepId: z.string(), iteration: z.number(), asked: z.boolean() });

/** The parked questions of a run that wait for a person, or will. */
export function listAskedOf({ db, workspaceId }: Tenant, runId: string, who: string) {
  return many(
    db,
    OpenRow,
    sql`select step_id as "stepId", iteration, ask -> 'quiet' is null as asked from playbook_step_executions
        where workspace_id = ${workspaceId} and run_id = ${runId} and ask ->> 'who' = ${who}
          and settled is null and stage is not null`,
  );
}
