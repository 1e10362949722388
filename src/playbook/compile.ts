import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep, Layout, Span } from "../steps/step-type.ts";
import type { Plan, PlanNode } from "./plan.ts";

/** Lays the steps out as nodes and edges: in sequence, unless a step's type says otherwise. */
export function compile(steps: AnyStep[], types = knownSteps): Plan {
  const plan: Plan = { nodes: [], edges: [] };

  function add(node: PlanNode): Span {
    plan.nodes.push(node);
    return { entry: node.id, exit: node.id };
  }

  function layoutUnder(under: PlanNode["under"]): Layout {
    const layout: Layout = {
      step: (step) => add({ id: step.id, step, closes: null, under }),
      join: (step) => add({ id: `${step.id}/end`, step: null, closes: step.id, under }),
      sequence: (inner, place) => sequence(inner, layoutUnder(place)),
      // a path leaves its step at once; without one the edge leaves what the span ends with
      edge: (from, to, path) =>
        plan.edges.push({
          from: path === undefined ? from.exit : from.entry,
          to: to.entry,
          path: path ?? null,
        }),
    };
    return layout;
  }

  function sequence(inner: AnyStep[], layout: Layout): Span | null {
    const spans = inner.map(
      (step) => typeOf(types, step).layOut?.(step, layout) ?? layout.step(step),
    );
    for (const [i, span] of spans.entries()) {
      const before = spans[i - 1];
      if (before) layout.edge(before, span);
    }
    const [first, last] = [spans[0], spans.at(-1)];
    return first && last ? { entry: first.entry, exit: last.exit } : null;
  }

  sequence(steps, layoutUnder(null));
  return plan;
}
