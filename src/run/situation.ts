// everything a run's decisions depend on, in one place in memory; made from rows, and never the other way round

import type { Holidays } from "../grammar/holidays.ts";
import type { OpenHours } from "../grammar/open-hours.ts";
import { dateInWords, timeInWords } from "../grammar/zoned.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { isWritten } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Execution } from "./execution.ts";
import { type Graph, graphOf, isInside, type Opened, passed, type Walk, walkOf } from "./graph.ts";
import { changeOver, type History } from "./history.ts";
import { type Colleague, peopleOf, type RunPeople } from "./people.ts";
import { openAgain, presentOf, roundOf } from "./rounds.ts";
import type { StepState } from "./state.ts";
import { type Customer, customerValues, leftOut, resultsOf, stepValues } from "./values.ts";
import { hoursOf } from "./window.ts";
import { createWorld, type SeenWorld, type WorldNeeds } from "./world.ts";

/** Where a run stands on a graph. */
type Standing<State extends StepState> = {
  graph: Graph;
  /** how each step stands that has begun; of a phase in rounds, this round's */
  states: Map<string, State>;
  /** steps of earlier rounds */
  past: State[];
  walk: Walk;
  /** steps that are due to begin and have no state yet */
  due: string[];
};

export type Situation<State extends StepState = StepState> = Standing<State> & {
  execution: Pick<
    Execution,
    "id" | "inputs" | "atStart" | "startedAt" | "startedBy" | "csm" | "shifts" | "rollback"
  >;
  playbook: Playbook;
  /** on a rollback, where the run stood when it turned back: what it walks then is the way back */
  forward: Standing<State> | null;
  customer: Customer | null;
  people: RunPeople;
  /** who wrote the version that runs */
  author: string;
  history: History;
  zone: string;
  /** when what leaves the house may leave it, and the holidays its calendar knows */
  hours: OpenHours | null;
  holidays: Holidays | null;
  values: Record<string, unknown>;
};

type Parts<State extends StepState> = Pick<
  Situation<State>,
  "execution" | "playbook" | "graph" | "customer" | "history" | "author" | "holidays"
> & {
  colleagues: readonly Colleague[];
  workspaceZone: string;
  /** all rows of the run */
  states: readonly State[];
};

export function situationOf<State extends StepState>(parts: Parts<State>): Situation<State> {
  const { execution, playbook, customer, colleagues, author, holidays } = parts;
  const people = peopleOf(colleagues, {
    customer,
    owner: playbook.owner ?? null,
    author,
    startedBy: execution.startedBy,
    csm: execution.csm ?? null,
  });
  const forward = standingOn(parts.graph, parts.states);
  const { rollback } = execution;
  const back = rollback ? standingOn(graphOf(rollback.plan), parts.states) : null;
  const values = {
    ...(customer && { customer: customerValues(customer) }),
    inputs: execution.inputs,
    run: {
      name: playbook.name,
      started_at: execution.startedAt,
      started_by: people.roles.starter?.name ?? null,
    },
    ...stepValues(forward, people.byId),
    ...(back && stepValues(back, people.byId)),
  };
  const zone = customer?.zone ?? parts.workspaceZone;
  return {
    execution,
    playbook,
    ...(back ?? forward),
    forward: back && forward,
    customer,
    people,
    author,
    history: parts.history,
    zone,
    hours: hoursOf(playbook.window, { customer: zone, workspace: parts.workspaceZone }, holidays),
    holidays,
    values,
  };
}

/** All rows of a run with their steps: where it has turned back, those from before and those of the way back. */
export function rowsOf<State extends StepState>(
  situation: Pick<Situation<State>, "forward"> & Standing<State>,
): { row: State; step: AnyStep }[] {
  const all = situation.forward ? [situation.forward, situation] : [situation];
  return all.flatMap(({ graph, states, past }) =>
    [...past, ...states.values()].flatMap((row) => {
      const step = graph.nodes.get(row.id)?.step;
      return step ? [{ row, step }] : [];
    }),
  );
}

function standingOn<State extends StepState>(
  graph: Graph,
  rows: readonly State[],
): Standing<State> {
  const { states, past } = presentOf(graph, rows);
  const { walk, due } = walkOf(graph, states.values());
  return { graph, states, past, walk, due };
}

