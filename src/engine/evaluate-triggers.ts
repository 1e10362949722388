import { isFor, subjectOf } from "../run/audience.ts";
import { triggerTypeOf } from "../triggers/all.ts";
import type { Moment } from "../triggers/trigger-type.ts";
import { dateInWords } from "../grammar/zoned.ts";
import { transaction } from "../store/db.ts";
import { type CustomerRow, listCustomers } from "../store/customers.ts";
import { findPlaybook, type PlaybookRow } from "../store/playbooks.ts";
import type { Tenant } from "../store/tenant.ts";
import {
  recordFiring,
  setNextLook,
  settleFiring,
  takeDueTriggers,
  type TriggerRow,
} from "../store/triggers.ts";
import { workspaceZone } from "../store/people.ts";
import { fire } from "./fire.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "pool" | "jobs" | "clock" | "directory">;

/** Looks at every trigger by time that is due to be looked at, each in a transaction of its own. How many runs began. */
export async function evaluateDueTriggers(needs: Needs): Promise<number> {
  let started = 0;
  for (;;) {
    const count = await transaction(needs.pool, async (db) => {
      const [row] = await takeDueTriggers(db, needs.clock.now(), 1);
      return row ? evaluate(needs, { db, workspaceId: row.workspaceId }, row) : null;
    });
    if (count === null) return started;
    started += count;
  }
}

async function evaluate(needs: Needs, tenant: Tenant, row: TriggerRow): Promise<number> {
  const playbook = await findPlaybook(tenant, row.playbookId);
  const place = { playbookId: row.playbookId, identity: row.identity };
  if (playbook?.status !== "on") {
    await setNextLook(tenant, place, null);
    return 0;
  }
  const found = await momentsOf(needs, tenant, row, playbook);
  let started = 0;
  for (const { customer, open } of found.open) {
    const because = `${dateInWords(open.at, subjectOf(customer, found.zone).zone)} has come`;
    const fired = { row, playbook, customer, occurrence: open.occurrence, because, inputs: {} };
    if (await fire(needs, tenant, fired)) started += 1;
  }
  await setNextLook(tenant, place, found.next);
  return started;
}

export type OpenMoment = { customer: CustomerRow | null; open: Moment };

export type Moments = {
  zone: string;
  /** who it stands open for now */
  open: OpenMoment[];
  /** the first one to come, and for whom */
  next: Date | null;
  nextFor: CustomerRow | null;
};

/** For whom a trigger by time stands open now, and when and for whom the next moment comes. */
export async function momentsOf(
  needs: Pick<Needs, "clock">,
  tenant: Tenant,
  { trigger, since }: Pick<TriggerRow, "trigger" | "since">,
  { playbook }: Pick<PlaybookRow, "playbook">,
): Promise<Moments> {
  const now = needs.clock.now();
  const type = triggerTypeOf(trigger);
  const zone = await workspaceZone(tenant);
  const found: Moments = { zone, open: [], next: null, nextFor: null };
  const customers =
    playbook.scope === "workspace"
      ? [null]
      : (await listCustomers(tenant)).filter((customer) => isFor(playbook, customer, now));
  for (const customer of customers) {
    const moments = type.moments?.(trigger, subjectOf(customer, zone), { now, since });
    if (moments?.open) found.open.push({ customer, open: moments.open });
    if (moments?.next && (!found.next || moments.next < found.next)) {
      found.next = moments.next;
      found.nextFor = customer;
    }
  }
  return found;
}

/** Marks what stands open now as passed over: only what comes later will start a run. */
export async function passOver(
  needs: Pick<Needs, "clock">,
  tenant: Tenant,
  row: Pick<TriggerRow, "identity" | "trigger" | "since">,
  playbook: PlaybookRow,
): Promise<void> {
  const { open } = await momentsOf(needs, tenant, row, playbook);
  for (const { customer, open: moment } of open) {
    const firing = {
      playbookId: playbook.id,
      identity: row.identity,
      subject: customer?.id ?? tenant.workspaceId,
      occurrence: moment.occurrence,
    };
    if (await recordFiring(tenant, firing, needs.clock.now()))
      await settleFiring(tenant, firing, {
        outcome: "passed over",
        reason: "it stood open before the playbook was turned on",
        runId: null,
      });
  }
}
