import { asksForPast, isFor, subjectOf } from "../run/audience.ts";
import { triggerTypeOf } from "../triggers/all.ts";
import type { Moment } from "../triggers/trigger-type.ts";
import { loadHolidays } from "../grammar/holidays.ts";
import { dateInWords } from "../grammar/zoned.ts";
import { calendarOf } from "../run/world.ts";
import { type CustomerRow, listAllValues, listCustomers } from "../store/customers.ts";
import { findPlaybook, type PlaybookRow } from "../store/playbooks.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import {
  recordFiring,
  setNextLook,
  settleFiring,
  takeDueTrigger,
  type TriggerRow,
} from "../store/triggers.ts";
import { workspaceZone } from "../store/people.ts";
import { type Fire, fire } from "./fire.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "pool" | "jobs" | "clock" | "directory" | "hands" | "log">;

// what could not be looked at is looked at again after this long
const patience = 60_000;
const day = 86_400_000;

/** Looks at every trigger by time that is due to be looked at. How many runs began. */
export async function evaluateDueTriggers(needs: Needs): Promise<number> {
  let started = 0;
  for (;;) {
    const now = needs.clock.now();
    const taken = new Date(now.getTime() + patience);
    const row = await takeDueTrigger(needs.pool, now, taken);
    if (!row) return started;
    try {
      started += await evaluate(needs, row, taken);
    } catch (error) {
      // one that cannot be looked at does not keep the others waiting
      const { playbookId, identity } = row;
      needs.log.error("cannot look at a trigger", { playbookId, identity, error });
    }
  }
}

async function evaluate(needs: Needs, row: TriggerRow, taken: Date): Promise<number> {
  const { workspaceId, playbookId, identity } = row;
  const tenant = { db: needs.pool, workspaceId };
  const place = { playbookId, identity, taken };
  const playbook = await findPlaybook(tenant, playbookId);
  if (playbook?.status !== "on") {
    await setNextLook(tenant, place, null);
    return 0;
  }
  const found = await momentsOf(needs, tenant, row, playbook);
  let started = 0;
  let failed = false;
  for (const { customer, open } of found.open) {
    const because = dateInWords(open.at, subjectOf(customer, found.zone).zone);
    const fired = { row, customer, occurrence: open.occurrence, because, inputs: {} };
    const runId = await fireAlone(needs, workspaceId, fired).catch((error: unknown) => {
      needs.log.error("cannot start a run", { playbookId, customer: customer?.id, error });
      failed = true;
      return null;
    });
    if (runId !== null) started += 1;
  }
  if (!failed) await setNextLook(tenant, place, found.look);
  return started;
}

// each in a transaction of its own: one that fails keeps nobody else from theirs
function fireAlone(needs: Needs, workspaceId: string, it: Omit<Fire, "playbook">) {
  return forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const playbook = await findPlaybook(tenant, it.row.playbookId);
    return playbook?.status === "on" ? fire(needs, tenant, { ...it, playbook }) : null;
  });
}

type OpenMoment = { customer: CustomerRow | null; open: Moment };

export type Moments = {
  zone: string;
  /** who it stands open for now */
  open: OpenMoment[];
  /** the first one to come, and for whom */
  next: Date | null;
  nextFor: CustomerRow | null;
  /** when to look again: also for those it is not for yet, as they may be by then */
  look: Date | null;
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
  const place = playbook.window?.holidays;
  const holidays = place === undefined ? null : await loadHolidays(place);
  const found: Moments = { zone, open: [], next: null, nextFor: null, look: null };
  const lookAt = (at: Date | null) => {
    if (at && (!found.look || at < found.look)) found.look = at;
  };
  const customers = playbook.scope === "workspace" ? [null] : await listCustomers(tenant);
  const past = asksForPast(playbook) ? await listAllValues(tenant) : [];
  const pasts = Map.groupBy(past, (it) => it.customerId);
  for (const customer of customers) {
    const history = pasts.get(customer?.id ?? "") ?? [];
    const seen = subjectOf(customer, zone, history);
    const subject = { ...seen, ...calendarOf(seen.zone, holidays) };
    const moments = type.moments?.(trigger, subject, { now, since });
    if (!moments) continue;
    const { open, next } = moments;
    const isMeant = customer === null || isFor(playbook, customer, now, history);
    lookAt(next);
    // who is not meant today may be tomorrow, while their moment still stands open
    if (open && !isMeant) lookAt(new Date(Math.min(open.until.getTime(), now.getTime() + day)));
    if (!isMeant) continue;
    if (open) found.open.push({ customer, open });
    if (next && (!found.next || next < found.next)) {
      found.next = next;
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
