// what people do to a run: each in one transaction, each safe to press twice

import type { Clock } from "../clock.ts";
import { UserError } from "../errors.ts";
import type { Gate } from "../run/execution.ts";
import type { Output } from "../steps/world.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import {
  cancelLocked,
  changeGate,
  type LockedRun,
  lockRun,
  openGate,
  pauseLocked,
  resumeLocked,
  takeTurn,
} from "../store/control.ts";
import type { Jobs, RunJob } from "../store/jobs.ts";
import { listSteps } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import type { Directory } from "./directory.ts";
import { closeQuestions } from "./ends.ts";
import { conflictGate, conflictOf } from "./limits.ts";
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

export type Press = { workspaceId: string; runId: string; by: string };

/** Whether it counted: false when the run stood so already. */
export function pauseRun(needs: ControlNeeds, press: Press): Promise<boolean> {
  return change(needs, press, "run paused", async (tenant, run) => {
    if (run.status !== "running") return refuseEnded(run);
    await pauseLocked(tenant, press.runId, `paused by <@${press.by}>`);
    return true;
  });
}

export function resumeRun(needs: ControlNeeds, press: Press): Promise<boolean> {
  return change(needs, press, "run resumed", async (tenant, run) => {
    if (run.status !== "paused") return refuseEnded(run);
    await resumeLocked(tenant, press.runId);
    if (!run.gate) await needs.jobs.add(tenant.db, [jobOf(press)]);
    return true;
  });
}

/** Ends the run here. What has left the house stays; steps that have not begun are skipped. */
export function cancelRun(
  needs: ControlNeeds,
  press: Press & { reason: string },
): Promise<boolean> {
  return change(needs, press, "run cancelled", async (tenant, run) => {
    if (run.status === "ended") return false;
    const { graph } = await needs.directory.runnable(tenant, run.playbookId, run.version);
    const steps = await listSteps(tenant, press.runId);
    const begun = new Set(steps.map((it) => it.id));
    const skipped = [...graph.nodes.values()].filter((it) => it.step && !begun.has(it.id));
    const at = needs.clock.now();
    await cancelLocked(tenant, press.runId, {
      at,
      reason: press.reason,
      skipped: skipped.map((it) => it.id),
    });
    await closeQuestions(tenant, press.runId, steps, at, "the run was cancelled");
    await admitNext(needs.jobs, tenant, run.customerId);
    return true;
  });
}

export type GateWord =
  | { is: "start"; inputs: Output }
  | { is: "wait" }
  | { is: "cancel"; reason: string };

/** What a person says to a run that waits at its start. */
export async function answerGate(
  needs: ControlNeeds,
  press: Press,
  word: GateWord,
): Promise<boolean> {
  if (word.is === "cancel") return cancelRun(needs, { ...press, reason: word.reason });
  return change(needs, press, `gate ${word.is}`, async (tenant, run) => {
    if (!run.gate || run.status === "ended") return refuseEnded(run);
    if (word.is === "wait") {
      if (run.gate.is !== "conflict") return false;
      await takeTurn(tenant, press.runId);
      await admitNext(needs.jobs, tenant, run.customerId);
      return true;
    }
    const other = run.gate.is === "inputs" ? await conflictBehind(needs, tenant, run) : null;
    if (other) {
      await changeGate(tenant, press.runId, other, word.inputs);
      return true;
    }
    await openGate(tenant, press.runId, word.inputs);
    if (run.status === "running") await needs.jobs.add(tenant.db, [jobOf(press)]);
    return true;
  });
}

/** The other run that a missing answer hid until now. */
async function conflictBehind(
  needs: ControlNeeds,
  tenant: Tenant,
  { playbookId, version, customerId, gate }: LockedRun,
): Promise<Gate | null> {
  const { playbook } = await needs.directory.runnable(tenant, playbookId, version);
  const conflict = await conflictOf(tenant, { playbook }, customerId);
  if (!conflict || gate?.is !== "inputs") return null;
  return conflictGate(conflict, gate.who);
}

function jobOf({ workspaceId, runId }: Press): RunJob {
  return { workspaceId, runId };
}

async function change(
  needs: ControlNeeds,
  { workspaceId, runId, by }: Press,
  action: string,
  work: (tenant: Tenant, run: LockedRun) => Promise<boolean>,
): Promise<boolean> {
  const counted = await forWorkspace(needs.pool, workspaceId, async (tenant) => {
    const run = await lockRun(tenant, runId);
    if (!run) throw new UserError("This run no longer exists.");
    if (!(await work(tenant, run))) return false;
    await touchCards(tenant, "run", [runId]);
    await audit(tenant, { at: needs.clock.now(), actor: by, action, subject: `run:${runId}` });
    return true;
  });
  needs.wake();
  return counted;
}

function refuseEnded(run: LockedRun): false {
  if (run.status === "ended") throw new UserError("This run has ended already.");
  return false;
}
