import { randomUUID } from "node:crypto";
import { hashOf } from "../approvals/content.ts";
import { kindOf } from "../steps/contents/all.ts";
import type { Content } from "../steps/world.ts";
import type { DeliveryRow } from "../store/effects.ts";
import type { StepPlace } from "../store/steps.ts";

/** The record of one thing meant for a customer: that it left, may have, or did not. */
export function deliveryOf(
  { runId, stepId, iteration }: StepPlace,
  content: Content,
  became: Pick<DeliveryRow, "status" | "reason" | "receipt" | "at">,
): DeliveryRow {
  const kind = kindOf(content);
  const to = kind.receivers(content);
  return {
    id: randomUUID(),
    runId,
    stepId,
    iteration,
    channel: content.kind,
    contact: to.map((it) => it.contact).join(", "),
    address: to.map((it) => it.address).join(", "),
    subject: kind.title(content),
    contentSha256: hashOf(content),
    ...became,
  };
}
