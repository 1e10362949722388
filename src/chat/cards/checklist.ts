import { type ChecklistRow, findChecklist } from "../../store/checklists.ts";
import { rehearsedItem } from "../../run/checklist.ts";
import { findCustomer } from "../../store/customers.ts";
import { findPlaybook } from "../../store/playbooks.ts";
import type { Tenant } from "../../store/tenant.ts";
import { type ChecklistCard, standingOf } from "../checklist.ts";
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
  const standing = await standingOf(needs, tenant, row, { playbook, customer });
  return {
    is: "checklist",
    playbook: playbook.name,
    version: row.version,
    customer: customer?.name ?? null,
    askedBy: row.askedBy,
    over: isOver,
    items: standing.items,
    buttons: isOver ? [] : buttonsOf(row, standing),
  };
}

/** What is ticked has no button any more. */
function buttonsOf(
  { id, reviewedBy, told }: ChecklistRow,
  { items, canJoin, canRehearse }: Awaited<ReturnType<typeof standingOf>>,
): Button[] {
  const button = (label: string, act: string, value = id): Button => ({ label, act, value });
  const isOpen = (say: string) => items.some((it) => it.say === say && it.met !== true);
  return [
    ...(reviewedBy === null ? [button("I have looked at it", "checklist-review")] : []),
    ...canJoin.map((it) => button(`Join #${it}`.slice(0, 75), "checklist-join", `${id} ${it}`)),
    ...(canRehearse && isOpen(rehearsedItem) ? [button("Rehearse it", "checklist-rehearse")] : []),
    ...(told.length === 0 ? [button("Tell everybody", "checklist-tell")] : []),
    ...(items.every((it) => it.met === true) ? [] : [button("Check again", "checklist-again")]),
  ];
}
