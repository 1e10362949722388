import { voidApprovals } from "../store/approvals.ts";
import { touchCards } from "../store/cards.ts";
import { saveDelivery } from "../store/effects.ts";
import type { StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { deliveryOf } from "./delivery.ts";
import { stepSubject } from "./show.ts";

/** Closes questions nobody needs to answer any more: what they asked about is recorded as not sent, with the reason. */
export async function closeApprovals(
  tenant: Tenant,
  where: { runId: string; stepId: string | null },
  at: Date,
  reason: string,
): Promise<void> {
  const closed = await voidApprovals(tenant, where, at, reason);
  for (const { runId, stepId, iteration, content } of closed) {
    const became = { status: "skipped", reason, receipt: null, at } as const;
    await saveDelivery(tenant, deliveryOf({ runId, stepId, iteration }, content, became), null);
  }
  const ids = closed.map((it) => it.id);
  await touchCards(tenant, "approval", ids);
}

/** Closes everything that a run still asks of people. */
export async function closeQuestions(
  tenant: Tenant,
  runId: string,
  open: readonly StepRow[],
  now: Date,
  reason: string,
): Promise<void> {
  await closeApprovals(tenant, { runId, stepId: null }, now, reason);
  const subjects = open.map((it) => stepSubject({ runId, stepId: it.id, iteration: it.iteration }));
  await touchCards(tenant, "step", subjects);
}