/** Notes that a step has ended, for later steps to name, and tells what that opens. */
export function ended<State extends StepState>(situation: Situation<State>, state: State): Opened {
  const { walk, graph, values, people } = situation;
  situation.states.set(state.id, state);
  const known = walk.ended.size;
  const opened = passed(walk, state.id, state.result);
  // what else ended with it was never taken, and is known to be left out from now on
  if (walk.ended.size > known + 1)
    Object.assign(values, leftOut(graph, [...walk.ended].slice(known)));
  values[state.id] = resultsOf(state, people.byId);
  return opened;
}

/**
 * Opens a phase for another round, `open` making its new row: what came of the last one may no longer be named.
 * Tells what is due in it, and the rows it leaves behind.
 */
export function nextRound<State extends StepState>(
  situation: Situation<State>,
  phase: string,
  open: (iteration: number) => State,
): { due: string[]; left: State[]; opened: State } {
  const { graph, values, people } = situation;
  const { iteration, left } = openAgain(graph, situation, phase);
  const opened = open(iteration);
  situation.states.set(phase, opened);
  const { walk, due } = walkOf(graph, situation.states.values());
  situation.walk = walk;
  for (const { id } of left) delete values[id];
  values[phase] = resultsOf(opened, people.byId);
  return { due, left, opened };
}

/** When the last step ended, or the run began: what "3 days later" counts from. */
export function lastEnd({ states, execution }: Situation): Date {
  let last = execution.startedAt.getTime();
  for (const { endedAt } of states.values()) if (endedAt) last = Math.max(last, endedAt.getTime());
  return new Date(last);
}

type Moment = { now: Date; previous: Date } & Pick<WorldNeeds, "later"> & {
    values?: Record<string, unknown>;
  };

/** What a step of the run sees at a moment. */
export function worldOf(situation: Situation, { now, previous, later, values }: Moment): SeenWorld {
  const { zone, hours, holidays, people, customer, history, execution } = situation;
  // a run of a thousand steps has a thousand results, and most steps look at none of them
  let seen: Record<string, unknown> | null = null;
  return createWorld({
    now,
    zone,
    hours,
    holidays,
    started: execution.startedAt,
    previous,
    get values() {
      const today = now.toISOString();
      return (seen ??= { ...(values ?? situation.values), now: today, today });
    },
    people,
    contact: (role) => {
      const found = customer?.contacts.find((it) => it.role === role);
      if (!found) return null;
      const { name, first_name: firstName, email: address, phone } = found;
      return { name, firstName, address, phone };
    },
    history: {
      change: (field, over) => changeOver(history, field, over, now, zone),
      atStart: (field) => execution.atStart[field] ?? null,
    },
    ...(execution.shifts && { shifts: execution.shifts }),
    round: (phase) => roundOf(situation.graph, situation, phase),
    inside: (step) => insideOf(situation, step),
    ...(later && { later }),
  });
}

/** What the gate of a step sees: also what has just come of it. */
export function gateWorld<State extends StepState>(
  situation: Situation<State>,
  state: State,
  moment: Pick<Moment, "now" | "previous">,
): SeenWorld {
  const own = resultsOf({ ...state, status: "done" }, situation.people.byId);
  const values = { ...situation.values, [state.id]: own, output: own };
  return worldOf(situation, { ...moment, values });
}

/** How far what lies in a step has come, for telling people. */
function insideOf({ graph, states, walk, zone }: Situation, step: string) {
  const inner = graph.order.filter((id) => {
    const own = graph.nodes.get(id)?.step;
    return own && isWritten(own) && isInside(graph, id, step);
  });
  const taken = inner.filter((id) => walk.ended.get(id)?.passed !== false);
  const isGoing = (id: string) => states.has(id) && !walk.ended.has(id);
  const nameOf = (id: string) => {
    const name = graph.nodes.get(id)?.step?.name ?? id.replaceAll("_", " ");
    const due = states.get(id)?.due;
    return due ? `${name} (until ${dateInWords(due, zone)}, ${timeInWords(due, zone)})` : name;
  };
  return {
    done: taken.filter((id) => walk.ended.has(id)).length,
    total: taken.length,
    going: taken.filter(isGoing).map(nameOf),
  };
}
