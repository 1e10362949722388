import type { SkippableClock } from "../clock.ts";
import { nextDue } from "../store/triggers.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "pool"> & {
  clock: SkippableClock;
  /** resolves when everything that may go on by itself has */
  quiet(): Promise<void>;
  look(): Promise<void>;
};

// a schedule by the minute over ninety days is not walked through one by one
const mostStops = 1000;

/**
 * Moves business time ahead, from one due moment to the next, and lets what is due there happen before going
 * on, in the order in which it would have happened.
 */
export async function skipAhead(needs: Needs, to: Date): Promise<{ stops: number }> {
  let stops = 0;
  await needs.quiet();
  while (stops < mostStops) {
    const next = await nextDue(needs.pool);
    if (!next || next > to) break;
    needs.clock.skipTo(next);
    await needs.look();
    await needs.quiet();
    stops += 1;
  }
  needs.clock.skipTo(to);
  await needs.look();
  await needs.quiet();
  return { stops };
}
