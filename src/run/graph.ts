import type { Edge, Plan, PlanNode } from "../playbook/plan.ts";
import type { StepState } from "./state.ts";

/** A plan made ready for walking. Made once per version. */
export type Graph = {
  nodes: ReadonlyMap<string, PlanNode>;
  into: ReadonlyMap<string, readonly Edge[]>;
  outOf: ReadonlyMap<string, readonly Edge[]>;
  /** every node after all it depends on */
  order: readonly string[];
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
  return { nodes, into, outOf, order };
}

/** How a node ended: passed with its result, or never taken because no way led to it. */
export type Ended = { passed: true; result: string | null } | { passed: false };

/** Where a run stands on its graph. `ended` grows, nothing else; it can always be made again from the states. */
export type Walk = { graph: Graph; ended: Map<string, Ended> };

/**
 * Records that a step ended and follows what that opens: the ids of the steps that are now due to begin.
 * A node is due when all ways into it are settled and one is taken; when none is taken it is never taken
 * itself, and so on behind it. Joins pass by themselves. The cost is that of the neighbours, not of the plan.
 */
export function passed(walk: Walk, id: string, result: string | null): string[] {
  return follow(walk, [[id, { passed: true, result }]]);
}

/** The walk of a run from its states, and the steps due to begin that have no state yet. */
export function walkOf(graph: Graph, states: Iterable<StepState>): { walk: Walk; due: string[] } {
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
  due.push(...follow(walk, settled));
  return { walk, due: [...new Set(due)].filter((id) => !known.has(id)) };
}

export function isOver({ graph, ended }: Walk): boolean {
  return ended.size === graph.nodes.size;
}

function follow(walk: Walk, settled: [string, Ended][]): string[] {
  const { graph, ended } = walk;
  const due: string[] = [];
  for (const [id, how] of settled) {
    if (ended.has(id)) continue;
    ended.set(id, how);
    for (const { to } of graph.outOf.get(id) ?? []) {
      const next = standing(walk, to);
      if (next === "due") due.push(to);
      else if (next !== null) settled.push([to, next]);
    }
  }
  return due;
}

function standing({ graph, ended }: Walk, id: string): Ended | "due" | null {
  let taken = false;
  for (const edge of graph.into.get(id) ?? []) {
    const from = ended.get(edge.from);
    if (!from) return null;
    if (from.passed && (edge.path === null || edge.path === (from.result ?? "none"))) taken = true;
  }
  if (!taken) return { passed: false };
  return graph.nodes.get(id)?.step === null ? { passed: true, result: null } : "due";
}
