import { hashOf } from "../approvals/content.ts";
import type { Content, Sent } from "../steps/world.ts";
import { intend, lastEffect, settleEffect } from "../store/effects.ts";
import type { StepRow } from "../store/steps.ts";
import { ClaimLost } from "./fence.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";

/** The same for every try of a step, also after crashes: what providers recognise a repetition by. */
export function effectKey(run: HeldRun, state: StepRow): string {
  return `${run.runId}:${state.id}:${state.iteration}`;
}

/**
 * Sends what was approved. Before the call an intent is committed, after it the receipt; in between it is in
 * doubt, and whoever finds it there asks the provider or a person, and never sends on a guess.
 */
export async function send(
  needs: EngineNeeds,
  run: HeldRun,
  state: StepRow,
  content: Content,
): Promise<Sent> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const key = effectKey(run, state);
  const sequence = await intend(tenant, {
    ...place,
    epoch: run.epoch,
    provider: needs.email.name,
    contentSha256: hashOf(content),
    recipients: [content.to.address],
    at: needs.clock.now(),
  });
  if (sequence === null) throw new ClaimLost(`${key} may not be sent by this claim`);
  const { to, from, subject, body } = content;
  const sent = await needs.email.send({ key, to, from, subject, body });
  if (sent.is !== "unknown") {
    const how = sent.is === "sent" ? "received" : "refused";
    const receipt = sent.is === "sent" ? sent.receipt : null;
    await settleEffect(tenant, place, sequence, { state: how, receipt, at: needs.clock.now() });
  }
  return sent;
}

/**
 * What became of what an earlier holder was sending when it stopped: null when nothing had left, so that the
 * step may do its work again.
 */
export async function fateOf(
  needs: EngineNeeds,
  run: HeldRun,
  state: StepRow,
): Promise<Sent | null> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const effect = await lastEffect(tenant, place);
  if (effect?.state === "received") return { is: "sent", receipt: effect.receipt ?? "" };
  if (effect?.state !== "open") return null;
  const provider = needs.email;
  const found =
    provider.class === "checkable" ? await provider.check(effectKey(run, state)) : undefined;
  if (found === undefined || found?.is === "unknown")
    return { is: "unknown", reason: "Playbooks stopped while it was being sent" };
  const how = found?.is === "sent" ? "received" : "refused";
  const receipt = found?.is === "sent" ? found.receipt : null;
  await settleEffect(tenant, place, effect.sequence, {
    state: how,
    receipt,
    at: needs.clock.now(),
  });
  return found?.is === "sent" ? found : null;
}
