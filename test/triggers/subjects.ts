import { subjectOf } from "../../src/run/audience.ts";
import type { Json } from "../../src/steps/world.ts";
import { triggerTypeOf } from "../../src/triggers/all.ts";
import type { AnyTrigger } from "../../src/triggers/trigger-type.ts";

/** A customer with these fields, as triggers see it. */
export function customerWith(fields: Record<string, Json>, zone = "UTC") {
  return subjectOf({ id: "acme", name: "Acme", zone, fields, contacts: [], csm: null }, "UTC");
}

type Asked = { now: string; since?: string; zone?: string };

/** The moment that stands open and the next one, as texts. */
export function momentsOf(
  trigger: AnyTrigger & Record<string, unknown>,
  fields: Record<string, Json>,
  { now, since = "2026-01-01T00:00:00Z", zone }: Asked,
) {
  const time = { now: new Date(now), since: new Date(since) };
  const found = triggerTypeOf(trigger).moments?.(trigger, customerWith(fields, zone), time);
  return {
    open: found?.open && {
      at: found.open.at.toISOString(),
      until: found.open.until.toISOString(),
      occurrence: found.open.occurrence,
    },
    next: found?.next?.toISOString() ?? null,
  };
}
