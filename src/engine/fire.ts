import { triggerTypeOf } from "../triggers/all.ts";
import type { CustomerRow } from "../store/customers.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";
import { recordFiring, settleFiring, type TriggerRow } from "../store/triggers.ts";
import type { EngineNeeds } from "./needs.ts";
import { startRun } from "./start.ts";

export type Fire = {
  row: TriggerRow;
  playbook: PlaybookRow;
  customer: CustomerRow | null;
  occurrence: string;
  /** what made it fire, in words */
  because: string;
  inputs: Record<string, unknown>;
};

/**
 * Fires a trigger for a subject and an occurrence, once for ever: the firing's row decides, in the transaction
 * of the start. The id of the run, or null when it had fired before or the playbook's limits forbid a run.
 */
export async function fire(
  needs: Pick<EngineNeeds, "jobs" | "clock" | "directory" | "hands">,
  tenant: Tenant,
  { row, playbook, customer, occurrence, because, inputs }: Fire,
): Promise<string | null> {
  const firing = {
    playbookId: playbook.id,
    identity: row.identity,
    subject: customer?.id ?? tenant.workspaceId,
    occurrence,
  };
  if (!(await recordFiring(tenant, firing, needs.clock.now()))) return null;
  const rule = triggerTypeOf(row.trigger).summary(row.trigger);
  const started = await startRun(needs, tenant, {
    playbook,
    customer,
    inputs,
    cause: { is: "trigger", by: row.trigger.by, rule, because },
    startedBy: null,
  });
  const runId = started.is === "started" ? started.runId : null;
  const reason = started.is === "limited" ? started.reason : null;
  await settleFiring(tenant, firing, { outcome: runId ? "started" : "limited", reason, runId });
  return runId;
}
