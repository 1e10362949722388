import { isParked } from "../run/state.ts";
import { touchCards } from "../store/cards.ts";
import type { StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";
import { unparked } from "./park.ts";
import { stepSubject } from "./show.ts";

/** What the last of its steps on the way back has taken back is marked so, in the same commit. */
export function markUndone(
  { run, batch, now }: { run: HeldRun; batch: Batch; now: Date },
  { id, status }: StepRow,
): void {
  const { forward, execution, runId } = run;
  const item = execution.rollback?.undoes.find((it) => it.last === id);
  if (!forward || !item || status !== "done") return;
  const rows = [...forward.states.values(), ...forward.past];
  const taken = rows.find((row) => row.id === item.step && row.iteration === item.iteration);
  if (!taken) return;
  // what left the house may still have waited for what comes of it, and need not any more
  const endedAt = taken.endedAt ?? now;
  const undone: StepRow = { ...taken, ...unparked, status: "undone", endedAt };
  writeStep(batch, undone);
  if (forward.states.get(taken.id) === taken) forward.states.set(taken.id, undone);
  if (!isParked(taken)) return;
  const subject = stepSubject({ runId, stepId: taken.id, iteration: taken.iteration });
  batch.also.push((tenant) => touchCards(tenant, "step", [subject]));
}
