import { iterationOf } from "../run/rounds.ts";
import type { StepRow } from "../store/steps.ts";
import type { HeldRun } from "./held-run.ts";
import { unparked } from "./park.ts";

/** The row of a step that begins now. */
export function freshRow(
  { graph, states }: HeldRun,
  id: string,
  now: Date,
  given: Partial<StepRow> = {},
): StepRow {
  return {
    id,
    iteration: iterationOf(graph, states, id),
    status: "running",
    attempt: 0,
    turn: 0,
    output: null,
    result: null,
    note: null,
    by: null,
    failures: 0,
    failure: null,
    criteria: null,
    nudges: 0,
    startedAt: now,
    endedAt: null,
    ...unparked,
    ...given,
  };
}
