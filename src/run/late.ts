// what is still to be done though its time is over: one answer for cards, lists and Home; pure

import { readDatePhrase } from "../grammar/date-phrase.ts";
import { atLocalTime, dateLater, localDate } from "../grammar/zoned.ts";
import type { PlanNode } from "../playbook/plan.ts";
import type { Graph } from "./graph.ts";
import { sooner, waitsForSomebody } from "./nudges.ts";
import { lastEnd, type Situation, worldOf } from "./situation.ts";
import type { StepState } from "./state.ts";

type Row = StepState & { event: string | null; ask: { quiet?: true | undefined } | null };

/** Since when each step is late, by its id: past its deadline, or still open when the day of its own date is over. */
export function lateOf(situation: Situation<Row>, now: Date): Map<string, Date> {
  const late = new Map<string, Date>();
  for (const { id, at, over } of dated(situation, now)) if (over <= now) late.set(id, at);
  // a deadline that has passed ends a wait, unless its run is paused
  for (const [id, state] of situation.states)
    if (state.due && state.due <= now && isDeadline(state)) late.set(id, state.due);
  return late;
}

/** When the next one becomes late without anything else happening; null: none is known. */
export function nextLate(situation: Situation<Row>, now: Date): Date | null {
  const coming = dated(situation, now).filter(({ over }) => over > now);
  return coming.reduce<Date | null>((first, { over }) => sooner(first, over), null);
}

type Dated = { id: string; at: Date; over: Date };

/** The steps with a date of their own that are still to be done, and when its day is over. */
function dated(situation: Situation<Row>, now: Date): Dated[] {
  const { graph, states, walk, zone } = situation;
  const tied = tiedIn(graph).filter(({ id }) => !walk.ended.has(id));
  if (tied.length === 0) return [];
  const world = worldOf(situation, { now, previous: lastEnd(situation) });
  return tied.flatMap(({ id, step }) => {
    const state = states.get(id);
    const isOpen = state ? isStillOpen(state) : isCertain(graph, states, id);
    const at = isOpen && step?.at !== undefined ? world.moment(step.at) : null;
    if (!at) return [];
    return [{ id, at, over: atLocalTime(dateLater(localDate(at, zone), 1), "00:00", zone) }];
  });
}

const known = new WeakMap<Graph, PlanNode[]>();

// a plan of a thousand steps is looked through once
function tiedIn(graph: Graph): PlanNode[] {
  const before = known.get(graph);
  if (before) return before;
  const found = [...graph.nodes.values()].filter(({ step }) => step?.at && isTied(step.at));
  known.set(graph, found);
  return found;
}

/** Whether a phrase means a day whatever happens before it: what counts from the step before moves with that. */
export function isTied(phrase: string): boolean {
  const reading = readDatePhrase(phrase);
  return reading.ok && (reading.value.is === "date" || reading.value.is === "around");
}

function isDeadline(state: Row): boolean {
  return !state.endedAt && !state.settled && !state.ask?.quiet && waitsForSomebody(state);
}

// what waits for its day, or for what others do, is on time
function isStillOpen({ endedAt, status, ask, due, stage, event }: Row): boolean {
  if (endedAt || status === "cancelled") return false;
  if (status === "waiting") return ask !== null && !ask.quiet && due === null;
  return due === null || !waitsForSomebody({ stage, event, ask });
}

/** It will be done, whatever the steps before it come to: no path and no condition decides about it. */
function isCertain(graph: Graph, states: ReadonlyMap<string, Row>, id: string): boolean {
  const { step, under } = graph.nodes.get(id) ?? {};
  if (step?.only_if !== undefined) return false;
  if (!under) return true;
  const around = states.get(under.step);
  return around?.endedAt ? true : under.path === null && isCertain(graph, states, under.step);
}
