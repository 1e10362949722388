// a phase may be opened again: what lies in it then begins anew, and what it came to before is past

import type { Graph } from "./graph.ts";
import type { StepState } from "./state.ts";

/** The states that count now, one for each step that has begun, and those of earlier rounds. */
export type Present<State> = { states: Map<string, State>; past: State[] };

/** Tells from all rows of a run which count now: of what lies in a phase, those since it was last opened. */
export function presentOf<State extends StepState>(
  { order, nodes, scopes }: Graph,
  all: readonly State[],
): Present<State> {
  // a run that went back for a while has rows of that way, too
  const rows = all.filter((row) => nodes.has(row.id));
  if (scopes.size === 0) return { states: new Map(rows.map((row) => [row.id, row])), past: [] };
  const byId = Map.groupBy(rows, (row) => row.id);
  const states = new Map<string, State>();
  for (const id of order) {
    const { scope = null } = nodes.get(id) ?? {};
    const since = scope === null ? 1 : states.get(scope)?.iteration;
    const last = byId.get(id)?.reduce((a, b) => (b.iteration > a.iteration ? b : a));
    if (last && since !== undefined && last.iteration >= since) states.set(id, last);
  }
  return { states, past: rows.filter((row) => states.get(row.id) !== row) };
}

/** The iteration in which a step begins now: that of the phase around it. */
export function iterationOf<State extends StepState>(
  { nodes }: Graph,
  states: ReadonlyMap<string, State>,
  id: string,
): number {
  const scope = nodes.get(id)?.scope ?? null;
  return scope === null ? 1 : (states.get(scope)?.iteration ?? 1);
}

/** Which round a phase is in, since what lies around it last began, and when that one began. */
export function roundOf<State extends StepState>(
  graph: Graph,
  { states, past }: Present<State>,
  phase: string,
): { number: number; began: Date } | null {
  const now = states.get(phase);
  if (!now) return null;
  const since = iterationOf(graph, states, phase);
  const earlier = past.filter((row) => row.id === phase && row.iteration >= since);
  return { number: earlier.length + 1, began: now.endedAt ?? now.startedAt };
}

/** Whether a node begins anew with the rounds of a phase. */
function isWithin({ nodes }: Pick<Graph, "nodes">, id: string, phase: string): boolean {
  const scope = nodes.get(id)?.scope ?? null;
  return scope !== null && (scope === phase || isWithin({ nodes }, scope, phase));
}

/**
 * Opens a phase again: what lay in it becomes past, and its next iteration is one that none of it has had.
 * Names what was still going on and is given up with it.
 */
export function openAgain<State extends StepState>(
  graph: Graph,
  present: Present<State>,
  phase: string,
): { iteration: number; left: State[] } {
  const { states, past } = present;
  const left = [...states.values()].filter((it) => isWithin(graph, it.id, phase));
  const opened = states.get(phase);
  let iteration = 1;
  for (const row of [...left, ...(opened ? [opened] : []), ...past])
    if (row.id === phase || isWithin(graph, row.id, phase))
      iteration = Math.max(iteration, row.iteration + 1);
  for (const row of left) states.delete(row.id);
  past.push(...left, ...(opened ? [opened] : []));
  return { iteration, left };
}
