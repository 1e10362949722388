import { knownSteps, typeOf } from "../steps/all.ts";
import type { AnyStep, Layout, Scope, Span } from "../steps/step-type.ts";
import type { Plan, PlanNode } from "./plan.ts";

type Place = { under: PlanNode["under"]; scope: Scope | null };

/** Lays the steps out as nodes and edges: in sequence, unless a step's type says otherwise. */
export function compile(steps: AnyStep[], types = knownSteps): Plan {
  const plan: Plan = { nodes: [], edges: [] };

  function add(node: PlanNode): Span {
    plan.nodes.push(node);
    return { entry: node.id, exit: node.id };
  }

  function layoutAt(place: Place): Layout {
    const { under, scope } = place;
    const stands = { under, scope: scope?.step ?? null };
    return {
      scope,
      step: (step) => add({ id: step.id, step, closes: null, any: false, ...stands }),
      join: (step, any = false) =>
        add({ id: `${step.id}/end`, step: null, closes: step.id, any, ...stands }),
      sequence: (inner, { step, path, scope: own }) =>
        sequence(inner, { under: { step, path }, scope: own ?? scope }),
      // a path leaves its step at once; without one the edge leaves what the span ends with
      edge: (from, to, path) =>
        plan.edges.push({
          from: path === undefined ? from.exit : from.entry,
          to: to.entry,
          path: path ?? null,
        }),
    };
  }

  function sequence(inner: AnyStep[], place: Place): Span | null {
    const layout = layoutAt(place);
    const spans = inner.map((step) => layOut(step, layout));
    for (const [i, span] of spans.entries()) {
      const before = spans[i - 1];
      if (before) layout.edge(before, span);
    }
    const [first, last] = [spans[0], spans.at(-1)];
    return first && last ? { entry: first.entry, exit: last.exit } : null;
  }

  function layOut(step: AnyStep, layout: Layout): Span {
    const type = typeOf(types, step);
    if (!type.layOut) return layout.step(step);
    if (!step.gate) return type.layOut(step, layout);
    // what holds steps is judged when all of them have ended, not when it opens
    const { gate, retry, on_error, ...open } = step;
    const { remind, escalate } = step;
    const span = type.layOut(open, layout);
    const judged = layout.step({
      id: `${step.id}/gate`,
      do: "gate",
      only_if: `${step.id}.status != "skipped"`,
      gate,
      retry,
      on_error,
      remind,
      escalate,
    });
    layout.edge(span, judged);
    return { entry: span.entry, exit: judged.exit };
  }

  sequence(steps, { under: null, scope: null });
  return plan;
}
