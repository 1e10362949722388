// what waits for a moment in a run, and to when it moves with a shift

import { stepInWords } from "../playbook/describe.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { World } from "../steps/world.ts";
import type { Shift } from "./execution.ts";
import { movedBy } from "./shifts.ts";
import { lastEnd, rowsOf, type Situation, worldOf } from "./situation.ts";
import type { StepState } from "./state.ts";

type Parked = StepState & { ask: { quiet?: true | undefined } | null };

/** A parked step's moment. */
type Wait = { stepId: string; iteration: number; turn: number; from: Date };
/** A moment to come that moves; `wait` where a step is parked on it already. */
export type Move = { name: string; from: Date; to: Date; wait: Wait | null };

/** A step that looks again and again, and until when: it keeps that with what it has seen. */
export type End = { stepId: string; iteration: number; from: string };

/** Until when a step that has begun to look again and again goes on with it. */
export function lookedUntil({ stage, output }: StepState, step: AnyStep): string | null {
  const until = output?.["until"];
  const looks = stage === "work" && typeOf(knownSteps, step).looks?.(step);
  return looks && typeof until === "string" ? until : null;
}

/** The steps that look again and again for a length of time. */
export function endsOf(situation: Situation<Parked>): End[] {
  return rowsOf(situation).flatMap(({ row, step }) => {
    const from = lookedUntil(row, step);
    return from === null ? [] : [{ stepId: row.id, iteration: row.iteration, from }];
  });
}

/** A pause as what waits sees it that does not count it. */
export function pauseOf(since: Date, now: Date, by: string): Shift {
  const pause = now.getTime() - since.getTime();
  return { id: `pause:${since.toISOString()}`, days: 0, pause, by, at: since, moved: [] };
}

/** Whether something of it waits for a length of time, which a pause may cut short. */
export function waitsForLength(situation: Situation<Parked>, now: Date): boolean {
  const some = { ...pauseOf(now, now, ""), pause: 1, at: endOfTime };
  return movesOf(situation, now, some).length + endsOf(situation).length > 0;
}

const endOfTime = new Date(8.64e15);

/** All that would move if the dates to come were shifted, or a pause not counted: what is parked, and steps with a date of their own. */
export function movesOf(situation: Situation<Parked>, now: Date, shift: Shift): Move[] {
  const { execution, graph, states, walk, zone, customer } = situation;
  const shifts = [...(execution.shifts ?? []), shift];
  const before = worldNow(situation, now);
  const after = worldNow({ ...situation, execution: { ...execution, shifts } }, now);
  const parked = parkedOf(situation).map(({ state, step, wait }): Move => {
    const to = dateOfStep(step, state, after) ?? movedBy(wait.from, shift, zone);
    return { name: stepInWords(step, customer), from: wait.from, to, wait };
  });
  const coming = [...graph.nodes.values()].flatMap(({ id, step }): Move[] => {
    if (!step || states.has(id) || walk.ended.has(id)) return [];
    const [from, to] = [before, after].map((it) => dateOfStep(step, null, it));
    if (!from || !to || from.getTime() === to.getTime()) return [];
    return [{ name: stepInWords(step, customer), from, to, wait: null }];
  });
  return [...parked, ...coming].filter((it) => it.from.getTime() !== it.to.getTime());
}

function worldNow(situation: Situation, now: Date): World {
  return worldOf(situation, { now, previous: lastEnd(situation) });
}

// also what still waits while one step is taken back
function parkedOf(situation: Situation<Parked>) {
  return rowsOf(situation).flatMap(({ row: state, step }) => {
    // a next try and the hours of a playbook come from the program, not from anybody's dates
    const waits = ["due", "work", "asking"].includes(state.stage ?? "");
    if (!waits || !state.due || state.settled) return [];
    // its time has been agreed with others, and is no date of the run's
    if (state.ask?.quiet) return [];
    if (state.stage === "work" && typeOf(knownSteps, step).looks?.(step)) return [];
    const { id: stepId, iteration, turn, due } = state;
    return [{ state, step, wait: { stepId, iteration, turn, from: due } }];
  });
}

/** The date of its own that a step waits for, or will. */
function dateOfStep(step: AnyStep, state: StepState | null, world: World): Date | null {
  const own = () => typeOf(knownSteps, step).until?.(step, world) ?? null;
  if (state === null) return step.at === undefined ? own() : world.moment(step.at);
  if (state.stage === "due" && step.at !== undefined) return world.moment(step.at);
  return state.stage === "work" ? own() : null;
}
