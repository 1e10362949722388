import { z } from "zod";
import type { Clock } from "../../../clock.ts";
import { type Collection, createCollection } from "./collection.ts";
import type { Journal } from "./journal.ts";

export type Sequence = {
  /** an id that was never given before, also not before a restart: `V0000000A3` */
  newId(prefix: string): string;
  /** a message timestamp in business time, later than every one before it */
  newTs(): string;
  /** tells of a timestamp the journal already held */
  seen(ts: string): void;
};

// ids are reserved in the journal a thousand at a time, so that most cost no write
const reserve = 1000;

export function createSequence(journal: Journal, clock: Clock): Sequence {
  const counters: Collection<number> = createCollection({
    name: "counters",
    schema: z.number(),
    journal,
    changed: () => {},
  });
  let reserved = counters.get("ids") ?? 0;
  let next = reserved;
  let last = 0n;

  return {
    newId(prefix) {
      next += 1;
      if (next > reserved) {
        reserved = next + reserve;
        counters.put("ids", reserved);
      }
      return prefix + next.toString(36).toUpperCase().padStart(9, "0");
    },
    newTs() {
      const now = BigInt(clock.now().getTime()) * 1000n;
      last = now > last ? now : last + 1n;
      return `${last / 1_000_000n}.${String(last % 1_000_000n).padStart(6, "0")}`;
    },
    seen(ts) {
      const [seconds = "0", micros = "0"] = ts.split(".");
      const at = BigInt(seconds) * 1_000_000n + BigInt(micros);
      if (at > last) last = at;
    },
  };
}
