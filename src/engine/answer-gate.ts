// what a person says to a run that waits at its start

import { UserError } from "../errors.ts";
import { nextAnchored } from "../run/anchored.ts";
import type { Gate } from "../run/execution.ts";
import { mayOverride } from "../run/override.ts";
import type { Output } from "../steps/world.ts";
import { changeGate, type LockedRun, openGate } from "../store/control.ts";
import type { Tenant } from "../store/tenant.ts";
import { cancelRun, change, type ControlNeeds, jobOf, type Press, refuseEnded } from "./control.ts";
import { seeRun } from "./held-run.ts";
import { conflictGate, conflictOf, turnGate } from "./limits.ts";
import { rejudge } from "./prerequisites.ts";
import { admitNext } from "./turn.ts";

export type GateWord =
  | { is: "start"; inputs: Output }
  | { is: "wait" }
  /** though not all is so that must be before it begins */
  | { is: "anyway"; reason: string }
  | { is: "cancel"; reason: string };

/** What a person says to a run that waits at its start. */
export async function answerGate(
  needs: ControlNeeds,
  press: Press,
  word: GateWord,
): Promise<boolean> {
  if (word.is === "cancel") return cancelRun(needs, { ...press, reason: word.reason });
  const details = word.is === "anyway" ? { reason: word.reason } : {};
  const said = (tenant: Tenant, run: LockedRun) => judge(needs, tenant, run, press, word);
  return change(needs, press, `gate ${word.is}`, said, details);
}

async function judge(
  needs: ControlNeeds,
  tenant: Tenant,
  run: LockedRun,
  press: Press,
  word: Exclude<GateWord, { is: "cancel" }>,
): Promise<boolean> {
  if (!run.gate || run.status === "ended") return refuseEnded(run);
  switch (word.is) {
    case "wait":
      if (run.gate.is !== "conflict") return false;
      await changeGate(
        tenant,
        press.runId,
        turnGate(run.gate, await dateOf(needs, tenant, press)),
        {},
      );
      await admitNext(needs.jobs, tenant, run.customerId);
      return true;
    case "anyway":
      if (run.gate.is !== "prerequisites") return false;
      await refuseOthers(needs, tenant, run, press.by);
      return begin(needs, tenant, run, press, {});
    case "start":
      if (run.gate.is === "prerequisites") return false;
      if (await prerequisitesBehind(needs, tenant, run, press, word)) return true;
      return begin(needs, tenant, run, press, word.inputs);
  }
}

/** The next date of its own that passes while it waits. */
async function dateOf(needs: ControlNeeds, tenant: Tenant, { runId }: Press) {
  const situation = await seeRun(needs, tenant, runId);
  return situation && nextAnchored(situation, needs.clock.now());
}

async function begin(
  needs: ControlNeeds,
  tenant: Tenant,
  run: LockedRun,
  press: Press,
  inputs: Output,
): Promise<boolean> {
  const other = await conflictBehind(needs, tenant, run, press);
  if (other) {
    await changeGate(tenant, press.runId, other, inputs);
    return true;
  }
  await openGate(tenant, press.runId, inputs);
  if (run.status === "running") await needs.jobs.add(tenant.db, [jobOf(press)]);
  return true;
}

/** What must be so first could not be judged while an answer was missing. */
async function prerequisitesBehind(
  needs: ControlNeeds,
  tenant: Tenant,
  { playbookId, version, gate }: LockedRun,
  { runId }: Press,
  { inputs }: { inputs: Output },
): Promise<boolean> {
  const { playbook } = await needs.directory.runnable(tenant, playbookId, version);
  if (gate?.is !== "inputs") return false;
  const criteria = (playbook.prerequisites ?? []).map(({ say }) => ({
    say,
    met: null,
    because: "",
  }));
  await changeGate(tenant, runId, { is: "prerequisites", criteria, who: gate.who }, inputs);
  await rejudge(needs, tenant, runId);
  return true;
}

async function refuseOthers(
  needs: ControlNeeds,
  tenant: Tenant,
  { playbookId, version }: LockedRun,
  by: string,
): Promise<void> {
  const { playbook, author } = await needs.directory.runnable(tenant, playbookId, version);
  const people = await needs.directory.people(tenant);
  if (!mayOverride(people, { owner: playbook.owner ?? null, author }, by))
    throw new UserError("Only a manager or the playbook's owner can start it anyway.");
}

/** The other run that hid behind what was asked first. */
async function conflictBehind(
  needs: ControlNeeds,
  tenant: Tenant,
  { playbookId, version, customerId, gate, depth }: LockedRun,
  press: Press,
): Promise<Gate | null> {
  if (gate?.is !== "prerequisites") return null;
  // a run inside a run has the place of the one around it
  if (depth > 0) return null;
  const { playbook } = await needs.directory.runnable(tenant, playbookId, version);
  const conflict = await conflictOf(tenant, { playbook }, customerId);
  return conflict && conflictGate(conflict, gate.who, await dateOf(needs, tenant, press));
}
