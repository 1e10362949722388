import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/playbook/compile.ts";
import type { Plan } from "../../src/playbook/plan.ts";
import { graphOf, isOver, passed, type Walk, walkOf } from "../../src/run/graph.ts";
import type { StepState } from "../../src/run/state.ts";
import { stepTrees, treeTypes } from "./step-trees.ts";
import { doneWith, stateOf } from "./worlds.ts";

/** A plan from its edges, as "b -> c | left"; what begins with a capital is a join. */
function planOf(edges: string[]): Plan {
  const parsed = edges.map((edge) => {
    const [from = "", to = "", path = null] = edge.split(/ -> | \| /);
    return { from, to, path };
  });
  const ids = [...new Set(parsed.flatMap(({ from, to }) => [from, to]))];
  const nodes = ids.map((id) => ({
    id,
    step: /^[A-Z]/.test(id) ? null : { id, do: "message" },
    closes: null,
    under: null,
    scope: null,
    any: false,
  }));
  return { nodes, edges: parsed };
}

const chosen = ["a -> b", "b -> c | left", "b -> d | right", "b -> E | none", "c -> E", "d -> E"];
const both = ["a -> b", "a -> c", "b -> D", "c -> D", "D -> e"];

describe("the steps that are due", () => {
  const cases: [string, string[], StepState[], string[]][] = [
    ["the first ones, when nothing has begun", chosen, [], ["a"]],
    ["none, while one is at work", chosen, [stateOf("a", { status: "running" })], []],
    ["none, while one has failed", chosen, [stateOf("a", { status: "failed" })], []],
    ["the next, once one is done", chosen, [doneWith("a")], ["b"]],
    ["the next, once one is skipped", chosen, [stateOf("a", { status: "skipped" })], ["b"]],
    ["the chosen path", chosen, [doneWith("a"), doneWith("b", "right")], ["d"]],
    ["none, when no path is taken", chosen, [doneWith("a"), doneWith("b", "none")], []],
    [
      "none, when the choice was left out",
      chosen,
      [doneWith("a"), stateOf("b", { status: "skipped" })],
      [],
    ],
    ["both branches at once", both, [doneWith("a")], ["b", "c"]],
    ["none behind a join one branch has reached", both, [doneWith("a"), doneWith("c")], ["b"]],
    [
      "what is behind a join all have reached",
      both,
      [stateOf("c", { status: "skipped" }), doneWith("a"), doneWith("b")],
      ["e"],
    ],
  ];

  test.each(cases)("%s", (_name, edges, states, due) => {
    expect(walkOf(graphOf(planOf(edges)), states).due).toEqual(due);
  });

  test("a path that was not taken is never due, nor what is only behind it", () => {
    const walk = walkOf(graphOf(planOf(chosen)), [doneWith("a")]).walk;

    expect(passed(walk, "b", "left").due).toEqual(["c"]);

    expect(walk.ended.get("d")).toEqual({ passed: false });
    expect(isOver(walk)).toBe(false);
    expect(passed(walk, "c", null).due).toEqual([]);
    expect(isOver(walk)).toBe(true);
  });

  test("a step that ends twice opens nothing twice", () => {
    const { walk } = walkOf(graphOf(planOf(chosen)), []);

    expect(passed(walk, "a", null).due).toEqual(["b"]);
    expect(passed(walk, "a", null).due).toEqual([]);
  });

  test("every node stands after all it depends on", () => {
    fc.assert(
      fc.property(stepTrees, (steps) => {
        const plan = compile(steps, treeTypes);
        const { order } = graphOf(plan);
        expect(order).toHaveLength(plan.nodes.length);
        for (const { from, to } of plan.edges)
          expect(order.indexOf(from)).toBeLessThan(order.indexOf(to));
      }),
    );
  });
});

/** Goes through a plan as `pick` says, each due step ending with a result of its own; calls at every stop. */
function goThrough(
  plan: Plan,
  picks: number[],
  at: (walk: Walk, done: StepState[], open: string[]) => void,
) {
  const graph = graphOf(plan);
  const { walk, due } = walkOf(graph, []);
  const done: StepState[] = [];
  let open = due;
  for (let i = 0; open.length > 0; i++) {
    at(walk, done, open);
    const pick = picks[i % picks.length] ?? 0;
    const id = open[pick % open.length] ?? "";
    const paths = plan.edges.flatMap(({ from, path }) =>
      from === id && path !== null ? [path] : [],
    );
    const result = paths[pick % Math.max(1, paths.length)] ?? null;
    const isSkipped = pick % 5 === 0 && result === null;
    done.push(isSkipped ? stateOf(id, { status: "skipped" }) : doneWith(id, result));
    open = [...open.filter((it) => it !== id), ...passed(walk, id, result).due];
  }
  at(walk, done, open);
  return { walk, done };
}

const picks = fc.array(fc.nat(50), { minLength: 1, maxLength: 12 });

describe("on any plan", () => {
  test("no step is due before all ways into it are settled and one is taken", () => {
    fc.assert(
      fc.property(stepTrees, picks, (steps, how) => {
        const plan = compile(steps, treeTypes);
        const seen = new Set<string>();
        goThrough(plan, how, (walk, _done, open) => {
          expect(new Set(open).size).toBe(open.length);
          for (const id of open) {
            const into = plan.edges.filter((edge) => edge.to === id);
            const from = into.map((edge) => walk.ended.get(edge.from));
            expect(from).not.toContain(undefined);
            const taken = into.filter((edge, i) => {
              const end = from[i];
              return end?.passed && (edge.path === null || edge.path === (end.result ?? "none"));
            });
            expect(into.length === 0 || taken.length > 0).toBe(true);
            seen.add(id);
          }
        });
      }),
    );
  });

  test("the run is over when every step that became due has passed, and not before", () => {
    fc.assert(
      fc.property(stepTrees, picks, (steps, how) => {
        const plan = compile(steps, treeTypes);
        const { done, walk } = goThrough(plan, how, (now, _done, open) => {
          expect(isOver(now)).toBe(open.length === 0);
        });
        expect(isOver(walk)).toBe(true);
        expect(new Set(done.map((it) => it.id)).size).toBe(done.length);
      }),
    );
  });

  test("a walk made from the rows stands where the walk that led there stands", () => {
    fc.assert(
      fc.property(stepTrees, picks, fc.nat(3), (steps, how, begun) => {
        const plan = compile(steps, treeTypes);
        goThrough(plan, how, (walk, done, open) => {
          const running = open.slice(0, begun);
          const rows = [
            ...running.map((id) => stateOf(id, { status: "running" })),
            ...done.toReversed(),
          ];
          const again = walkOf(graphOf(plan), rows);
          expect(again.walk.ended).toEqual(walk.ended);
          expect(again.due.toSorted()).toEqual(open.slice(begun).toSorted());
        });
      }),
    );
  });
});
