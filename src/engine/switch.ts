// a playbook's one switch: draft → on → off → archived

import { createHash } from "node:crypto";
import { triggerTypeOf } from "../triggers/all.ts";
import type { AnyTrigger } from "../triggers/trigger-type.ts";
import { audit } from "../store/audit.ts";
import type { CustomerRow } from "../store/customers.ts";
import { touchDraftsOf } from "../store/drafts.ts";
import { findPlaybook, type PlaybookRow, setStatus } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";
import { replaceTriggers, type TriggerToSave } from "../store/triggers.ts";
import { momentsOf, passOver } from "./evaluate-triggers.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "clock">;

export type Outlook = {
  /** who would start at once */
  now: CustomerRow[];
  /** and who comes first after that */
  next: { at: Date; customer: CustomerRow | null } | null;
};

/** What turning a playbook on would start, before it is turned on. */
export async function outlookOf(needs: Needs, tenant: Tenant, row: PlaybookRow): Promise<Outlook> {
  const outlook: Outlook = { now: [], next: null };
  for (const trigger of row.playbook.triggers ?? []) {
    const found = await momentsOf(needs, tenant, { trigger, since: needs.clock.now() }, row);
    for (const { customer } of found.open)
      if (customer && !outlook.now.some((it) => it.id === customer.id)) outlook.now.push(customer);
    if (found.next && (!outlook.next || found.next < outlook.next.at))
      outlook.next = { at: found.next, customer: found.nextFor };
  }
  return outlook;
}

/** Turns a playbook on; `startNow` says whether those who match already begin. False when it was on. */
export async function turnOn(
  needs: Needs,
  tenant: Tenant,
  { id, by, startNow }: { id: string; by: string; startNow: boolean },
): Promise<boolean> {
  const now = needs.clock.now();
  const row = await findPlaybook(tenant, id);
  if (!row || !(await setStatus(tenant, id, "on", now))) return false;
  const triggers = (row.playbook.triggers ?? []).map(toSave);
  await replaceTriggers(tenant, id, triggers, now);
  if (!startNow)
    for (const { identity, trigger } of triggers)
      await passOver(needs, tenant, { identity, trigger, since: now }, row);
  await touchDraftsOf(tenant, id);
  await audit(tenant, {
    at: now,
    actor: by,
    action: "playbook on",
    subject: `playbook:${id}`,
    details: { version: row.version, startNow },
  });
  return true;
}

/** Turns a playbook off: nothing starts any more; runs go on unless somebody cancels them. */
export async function turnOff(
  needs: Needs,
  tenant: Tenant,
  { id, by }: { id: string; by: string },
): Promise<boolean> {
  const now = needs.clock.now();
  if (!(await setStatus(tenant, id, "off", now))) return false;
  await replaceTriggers(tenant, id, [], now);
  await touchDraftsOf(tenant, id);
  await audit(tenant, { at: now, actor: by, action: "playbook off", subject: `playbook:${id}` });
  return true;
}

/** A new version of a playbook that is on: its new triggers are live, and start nobody who matches already. */
export async function followVersion(needs: Needs, tenant: Tenant, row: PlaybookRow): Promise<void> {
  await touchDraftsOf(tenant, row.id);
  if (row.status !== "on") return;
  const now = needs.clock.now();
  const triggers = (row.playbook.triggers ?? []).map(toSave);
  await replaceTriggers(tenant, row.id, triggers, now);
  for (const { identity, trigger } of triggers)
    await passOver(needs, tenant, { identity, trigger, since: now }, row);
}

/** What a trigger says is what it is: the same words are the same trigger, whatever else was edited. */
function toSave(trigger: AnyTrigger): TriggerToSave {
  const type = triggerTypeOf(trigger);
  const canonical = JSON.stringify(
    Object.entries(trigger).toSorted(([a], [b]) => a.localeCompare(b)),
  );
  return {
    identity: createHash("sha256").update(canonical).digest("hex").slice(0, 16),
    trigger,
    event: type.hears?.(trigger) ?? null,
    byTime: type.moments !== undefined,
  };
}
