import type { Output } from "../steps/world.ts";
import type { Ended, Graph, Walk } from "./graph.ts";
import type { StepState } from "./state.ts";

export type Contact = {
  role: string;
  name: string;
  first_name: string;
  title: string | null;
  email: string;
  phone: string | null;
};

export type Person = {
  id: string;
  handle: string;
  name: string;
  email: string | null;
  zone: string;
};

/** A customer as a run sees it. `fields` holds what playbooks name as customer.<field>. */
export type Customer = {
  id: string;
  name: string;
  zone: string;
  fields: Output;
  contacts: Contact[];
  csm: Person | null;
};

/** What the texts and conditions of a run may name as `customer`. */
export function customerValues(customer: Customer): Record<string, unknown> {
  const byRole = Object.fromEntries(customer.contacts.map((contact) => [contact.role, contact]));
  const csm = customer.csm && {
    name: customer.csm.name,
    first_name: customer.csm.name.split(" ")[0],
    email: customer.csm.email,
  };
  const { id, name, zone } = customer;
  return { ...customer.fields, id, name, timezone: zone, csm, ...byRole };
}

/** What later steps may name of one that has ended, and of one that was never taken. */
export function stepValues(
  { graph, walk, states }: { graph: Graph; walk: Walk; states: ReadonlyMap<string, StepState> },
  people: People,
) {
  const values = leftOut(graph, walk.ended);
  for (const state of states.values()) values[state.id] = resultsOf(state, people);
  return values;
}

/** The results of steps that no way led to. */
export function leftOut(graph: Graph, ended: Iterable<[string, Ended]>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [id, how] of ended)
    if (!how.passed && graph.nodes.get(id)?.step) values[id] = { status: "skipped" };
  return values;
}

type People = ReadonlyMap<string, { name: string }>;

export function resultsOf(state: StepState, people: People): Record<string, unknown> {
  const status = ["done", "skipped", "failed"].includes(state.status) ? state.status : "waiting";
  const by = people.get(state.by ?? "")?.name ?? null;
  const { result } = state;
  return { ...state.output, status, result, by, at: state.endedAt?.toISOString() ?? null };
}
