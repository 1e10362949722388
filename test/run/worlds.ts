import type { StepState } from "../../src/run/state.ts";
import { createWorld, type SeenWorld, type WorldNeeds } from "../../src/run/world.ts";

const noon = new Date("2027-01-04T12:00:00Z");

/** What a step sees, with only that filled in which a test is about. */
export function worldWith(needs: Partial<WorldNeeds> = {}): SeenWorld {
  return createWorld({
    now: noon,
    zone: "UTC",
    started: noon,
    previous: noon,
    values: {},
    people: { roles: {}, handles: new Map() },
    contact: () => null,
    round: () => null,
    inside: () => ({ done: 0, total: 0, going: [] }),
    history: { change: () => null, atStart: () => null },
    ...needs,
  });
}

/** A step as it stands after its beginning. */
export function stateOf(id: string, given: Partial<StepState> = {}): StepState {
  return {
    id,
    iteration: 1,
    status: "running",
    stage: null,
    attempt: 1,
    turn: 0,
    output: null,
    result: null,
    note: null,
    by: null,
    failures: 0,
    criteria: null,
    nudgeAt: null,
    nudges: 0,
    failure: null,
    startedAt: noon,
    endedAt: null,
    due: null,
    settled: null,
    ...given,
  };
}

export function doneWith(id: string, result: string | null = null): StepState {
  return stateOf(id, { status: "done", result, endedAt: noon });
}
