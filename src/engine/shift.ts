// the dates to come of one run, moved by days: shown first, said once, taken back as long as nothing moved has happened

import { UserError } from "../errors.ts";
import type { Shift } from "../run/execution.ts";
import { type Move, movesOf } from "../run/moved.ts";
import { touchCards } from "../store/cards.ts";
import { listInside } from "../store/children.ts";
import { type LockedRun, lockRun, moveDue, saveShifts, takeAway } from "../store/control.ts";
import { listSteps } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { change, type ControlNeeds, jobOf, type Press, refuseEnded } from "./control.ts";
import { seeRun } from "./held-run.ts";
import { poke } from "./signal.ts";

export type ShiftPress = Press & { id: string; days: number };

/** What would move, for looking at it only: in the run, and in the runs inside it. */
export function foreseeShift(needs: ControlNeeds, press: ShiftPress): Promise<Move[]> {
  return forWorkspace(needs.pool, press.workspaceId, async (tenant) => {
    const found = await moves(needs, tenant, press);
    for (const runId of await listInside(tenant, press.runId))
      found.push(...(await moves(needs, tenant, { ...press, runId })));
    return found;
  });
}

async function moves(needs: ControlNeeds, tenant: Tenant, press: ShiftPress): Promise<Move[]> {
  const situation = await seeRun(needs, tenant, press.runId);
  const now = needs.clock.now();
  return situation ? movesOf(situation, now, shiftOf(press, now, [])) : [];
}

function shiftOf({ id, days, by }: ShiftPress, at: Date, moved: Shift["moved"]): Shift {
  return { id, days, by, at, moved };
}

/**
 * Shifts all dates to come, those of the runs inside it, too. The same shift counts once; the customer's own dates stay
 * as they are.
 */
export function shiftRun(needs: ControlNeeds, press: ShiftPress): Promise<boolean> {
  const work = async (tenant: Tenant, run: LockedRun) => {
    if (run.status === "ended") return refuseEnded(run);
    if (run.shifts.some((it) => it.id === press.id)) return false;
    await eachOf(tenant, press, run, (it, one) => shiftOne(needs, tenant, it, one));
    return true;
  };
  return change(needs, press, "dates shifted", work, { shift: press.id, days: press.days });
}

async function shiftOne(needs: ControlNeeds, tenant: Tenant, press: ShiftPress, run: LockedRun) {
  const { runId } = press;
  const found = await moves(needs, tenant, press);
  const now = needs.clock.now();
  // what passed while it was paused happens at once anyway; only what comes earlier may be put into the past
  if (found.some((it) => it.to < it.from && it.to < now))
    throw new UserError("Something would then lie in the past. Shift it by less.");
  const moved = found.flatMap(({ wait, to }) => (wait ? [{ ...wait, to }] : []));
  await moveDue(tenant, runId, moved);
  await saveShifts(tenant, runId, [...run.shifts, shiftOf(press, now, moved)], now);
  await goOn(needs, tenant, press, run);
}

/** Takes a shift back, as long as nothing of what it moved has happened. */
export function unshiftRun(needs: ControlNeeds, press: Press & { id: string }): Promise<boolean> {
  const { id } = press;
  const work = async (tenant: Tenant, run: LockedRun) => {
    if (run.status === "ended") return refuseEnded(run);
    const shift = run.shifts.find((it) => it.id === id);
    if (!shift || shift.days === 0) return false;
    await eachOf(tenant, press, run, (it, one) => unshiftOne(needs, tenant, it, one));
    return true;
  };
  return change(needs, press, "shift of dates taken back", work, { shift: id });
}

async function unshiftOne(
  needs: ControlNeeds,
  tenant: Tenant,
  press: Press & { id: string },
  run: LockedRun,
) {
  const { runId, id } = press;
  const shift = run.shifts.find((it) => it.id === id);
  // one that began after it has nothing to take back
  if (!shift) return;
  const steps = await listSteps(tenant, runId);
  const back = shift.moved.map((it) => ({ ...it, from: it.to, to: it.from }));
  const begun = steps.some((it) => it.startedAt > shift.at);
  const now = needs.clock.now();
  if (begun || back.some((it) => it.to < now) || (await moveDue(tenant, runId, back)) < back.length)
    throw new UserError(
      "Something has happened by the new dates already, so it cannot be taken back. Shift it the other way instead.",
    );
  // it stays known, so that a late second press does not shift anew
  const left = run.shifts.map((it) => (it.id === id ? { ...it, days: 0, moved: [] } : it));
  await saveShifts(tenant, runId, left, now);
  await goOn(needs, tenant, press, run);
}

/** The run and then the runs inside it that it waits for, all of which the caller holds. */
async function eachOf<P extends Press>(
  tenant: Tenant,
  press: P,
  run: LockedRun,
  work: (press: P, run: LockedRun) => Promise<void>,
): Promise<void> {
  const inside = await listInside(tenant, press.runId);
  await work(press, run);
  for (const runId of inside) {
    const one = await lockRun(tenant, runId);
    if (one && one.status !== "ended") await work({ ...press, runId }, one);
  }
  await touchCards(tenant, "run", inside);
}

// a worker that has it just now knows the dates as they were: it learns at its next commit that it has it no longer
async function goOn(needs: ControlNeeds, tenant: Tenant, press: Press, { held }: LockedRun) {
  if (!held) return poke(needs.jobs, tenant, press.runId);
  await takeAway(tenant, press.runId);
  await needs.jobs.add(tenant.db, [jobOf(press)]);
}
