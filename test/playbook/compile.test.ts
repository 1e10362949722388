import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/playbook/compile.ts";
import { everyStep } from "../../src/playbook/check-steps.ts";
import { Plan } from "../../src/playbook/plan.ts";
import type { AnyStep } from "../../src/steps/step-type.ts";
import { stepTrees } from "../run/step-trees.ts";
import { libraryIds, librarySource, playbookOf } from "../support/library.ts";

function step(id: string, more: object = {}): AnyStep {
  return Object.assign({ id, do: "message" }, more);
}

function choice(id: string, paths: [string, AnyStep[]][]): AnyStep {
  return step(id, { do: "if", paths: paths.map(([name, steps]) => ({ name, steps })) });
}

function edgesOf(steps: AnyStep[]): string[] {
  return compile(steps).edges.map(
    ({ from, to, path }) => `${from} > ${to}${path === null ? "" : ` | ${path}`}`,
  );
}

describe("steps become nodes and edges", () => {
  const cases: [string, AnyStep[], string[]][] = [
    ["one step has no edge", [step("a")], []],
    ["in sequence", [step("a"), step("b"), step("c")], ["a > b", "b > c"]],
    [
      "a choice opens its paths and joins them",
      [
        step("a"),
        choice("if", [
          ["X", [step("x")]],
          ["Y", [step("y1"), step("y2")]],
        ]),
        step("b"),
      ],
      [
        "if > x | X",
        "x > if/end",
        "y1 > y2",
        "if > y1 | Y",
        "y2 > if/end",
        "if > if/end | none",
        "a > if",
        "if/end > b",
      ],
    ],
    [
      "a choice inside a choice",
      [choice("out", [["P", [choice("in", [["Q", [step("q")]]])]]])],
      [
        "in > q | Q",
        "q > in/end",
        "in > in/end | none",
        "out > in | P",
        "in/end > out/end",
        "out > out/end | none",
      ],
    ],
  ];

  test.each(cases)("%s", (_name, steps, edges) => {
    expect(edgesOf(steps)).toEqual(edges);
  });

  test("a node knows the path it lies in, and a join what it closes", () => {
    const { nodes } = compile([choice("if", [["X", [step("x")]]]), step("b")]);

    expect(nodes.map(({ id, closes, under }) => [id, closes, under])).toEqual([
      ["if", null, null],
      ["if/end", "if", null],
      ["x", null, { step: "if", path: "X" }],
      ["b", null, null],
    ]);
  });

  test("the steps inside a step are nodes of their own, and stand in it no more", () => {
    const [node] = compile([choice("if", [["X", [step("x")]]])]).nodes;

    expect(node?.step).toEqual({ id: "if", do: "if", paths: [{ name: "X", steps: [] }] });
  });
});

describe("every plan", () => {
  test("has one node for each step and one join for each choice, and one beginning", () => {
    fc.assert(
      fc.property(
        stepTrees.filter((it) => !JSON.stringify(it).includes("together")),
        (steps) => {
          const plan = compile(steps);
          const all = everyStep(steps, []).map(({ step: it }) => it.id);
          const joins = plan.nodes.filter((node) => node.step === null);
          expect(plan.nodes.flatMap((node) => node.step?.id ?? []).toSorted()).toEqual(
            all.toSorted(),
          );
          expect(joins).toHaveLength(
            everyStep(steps, []).filter(({ step: it }) => it.do === "if").length,
          );
          const reached = new Set(plan.edges.map((edge) => edge.to));
          expect(plan.nodes.filter((node) => !reached.has(node.id)).map(({ id }) => id)).toEqual([
            steps[0]?.id,
          ]);
        },
      ),
    );
  });

  test.each(libraryIds)("of the library's %s is stored and read back as it was", (id) => {
    const plan = compile(playbookOf(librarySource(id)).steps);

    expect(Plan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });
});
