// what people do to a run: each in one transaction, each safe to press twice

import type { Clock } from "../clock.ts";
import { UserError } from "../errors.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { listInside, lockFamily } from "../store/children.ts";
import {
  type LockedRun,
  lockRun,
  moveDue,
  moveEnds,
  pauseLocked,
  resumeLocked,
  saveShifts,
} from "../store/control.ts";
import type { Jobs, RunJob } from "../store/jobs.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import type { Directory } from "./directory.ts";
import { seeRun } from "./held-run.ts";
import { endsOf, movesOf, pauseOf } from "../run/moved.ts";
import { movedBy } from "../run/shifts.ts";
import { cancelOne, cancelRuns } from "./cancel.ts";
import { pauseInside, resumeInside } from "./cascade.ts";
import { tellParent } from "./children.ts";
import { admitNext } from "./turn.ts";
import type { Pool } from "../store/db.ts";

export type ControlNeeds = {
  pool: Pool;
  jobs: Jobs;
  clock: Clock;
  directory: Directory;
  /** wakes the dispatcher once the transaction is through */
  wake(): void;
};

export type Press = {
  workspaceId: string;
  runId: string;
  by: string;
  /** throws where they may not do it, as it stands once the run is held against everybody else */
  may?: (tenant: Tenant) => Promise<void>;
};

/** Whether it counted: false when the run stood so already. */
export function pauseRun(needs: ControlNeeds, press: Press): Promise<boolean> {
  return change(needs, press, "run paused", async (tenant, run) => {
    if (run.status !== "running") return refuseEnded(run);
    const paused = { reason: `paused by <@${press.by}>`, at: needs.clock.now() };
    await pauseLocked(tenant, press.runId, paused);
    await pauseInside(tenant, press.runId, paused);
    return true;
  });
}

/**
 * Goes on. `shiftWaits`: what waits for so long does so longer, by as long as it was paused; dates stay what they are.
 */
export function resumeRun(
  needs: ControlNeeds,
  press: Press & { shiftWaits?: boolean },
): Promise<boolean> {
  const action = press.shiftWaits ? "run resumed, waits shifted" : "run resumed";
  return change(needs, press, action, async (tenant, run) => {
    if (run.status !== "paused") return refuseEnded(run);
    const shift = async (runId: string, it: LockedRun) => {
      if (press.shiftWaits) await waitLonger(needs, tenant, { ...press, runId }, it);
    };
    await shift(press.runId, run);
    await resumeLocked(tenant, press.runId);
    if (!run.gate) await needs.jobs.add(tenant.db, [jobOf(press)]);
    await resumeInside(needs.jobs, tenant, press.runId, run.pausedAt, shift);
    return true;
  });
}

async function waitLonger(
  needs: ControlNeeds,
  tenant: Tenant,
  { runId, by }: Press,
  { pausedAt, shifts }: LockedRun,
) {
  const situation = await seeRun(needs, tenant, runId);
  if (!situation || !pausedAt) return;
  const now = needs.clock.now();
  const pause = pauseOf(pausedAt, now, by);
  const moves = movesOf(situation, now, pause);
  const moved = moves.flatMap(({ wait, to }) => (wait ? [{ ...wait, to }] : []));
  await moveDue(tenant, runId, moved);
  const ends = endsOf(situation).map((it) => ({
    ...it,
    to: movedBy(new Date(it.from), pause, situation.zone).toISOString(),
  }));
  await moveEnds(tenant, runId, ends);
  await saveShifts(tenant, runId, [...shifts, pause], now);
}

/** Ends the run here. What has left the house stays; steps that have not begun are skipped. */
export function cancelRun(
  needs: ControlNeeds,
  press: Press & { reason: string },
): Promise<boolean> {
  return change(needs, press, "run cancelled", async (tenant, run) => {
    if (run.status === "ended") return false;
    const why = { at: needs.clock.now(), reason: press.reason, by: press.by };
    // those it waits for are known only while it still waits
    const inside = await listInside(tenant, press.runId);
    await cancelOne(needs, tenant, { runId: press.runId, run }, why);
    await cancelRuns(needs, tenant, inside, why);
    await tellParent(needs.jobs, tenant, press.runId);
    await admitNext(needs.jobs, tenant, run.customerId);
    return true;
  });
}

export function jobOf({ workspaceId, runId }: Press): RunJob {
  return { workspaceId, runId };
}

/** Does something to a run in one transaction, with its card and its record, if it counts. */
export async function change(
  needs: ControlNeeds,
  { workspaceId, runId, by, may }: Press,
  action: string,
  work: (tenant: Tenant, run: LockedRun) => Promise<boolean>,
  details: Record<string, unknown> = {},
): Promise<boolean> {
  const counted = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    await lockFamily(tenant, runId);
    const run = await lockRun(tenant, runId);
    if (!run) throw new UserError("This run no longer exists.");
    await may?.(tenant);
    if (!(await work(tenant, run))) return false;
    await touchCards(tenant, "run", [runId]);
    await audit(tenant, {
      at: needs.clock.now(),
      actor: by,
      action,
      subject: `run:${runId}`,
      details,
    });
    return true;
  });
  needs.wake();
  return counted;
}

export function refuseEnded(run: LockedRun): false {
  if (run.status === "ended") throw new UserError("This run has ended already.");
  return false;
}
