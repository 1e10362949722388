// everything a run's decisions depend on, in one place in memory; made from rows, and never the other way round

import type { Holidays } from "../grammar/holidays.ts";
import type { OpenHours } from "../grammar/open-hours.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Execution } from "./execution.ts";
import { type Graph, passed, type Walk, walkOf } from "./graph.ts";
import { changeOver, type History } from "./history.ts";
import { type Colleague, peopleOf, type RunPeople } from "./people.ts";
import type { StepState } from "./state.ts";
import { type Customer, customerValues, leftOut, resultsOf, stepValues } from "./values.ts";
import { hoursOf } from "./window.ts";
import { createWorld, type SeenWorld, type WorldNeeds } from "./world.ts";

export type Situation<State extends StepState = StepState> = {
  execution: Pick<
    Execution,
    "id" | "inputs" | "atStart" | "startedAt" | "startedBy" | "csm" | "shifts"
  >;
  playbook: Playbook;
  graph: Graph;
  customer: Customer | null;
  people: RunPeople;
  /** who wrote the version that runs */
  author: string;
  history: History;
  zone: string;
  /** when what leaves the house may leave it, and the holidays its calendar knows */
  hours: OpenHours | null;
  holidays: Holidays | null;
  states: Map<string, State>;
  walk: Walk;
  /** steps that are due to begin and have no state yet */
  due: string[];
  values: Record<string, unknown>;
};

type Parts<State extends StepState> = Pick<
  Situation<State>,
  "execution" | "playbook" | "graph" | "customer" | "history" | "author" | "holidays"
> & {
  colleagues: readonly Colleague[];
  workspaceZone: string;
  states: readonly State[];
};

export function situationOf<State extends StepState>(parts: Parts<State>): Situation<State> {
  const { execution, playbook, graph, customer, colleagues, author, holidays } = parts;
  const people = peopleOf(colleagues, {
    customer,
    owner: playbook.owner ?? null,
    author,
    startedBy: execution.startedBy,
    csm: execution.csm ?? null,
  });
  const states = new Map(parts.states.map((state) => [state.id, state]));
  const { walk, due } = walkOf(graph, parts.states);
  const values = {
    ...(customer && { customer: customerValues(customer) }),
    inputs: execution.inputs,
    run: {
      name: playbook.name,
      started_at: execution.startedAt,
      started_by: people.roles.starter?.name ?? null,
    },
    ...stepValues(graph, walk, parts.states, people.byId),
  };
  const zone = customer?.zone ?? parts.workspaceZone;
  return {
    execution,
    playbook,
    graph,
    customer,
    people,
    author,
    history: parts.history,
    zone,
    hours: hoursOf(playbook.window, { customer: zone, workspace: parts.workspaceZone }, holidays),
    holidays,
    states,
    walk,
    due,
    values,
  };
}

/** Notes that a step has ended, for later steps to name: the ids of those that are now due to begin. */
export function ended<State extends StepState>(
  situation: Situation<State>,
  state: State,
): string[] {
  const { walk, graph, values, people } = situation;
  situation.states.set(state.id, state);
  const known = walk.ended.size;
  const due = passed(walk, state.id, state.result);
  // what else ended with it was never taken, and is known to be left out from now on
  if (walk.ended.size > known + 1)
    Object.assign(values, leftOut(graph, [...walk.ended].slice(known)));
  values[state.id] = resultsOf(state, people.byId);
  return due;
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
      return found ? { name: found.name, firstName: found.first_name, address: found.email } : null;
    },
    history: {
      change: (field, over) => changeOver(history, field, over, now, zone),
      atStart: (field) => execution.atStart[field] ?? null,
    },
    ...(execution.shifts && { shifts: execution.shifts }),
    ...(later && { later }),
  });
}
