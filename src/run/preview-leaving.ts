import type { AnyStep } from "../steps/step-type.ts";
import type { World } from "../steps/world.ts";
import { lateFor } from "./lifecycle.ts";

type Line = { step: AnyStep; leaves: Date | null; because: string | null };

/** When what somebody has said yes to leaves in the playbook's hours; its line tells it where that is later. */
export function leave(line: Line, ready: Date, world: World): Date {
  const { at, because } = world.leaves(ready);
  if (because === null) return ready;
  const why = because + lateFor(line.step, at, world);
  line.leaves = at;
  line.because = line.because === null ? why : `${line.because}; ${why}`;
  return at;
}
