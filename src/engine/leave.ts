// ways on that lead elsewhere than to the next step

import { nextRound } from "../run/situation.ts";
import type { Outcome } from "../steps/world.ts";
import type { StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import { freshRow } from "./fresh-row.ts";
import { giveUp } from "./give-up.ts";
import type { HeldRun } from "./held-run.ts";
import { unparked } from "./park.ts";

type Here = { run: HeldRun; batch: Batch; now: Date };

/** Opens a phase anew behind the step that said so; what is due in it. */
export function openRound(here: Here, state: StepRow, phase: string): string[] {
  const { run, batch, now } = here;
  close(here, { ...state, result: "again" });
  const open = { attempt: 1, status: "done", result: "opened", endedAt: now } as const;
  const { due, left, opened } = nextRound(run, phase, (iteration) =>
    freshRow(run, phase, now, { iteration, ...open }),
  );
  giveUp(here, left);
  writeStep(batch, opened);
  return due;
}

/** The run ends here, by what a person decided. */
export function leaveRun(
  here: Here,
  state: StepRow,
  { by, reason }: Outcome & { is: "leave" },
): void {
  close(here, { ...state, result: by });
  if (by === "end") here.batch.end = { result: "stopped", reason, by: null, success: null };
}

function close({ run, batch, now }: Here, state: StepRow): void {
  const over: StepRow = { ...state, ...unparked, status: "done", endedAt: now };
  writeStep(batch, over);
  run.states.set(over.id, over);
}
