import { atPoint } from "../crash-points.ts";
import { isRecord } from "../grammar/field.ts";
import { asksForPast, isFor, subjectOf } from "../run/audience.ts";
import { worldOf } from "../run/situation.ts";
import { changeCustomer, type CustomerRow, findCustomer, listValues } from "../store/customers.ts";
import { type EventRow, eventDispatched, takeEvent } from "../store/events.ts";
import { lockStarts } from "../store/limits.ts";
import { workspaceZone } from "../store/people.ts";
import { findPlaybook } from "../store/playbooks.ts";
import { listRuns } from "../store/runs.ts";
import { listWaitingFor, type StepPlace } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { listEventTriggers, lookAgain, type TriggerRow } from "../store/triggers.ts";
import { triggerTypeOf } from "../triggers/all.ts";
import { effectKey } from "./carrier.ts";
import { fire } from "./fire.ts";
import { hearWord } from "./hear-word.ts";
import { seeRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { rejudge } from "./prerequisites.ts";
import { keepTurnDate } from "./turn-date.ts";
import { poke, settle } from "./signal.ts";

/** The event that changes what is known of a customer: its `fields` become the customer's. */
export const customerUpdated = "customer.updated";

/** Tells that a step has changed a customer: runs and triggers look again. No playbook hears it. */
export const customerChanged = "customer.changed";

export type Happened = { started: number; resumed: number };

/**
 * Lets an event that was stored take effect, once: it changes the customer, starts the playbooks that listen,
 * and ends the waits for it. null when somebody else has dispatched it.
 */
export async function dispatchEvent(
  needs: EngineNeeds,
  workspaceId: string,
  id: string,
): Promise<Happened | null> {
  const happened = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const event = await takeEvent(tenant, id);
    if (!event) return null;
    // before any run and any playbook, as starts do, so that two events of one customer never wait for each other
    if (event.customerId !== null) await lockStarts(tenant, { customerId: event.customerId });
    if (event.name === customerChanged) {
      const resumed = await seeChanged(needs, tenant, event.customerId);
      await eventDispatched(tenant, id, needs.clock.now());
      return { started: 0, resumed };
    }
    if (event.name === customerUpdated) await updateCustomer(needs, tenant, event);
    const customer =
      event.customerId === null ? null : await findCustomer(tenant, event.customerId);
    let started = 0;
    for (const row of await listEventTriggers(tenant, event.name))
      if (await hear(needs, tenant, row, event, customer)) started += 1;
    const resumed = await endWaits(needs, tenant, event);
    await eventDispatched(tenant, id, needs.clock.now());
    atPoint("event dispatching");
    return { started, resumed };
  });
  if (happened) atPoint("event dispatched");
  return happened;
}

async function hear(
  needs: EngineNeeds,
  tenant: Tenant,
  row: TriggerRow,
  event: EventRow,
  customer: CustomerRow | null,
): Promise<boolean> {
  const playbook = await findPlaybook(tenant, row.playbookId);
  if (playbook?.status !== "on") return false;
  const isWorkspaces = playbook.playbook.scope === "workspace";
  const past =
    customer && asksForPast(playbook.playbook) ? await listValues(tenant, customer.id) : [];
  const now = needs.clock.now();
  if (!isWorkspaces && (!customer || !isFor(playbook.playbook, customer, now, past))) return false;
  const type = triggerTypeOf(row.trigger);
  const subject = subjectOf(customer, await workspaceZone(tenant), past);
  const happening = { name: event.name, at: event.at, data: event.data };
  const meant = type.means?.(row.trigger, happening, subject);
  if (!meant?.holds) return false;
  const runId = await fire(needs, tenant, {
    row,
    playbook,
    customer: isWorkspaces ? null : customer,
    occurrence: event.id,
    because: meant.because,
    inputs: type.gives?.(row.trigger, happening, subject) ?? {},
  });
  return runId !== null;
}

async function endWaits(needs: EngineNeeds, tenant: Tenant, event: EventRow): Promise<number> {
  let resumed = 0;
  const settled = {
    is: "event",
    name: event.name,
    at: event.at.toISOString(),
    data: event.data,
  } as const;
  for (const wait of await listWaitingFor(tenant, event.name, event.customerId)) {
    if (!(await isMeant(needs, tenant, wait, event))) continue;
    const counts = wait.asks
      ? await hearWord(needs, tenant, wait, settled)
      : await settle(needs.jobs, tenant, wait, wait.turn, settled);
    if (counts) resumed += 1;
  }
  return resumed;
}

/** Whether this is the event a step waits for, as its own run sees it. */
async function isMeant(
  needs: EngineNeeds,
  tenant: Tenant,
  wait: StepPlace & { eventMatch: string | null; ownBy: string | null },
  event: EventRow,
): Promise<boolean> {
  const named = wait.ownBy === null ? undefined : event.data[wait.ownBy];
  if (wait.eventMatch === null)
    return named === undefined || named === null || named === effectKey(wait);
  const situation = await seeRun(needs, tenant, wait.runId);
  if (!situation) return false;
  const now = needs.clock.now();
  const values = { ...situation.values, event: event.data };
  return worldOf(situation, { now, previous: now, values }).judge(wait.eventMatch).holds;
}

/** What changed may mean other dates for triggers, and the end of runs whose exit rules now hold. */
async function updateCustomer(needs: EngineNeeds, tenant: Tenant, event: EventRow): Promise<void> {
  const fields = event.data["fields"];
  if (event.customerId === null || !isRecord(fields)) return;
  // runs before the customer, as by a step that changes it, so that two who do so never wait for each other
  const open = await pokeRunsOf(needs, tenant, event.customerId);
  const known = JSON.parse(JSON.stringify(fields));
  if (!(await changeCustomer(tenant, event.customerId, known, needs.clock.now()))) return;
  for (const id of open) {
    await rejudge(needs, tenant, id);
    await keepTurnDate(needs, tenant, id);
  }
}

/** What a step has changed is looked at by all it concerns; how many runs that are. */
async function seeChanged(
  needs: EngineNeeds,
  tenant: Tenant,
  customerId: string | null,
): Promise<number> {
  if (customerId === null) return 0;
  const open = await pokeRunsOf(needs, tenant, customerId);
  for (const id of open) {
    await rejudge(needs, tenant, id);
    await keepTurnDate(needs, tenant, id);
  }
  return open.length;
}

/** Has the triggers and the open runs of a customer look again, when this transaction is through. */
async function pokeRunsOf(
  needs: EngineNeeds,
  tenant: Tenant,
  customerId: string,
): Promise<string[]> {
  await lookAgain(tenant, needs.clock.now());
  const open = await listRuns(tenant, { customerId, open: true, limit: 1000 });
  // in one order, as by everybody who takes several
  const ids = open.map(({ execution }) => execution.id).toSorted();
  for (const id of ids) await poke(needs.jobs, tenant, id);
  return ids;
}
