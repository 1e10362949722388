import type { Edge, Plan, PlanNode } from "../playbook/plan.ts";
import type { StepState } from "./state.ts";

/** A plan made ready for walking. Made once per version. */
export type Graph = {
  nodes: ReadonlyMap<string, PlanNode>;
  into: ReadonlyMap<string, readonly Edge[]>;
  outOf: ReadonlyMap<string, readonly Edge[]>;
  /** every node after all it depends on */
  order: readonly string[];
  /** the phases that may be opened again, with all that lies in them */
  scopes: ReadonlySet<string>;
};

export function graphOf(plan: Plan): Graph {
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const into = Map.groupBy(plan.edges, (edge) => edge.to);
  const outOf = Map.groupBy(plan.edges, (edge) => edge.from);
  const left = new Map(plan.nodes.map(({ id }) => [id, into.get(id)?.length ?? 0]));
  const order = plan.nodes.filter(({ id }) => left.get(id) === 0).map(({ id }) => id);
  for (const id of order)
    for (const { to } of outOf.get(id) ?? []) {
      const open = (left.get(to) ?? 0) - 1;
      left.set(to, open);
      if (open === 0) order.push(to);
    }
  const scopes = new Set(plan.nodes.flatMap(({ scope }) => scope ?? []));
  return { nodes, into, outOf, order, scopes };
}

/** How a node ended: passed with its result, or never taken because no way led to it. */
export type Ended = { passed: true; result: string | null } | { passed: false };

/** Where a run stands on its graph. `ended` grows, nothing else; it can always be made again from the states. */
export type Walk = { graph: Graph; ended: Map<string, Ended> };

/** The steps that are due to begin, and those that need not go on, as the first way out of what holds them was enough. */
export type Opened = { due: string[]; givenUp: string[] };

/**
 * Records that a step ended and follows what that opens.
 * A node is due when all ways into it are settled and one is taken; when none is taken it is never taken
 * itself, and so on behind it. Joins pass by themselves. The cost is that of the neighbours, not of the plan.
 */
export function passed(walk: Walk, id: string, result: string | null): Opened {
  return follow(walk, [[id, { passed: true, result }]]);
}

/** The walk of a run from its states, and the steps due to begin that have no state yet. */
export function walkOf(graph: Graph, states: Iterable<StepState>): { walk: Walk } & Opened {
  const walk: Walk = { graph, ended: new Map() };
  const known = new Set<string>();
  const due: string[] = [];
  const settled: [string, Ended][] = [];
  for (const state of states) {
    known.add(state.id);
    if (["done", "skipped", "undone"].includes(state.status))
      settled.push([state.id, { passed: true, result: state.result }]);
  }
  for (const id of graph.order) if (!graph.into.get(id)?.length) due.push(id);
  const opened = follow(walk, settled);
  due.push(...opened.due);
  const isNew = (id: string) => !known.has(id) && !walk.ended.has(id);
  return { walk, due: [...new Set(due)].filter(isNew), givenUp: opened.givenUp };
}

export function isOver({ graph, ended }: Walk): boolean {
  return ended.size === graph.nodes.size;
}

/** Whether a node lies inside a step, however deep. */
export function isInside({ nodes }: Pick<Graph, "nodes">, id: string, outer: string): boolean {
  const around = nodes.get(id)?.under?.step;
  return around !== undefined && (around === outer || isInside({ nodes }, around, outer));
}

function follow(walk: Walk, settled: [string, Ended][]): Opened {
  const { graph, ended } = walk;
  const due: string[] = [];
  const givenUp: string[] = [];
  for (const [id, how] of settled) {
    if (ended.has(id)) continue;
    ended.set(id, how);
    const node = graph.nodes.get(id);
    if (node?.any && how.passed) givenUp.push(...giveUp(walk, node.closes ?? ""));
    for (const { to } of graph.outOf.get(id) ?? []) {
      const next = standing(walk, to);
      if (next === "due") due.push(to);
      else if (next !== null) settled.push([to, next]);
    }
  }
  return { due: due.filter((id) => !ended.has(id)), givenUp };
}

// what has not ended inside never will
function giveUp({ graph, ended }: Walk, holder: string): string[] {
  const open = graph.order.filter((id) => !ended.has(id) && isInside(graph, id, holder));
  for (const id of open) ended.set(id, { passed: false });
  return open;
}

function standing({ graph, ended }: Walk, id: string): Ended | "due" | null {
  if (ended.has(id)) return null;
  const node = graph.nodes.get(id);
  let taken = false;
  let settled = true;
  for (const edge of graph.into.get(id) ?? []) {
    const from = ended.get(edge.from);
    if (!from) settled = false;
    else if (from.passed && (edge.path === null || edge.path === (from.result ?? "none")))
      taken = true;
  }
  if (!settled && !(node?.any && taken)) return null;
  if (!taken) return { passed: false };
  return node?.step === null ? { passed: true, result: null } : "due";
}
