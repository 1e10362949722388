// ways on that lead elsewhere than to the next step

import { nextRound } from "../run/situation.ts";
import { successOf } from "../run/success.ts";
import type { Outcome } from "../steps/world.ts";
import { program } from "../store/audit.ts";
import { lockFamily } from "../store/children.ts";
import type { StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import { freshRow } from "./fresh-row.ts";
import { giveUp } from "./give-up.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import { unparked } from "./park.ts";
import { turnBack } from "./turn-back.ts";

type Here = { needs: EngineNeeds; run: HeldRun; batch: Batch; now: Date };

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

/** The run ends here or turns back, by what a person decided. */
export function leaveRun(
  here: Here,
  state: StepRow,
  { by, reason }: Outcome & { is: "leave" },
): void {
  const { needs, run, batch, now } = here;
  close(here, { ...state, result: by });
  if (by === "end") {
    const success = successOf(run, now);
    batch.end = { result: "stopped", reason, by: null, success };
    return;
  }
  batch.turnsBack = true;
  // in the order in which everybody holds them, before the run itself is written
  batch.before.push((tenant) => lockFamily(tenant, run.runId));
  // the decision has been made, and a run in which nothing can be taken back ends by it all the same
  const back = { runId: run.runId, scope: { is: "run" }, by: program, reason } as const;
  batch.also.push(async (tenant) => {
    await turnBack(needs, tenant, { ...back, evenIfEmpty: true });
  });
}

function close({ run, batch, now }: Here, state: StepRow): void {
  const over: StepRow = { ...state, ...unparked, status: "done", endedAt: now };
  writeStep(batch, over);
  run.states.set(over.id, over);
}
