import { findChecklist } from "../../store/checklists.ts";
import { findCustomer } from "../../store/customers.ts";
import { findPlaybook } from "../../store/playbooks.ts";
import type { Tenant } from "../../store/tenant.ts";
import { type ChecklistCard, itemsOf } from "../checklist.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Button } from "../replies.ts";

/** What should be looked at before the next run begins, with what is ticked. */
export async function checklistCard(
  needs: ChatNeeds,
  tenant: Tenant,
  id: string,
): Promise<ChecklistCard | null> {
  const row = await findChecklist(tenant, id);
  const playbook = row && (await findPlaybook(tenant, row.playbookId));
  if (!playbook) return null;
  const customer = row.customerId === null ? null : await findCustomer(tenant, row.customerId);
  const isOver = row.runId !== null;
  const buttons: Button[] = [];
  if (!isOver && row.reviewedBy === null)
    buttons.push({ label: "I have looked at it", act: "checklist-review", value: id });
  if (!isOver && row.told.length === 0)
    buttons.push({ label: "Tell everybody", act: "checklist-tell", value: id });
  if (!isOver) buttons.push({ label: "Check again", act: "checklist-again", value: id });
  return {
    is: "checklist",
    playbook: playbook.name,
    version: row.version,
    customer: customer?.name ?? null,
    askedBy: row.askedBy,
    over: isOver,
    items: await itemsOf(needs, tenant, row, { playbook, customer }),
    buttons,
  };
}
