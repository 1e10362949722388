import { z } from "zod";
import { CriterionResult } from "../run/execution.ts";
import { maybeOne, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const SuccessRow = z.object({ success: z.array(CriterionResult).nullable() });

/** How the criteria of a run's success stood at its end, held against everybody else until the transaction ends. */
export async function lockSuccess(
  { db, workspaceId }: Tenant,
  runId: string,
): Promise<CriterionResult[] | null> {
  const row = await maybeOne(
    db,
    SuccessRow,
    sql`select success from playbook_executions where workspace_id = ${workspaceId} and id = ${runId} for update`,
  );
  return row?.success ?? null;
}

export async function saveSuccess(
  { db, workspaceId }: Tenant,
  runId: string,
  success: readonly CriterionResult[],
): Promise<void> {
  await run(
    db,
    sql`update playbook_executions set success = ${JSON.stringify(success)}
        where workspace_id = ${workspaceId} and id = ${runId}`,
  );
}
