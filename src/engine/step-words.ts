// what people say to one step: their work is done, or how to go on where it failed or is in doubt

import { atPoint } from "../crash-points.ts";
import { UserError } from "../errors.ts";
import type { Output } from "../steps/world.ts";
import type { Stage } from "../run/state.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import { approvedFor } from "../store/approvals.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { lastEffect, saveDelivery, settleEffect } from "../store/effects.ts";
import { leaveNobodyAlone } from "../store/health.ts";
import { findRun } from "../store/runs.ts";
import { findStep, type StepPlace, type StepRow } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import type { ControlNeeds } from "./control.ts";
import { deliveryOf } from "./delivery.ts";
import { seeRun } from "./held-run.ts";
import { hearWord } from "./hear-word.ts";
import { stepSubject } from "./show.ts";
import { settle } from "./signal.ts";

export type StepPress = StepPlace & {
  workspaceId: string;
  by: string;
  /** throws where they may not do it, as it stands in the transaction that does it */
  may?: (tenant: Tenant) => Promise<void>;
  /** the turn of the card that was pressed; null from a command, which means the present one */
  turn: number | null;
};

/** Done: the person's answers become the step's results. False when somebody's were first. */
export function answerStep(
  needs: ControlNeeds,
  press: StepPress,
  values: Output,
): Promise<boolean> {
  return say(needs, press, "step answered", async (tenant, step) => {
    if (step.status !== "waiting" || !step.ask) return false;
    const settled = { is: "answer", by: press.by, values } as const;
    // what hears of nothing else ends by the answer
    if (!step.ask.hears) return settle(needs.jobs, tenant, press, step.turn, settled);
    return hearWord(needs, tenant, { ...press, turn: step.turn }, settled);
  });
}

/** What was approved leaves at once, though it is outside the playbook's hours; said by somebody who may approve it. */
export function sendNow(needs: ControlNeeds, press: StepPress): Promise<boolean> {
  return say(needs, press, "step sent outside its hours", async (tenant, step) => {
    if (step.stage !== "window") return false;
    const approval = await approvedFor(tenant, press);
    if (!approval?.approvers.some((it) => it.id === press.by))
      throw new UserError("Only somebody who may approve it can send it outside its hours.");
    const settled = { is: "choice", choice: "approve", by: press.by, reason: null } as const;
    if (!(await settle(needs.jobs, tenant, press, step.turn, settled))) return false;
    await touchCards(tenant, "approval", [approval.id]);
    return true;
  });
}

/** What waits for its time begins at once, where its type lets people have it so. */
export function beginNow(needs: ControlNeeds, press: StepPress): Promise<boolean> {
  return say(needs, press, "step begun early", async (tenant, step) => {
    if (step.stage !== "work" || step.status !== "waiting") return false;
    const situation = await seeRun(needs, tenant, press.runId);
    const written = situation?.graph.nodes.get(press.stepId)?.step;
    if (!written || !typeOf(knownSteps, written).hurries) return false;
    const settled = { is: "answer", by: press.by, values: {} } as const;
    return settle(needs.jobs, tenant, press, step.turn, settled);
  });
}

export type HelpWord = "retry" | "skip" | "take over" | "stop" | "arrived" | "again" | "accept";

const meant: Partial<Record<Stage, readonly HelpWord[]>> = {
  failed: ["retry", "skip", "take over", "stop", "accept"],
  rest: ["retry", "skip", "take over", "stop"],
  away: ["retry", "skip", "take over", "stop"],
  doubt: ["arrived", "again", "skip", "stop"],
};

/** How to go on with a step that failed, tries again, or whose sending is in doubt. */
export function helpStep(
  needs: ControlNeeds,
  press: StepPress,
  choice: HelpWord,
): Promise<boolean> {
  return say(needs, press, `step ${choice}`, async (tenant, step) => {
    if (!step.stage || !meant[step.stage]?.includes(choice)) return false;
    // whoever has it in hand already goes on with it
    if (choice === "take over" && step.ask?.who === press.by) return false;
    // only what its gate holds up can be let pass
    if (choice === "accept" && !step.criteria?.length) return false;
    const settled = { is: "choice", choice, by: press.by, reason: null } as const;
    if (!(await settle(needs.jobs, tenant, press, step.turn, settled))) return false;
    if (choice === "retry" || choice === "again") await leaveNobodyAlone(tenant, needs.clock.now());
    if (step.stage === "doubt") await settleDoubt(needs, tenant, press, choice);
    return true;
  });
}

// what a person saw decides about the open intent: it arrived, or the next try may write a new one
async function settleDoubt(
  needs: ControlNeeds,
  tenant: Tenant,
  press: StepPress,
  choice: HelpWord,
) {
  const effect = await lastEffect(tenant, press);
  if (effect?.state !== "open") return;
  const at = needs.clock.now();
  const arrived = choice === "arrived";
  const receipt = arrived ? `seen by ${press.by}` : null;
  await settleEffect(tenant, press, effect.sequence, {
    state: arrived ? "received" : "abandoned",
    receipt,
    at,
  });
  const approval = await approvedFor(tenant, press);
  if (!approval || choice === "again") return;
  const run = await findRun(tenant, press.runId);
  const delivery = deliveryOf(press, approval.content, {
    status: arrived ? "sent" : "skipped",
    reason: arrived ? "somebody saw that it arrived" : "skipped while in doubt",
    receipt,
    at,
  });
  await saveDelivery(tenant, delivery, run?.customer?.id ?? null);
}

async function say(
  needs: ControlNeeds,
  press: StepPress,
  action: string,
  work: (tenant: Tenant, step: StepRow) => Promise<boolean>,
): Promise<boolean> {
  const counted = await forWorkspace(needs.pool, press.workspaceId, async (tenant) => {
    const step = await findStep(tenant, press);
    if (!step) throw new UserError("This step no longer exists.");
    if (press.turn !== null && step.turn !== press.turn) return false;
    if (!(await work(tenant, step))) return false;
    await press.may?.(tenant);
    await touchCards(tenant, "run", [press.runId]);
    await touchCards(tenant, "step", [stepSubject(press)]);
    const details = { run: press.runId, step: press.stepId };
    await audit(tenant, {
      at: needs.clock.now(),
      actor: press.by,
      action,
      subject: `run:${press.runId}`,
      details,
    });
    return true;
  });
  if (counted) atPoint("word committed");
  needs.wake();
  return counted;
}
