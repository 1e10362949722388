// a step changes the customer: the change, what it was before and the word to those it concerns, in the step's own commit

import { createHash } from "node:crypto";
import { valueInWords } from "../grammar/value-in-words.ts";
import { listInWords, nameInWords } from "../grammar/words.ts";
import { customerValues } from "../run/values.ts";
import type { Outcome } from "../steps/world.ts";
import { type ChangeRow, changeByStep, noteStep, takeBackChanges } from "../store/changes.ts";
import { storeEvent } from "../store/events.ts";
import type { StepPlace, StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { customerChanged } from "./happen.ts";
import type { Here } from "./onward.ts";

/** What an outcome does to the customer. Later steps of the run see it at once. */
export function changeCustomerBy(
  { run, batch, now }: Here,
  state: StepRow,
  { changes, takesBack }: Pick<Extract<Outcome, { is: "done" }>, "changes" | "takesBack">,
): void {
  const { customer, runId, zone } = run;
  if (!customer) return;
  const place = { runId, stepId: state.id, iteration: state.iteration };
  if (changes) {
    run.customer = { ...customer, fields: { ...customer.fields, ...changes } };
    run.values["customer"] = customerValues(run.customer);
    batch.also.push(async (tenant) => {
      const changed = await changeByStep(tenant, place, customer.id, changes, now);
      await noteStep(tenant, place, changed.map((it) => said(it, zone)).join(", "));
      await tell(tenant, place, customer.id, now);
    });
  }
  if (takesBack)
    batch.also.push(async (tenant) => {
      const { step: stepId, iteration } = takesBack;
      const done = { runId, stepId, iteration };
      const { restored, left } = await takeBackChanges(tenant, done, customer.id, now);
      await noteStep(tenant, place, backInWords(restored, left, zone));
      await tell(tenant, place, customer.id, now);
    });
}

/** "health: 70, was 55" */
function said({ field, before, after }: ChangeRow, zone: string): string {
  const words = (value: unknown) => valueInWords(value, zone) ?? "not known";
  return `${nameInWords(field)}: ${words(after)}, was ${words(before)}`;
}

function backInWords(restored: ChangeRow[], left: ChangeRow[], zone: string): string {
  const back = restored.map(({ field, before }) => {
    return `${nameInWords(field)} is ${valueInWords(before, zone) ?? "not known"} again`;
  });
  const names = listInWords(left.map(({ field }) => nameInWords(field)));
  if (left.length > 0) back.push(`${names} stayed, as somebody changed it since`);
  return back.length === 0 ? "there was nothing to take back" : back.join("; ");
}

// others are told by an event, as whoever holds one run must not wait for the rows of others
async function tell(tenant: Tenant, place: StepPlace, customerId: string, at: Date) {
  const id = `${customerChanged}:${place.runId}:${place.stepId}:${place.iteration}`;
  const bodySha256 = createHash("sha256").update(id).digest("hex");
  const event = { id, name: customerChanged, customerId, at, data: {}, bodySha256, source: "step" };
  await storeEvent(tenant, event);
}
