import { Held } from "../run/world.ts";
import { kindOf } from "../steps/contents/all.ts";
import type { StepType } from "../steps/step-type.ts";
import type { Content, Output } from "../steps/world.ts";
import { approvedFor } from "../store/approvals.ts";
import { saveDelivery } from "../store/effects.ts";
import { deliveryOf } from "./delivery.ts";
import type { Parking } from "./park.ts";

/** What a person sent instead of the program counts as sent. Its results; null when it is no send. */
export function recordByHand(
  { run, batch, step, state, world }: Parking,
  { type, by }: { type: StepType; by: string },
): Output | null {
  if (!type.content) return null;
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const name = run.people.byId.get(by)?.name ?? "somebody";
  const became = { status: "sent", reason: `sent by hand by ${name}`, receipt: null } as const;
  const written = contentNow(() => type.content?.(step, world) ?? null);
  batch.also.push(async (tenant) => {
    const content = (await approvedFor(tenant, place))?.content ?? written;
    if (!content) return;
    const delivery = deliveryOf(place, content, { ...became, at: world.now });
    await saveDelivery(tenant, delivery, run.customer?.id ?? null);
  });
  return written ? kindOf(written).output(written) : {};
}

// why it failed may be that it cannot be written at all
function contentNow(write: () => Content | { held: string } | null): Content | null {
  try {
    const content = write();
    return content && !("held" in content) ? content : null;
  } catch (error) {
    if (error instanceof Held) return null;
    throw error;
  }
}
