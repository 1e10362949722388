import { firstSteps } from "../chat/first-steps.ts";
import { OutMessage, queuePost } from "../store/outbox.ts";
import type { Tenant } from "../store/tenant.ts";
import { drawReply } from "./draw.ts";

/** Says hello where people will find it, once for ever: the outbox posts a key only once. */
export async function greet(
  tenant: Tenant,
  { places, hasModel, now }: { places: readonly string[]; hasModel: boolean; now: Date },
): Promise<void> {
  const message = OutMessage.parse(drawReply(firstSteps(hasModel), now));
  for (const place of places)
    await queuePost(tenant, {
      key: `first-steps:${place}`,
      place,
      threadOf: null,
      message,
      at: now,
    });
}
