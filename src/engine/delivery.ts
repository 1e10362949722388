import { randomUUID } from "node:crypto";
import { hashOf } from "../approvals/content.ts";
import type { Content } from "../steps/world.ts";
import type { DeliveryRow } from "../store/effects.ts";
import type { StepPlace } from "../store/steps.ts";

/** The record of one thing meant for a customer: that it left, may have, or did not. */
export function deliveryOf(
  { runId, stepId, iteration }: StepPlace,
  content: Content,
  became: Pick<DeliveryRow, "status" | "reason" | "receipt" | "at">,
): DeliveryRow {
  return {
    id: randomUUID(),
    runId,
    stepId,
    iteration,
    channel: content.kind,
    contact: content.to.contact,
    address: content.to.address,
    subject: content.subject,
    contentSha256: hashOf(content),
    ...became,
  };
}
