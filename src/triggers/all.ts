import { z } from "zod";
import { date } from "./date.ts";
import { event } from "./event.ts";
import { schedule } from "./schedule.ts";
import type { AnyTrigger, TriggerType } from "./trigger-type.ts";

/** Every trigger type there is: a new one is its file and its word here. By hand is always possible. */
export const triggerTypes: readonly TriggerType[] = [date, schedule, event];

const byName = new Map(triggerTypes.map((type) => [type.by, type]));

/** The type of a trigger that has been read; a `by` nobody knows never gets past the reader. */
export function triggerTypeOf(trigger: AnyTrigger): TriggerType {
  const type = byName.get(trigger.by);
  if (!type) throw new Error(`no trigger type "${trigger.by}"`);
  return type;
}

const [first, ...others] = triggerTypes.map((type) => type.schema);
if (!first) throw new Error("no trigger types");

export const Trigger: z.ZodType<AnyTrigger> = z.discriminatedUnion("by", [first, ...others]);
