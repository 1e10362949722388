import { Refusal } from "./refusal.ts";
import { remember } from "./remember.ts";
import type { Sequence } from "./state/sequence.ts";

/** A person's click gives the app three seconds to open one view for them. */
type Trigger = { user: string; view: string | null };

export type Triggers = {
  issue(trigger: Trigger): string;
  exchange(id: string): Trigger;
};

const life = 3000;

export function createTriggers(sequence: Sequence): Triggers {
  const known = new Map<string, { trigger: Trigger; until: number; used: boolean }>();
  return {
    issue(trigger) {
      const id = `${sequence.newId("").replace(/^0+/, "")}.${Date.now()}.${sequence.newId("").toLowerCase()}`;
      remember(known, id, { trigger, until: performance.now() + life, used: false });
      return id;
    },
    exchange(id) {
      const found = known.get(id);
      if (!found) throw new Refusal("invalid_trigger_id");
      if (found.used) throw new Refusal("exchanged_trigger_id");
      if (performance.now() > found.until) throw new Refusal("expired_trigger_id");
      found.used = true;
      return found.trigger;
    },
  };
}
