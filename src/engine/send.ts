import { setTimeout as sleep } from "node:timers/promises";
import { hashOf } from "../approvals/content.ts";
import { atPoint } from "../crash-points.ts";
import { reasonOf } from "../errors.ts";
import { kindOf } from "../steps/contents/all.ts";
import type { Content, Sent } from "../steps/world.ts";
import { intend, lastEffect, saveDelivery, settleEffect } from "../store/effects.ts";
import type { StepPlace, StepRow } from "../store/steps.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { carriedBy, effectKey } from "./carrier.ts";
import { deliveryOf } from "./delivery.ts";
import { ClaimLost, orOutage, stillOurs } from "./fence.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { goOutside, heardOf } from "./outside.ts";

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
  const place = placeOf(run, state);
  const carried = carriedBy(needs.providers, place, content, needs.clock.now());
  const intent = {
    ...place,
    epoch: run.epoch,
    provider: carried.provider,
    contentSha256: hashOf(content),
    recipients: kindOf(content)
      .receivers(content)
      .map((it) => it.address),
    at: needs.clock.now(),
  };
  const unready = kindOf(content).unready(content, intent.at);
  if (unready !== null && !(await orOutage(() => isOut(tenant, place))))
    return { is: "refused", reason: unready, again: false };
  const tell = await goOutside(needs, run, carried);
  atPoint("send begun");
  const sequence = await orOutage(() => intend(tenant, intent));
  if (sequence === null) return orOutage(() => whyNot(needs, run, state));
  atPoint("send intended");
  const sent = await carried
    .send()
    .catch((error: unknown): Sent => ({ is: "unknown", reason: reasonOf(error) }));
  atPoint("send answered");
  if (sent.is !== "unknown")
    await orOutage(() => keepTrying(() => settle(needs, run, place, sequence, sent, content)));
  atPoint("send receipted");
  await tell(heardOf(sent));
  return sent;
}

// open or received: it may have left, or has
async function isOut(tenant: Tenant, place: StepPlace): Promise<boolean> {
  const effect = await lastEffect(tenant, place);
  return effect?.state === "open" || effect?.state === "received";
}

/** What became of this step's mail while this worker was not looking; a lost claim is thrown. */
async function whyNot(needs: EngineNeeds, run: HeldRun, state: StepRow): Promise<Sent> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  if (!(await stillOurs(tenant, run)))
    throw new ClaimLost(`${effectKey(placeOf(run, state))} may not be sent by this claim`);
  const effect = await lastEffect(tenant, placeOf(run, state));
  if (effect?.state === "received") return { is: "sent", receipt: effect.receipt ?? "" };
  return { is: "unknown", reason: "it was being sent before, and nobody knows whether it left" };
}

/**
 * What became of what an earlier holder was sending when it stopped: null when nothing had left, so that the
 * step may do its work again.
 */
export async function fateOf(
  needs: EngineNeeds,
  run: HeldRun,
  state: StepRow,
  content: Content | null,
): Promise<Exclude<Sent, { is: "refused" }> | null> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const place = placeOf(run, state);
  const effect = await lastEffect(tenant, place);
  if (effect?.state === "received") return { is: "sent", receipt: effect.receipt ?? "" };
  if (effect?.state !== "open") return null;
  const carried = content && carriedBy(needs.providers, place, content, needs.clock.now());
  // sent again under the same key, it is still one
  const found = carried?.idempotent ? null : await carried?.check?.();
  if (found === undefined || found?.is === "unknown")
    return { is: "unknown", reason: "Playbooks stopped while it was being sent" };
  // the provider has never seen it, or has refused it
  const fate = found ?? ({ is: "refused", reason: "it never left", again: true } as const);
  await settle(needs, run, place, effect.sequence, fate, content);
  return fate.is === "sent" ? fate : null;
}

// the receipt and the customer's ledger in one commit: what has left is recorded, whoever holds the run by now
function settle(
  needs: EngineNeeds,
  run: HeldRun,
  place: StepPlace,
  sequence: number,
  sent: Exclude<Sent, { is: "unknown" }>,
  content: Content | null,
): Promise<void> {
  const at = needs.clock.now();
  const receipt = sent.is === "sent" ? sent.receipt : null;
  const state = sent.is === "sent" ? "received" : "refused";
  return forWorkspace(needs.pool, run.workspaceId, async (tenant) => {
    await settleEffect(tenant, place, sequence, { state, receipt, at });
    if (sent.is !== "sent" || !content) return;
    const delivery = deliveryOf(place, content, { status: "sent", reason: null, receipt, at });
    await saveDelivery(tenant, delivery, run.customer?.id ?? null);
  });
}

function placeOf({ runId }: HeldRun, { id: stepId, iteration }: StepRow): StepPlace {
  return { runId, stepId, iteration };
}

const pauses = [100, 400, 1500];

// a receipt that is not written leaves a person to find out, so it is worth waiting for
export async function keepTrying(work: () => Promise<void>): Promise<void> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch {
      await sleep(pause);
    }
  }
  return work();
}
