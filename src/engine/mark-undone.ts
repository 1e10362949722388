import type { StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";

/** What the last of its steps on the way back has taken back is marked so, in the same commit. */
export function markUndone(
  { run, batch }: { run: HeldRun; batch: Batch },
  { id, status }: StepRow,
): void {
  const { forward, execution } = run;
  const item = execution.rollback?.undoes.find((it) => it.last === id);
  if (!forward || !item || status !== "done") return;
  const rows = [...forward.states.values(), ...forward.past];
  const taken = rows.find((row) => row.id === item.step && row.iteration === item.iteration);
  if (!taken) return;
  const undone: StepRow = { ...taken, status: "undone" };
  writeStep(batch, undone);
  if (forward.states.get(taken.id) === taken) forward.states.set(taken.id, undone);
}
