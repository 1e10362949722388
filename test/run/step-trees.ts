import fc from "fast-check";
import { z } from "zod";
import { stepList } from "../../src/grammar/field.ts";
import { knownSteps } from "../../src/steps/all.ts";
import { type AnyStep, defineStep } from "../../src/steps/step-type.ts";

/** Starts all its branches at once and ends when the last one has: what the graph can do beyond the language. */
const together = defineStep({
  do: "together",
  about: "Does all its branches at the same time.",
  example: "id: both\ndo: together",
  parks: false,
  form: { text: null, who: null },
  fields: ({ steps }) => ({ branches: z.array(z.object({ steps: stepList("a branch", steps) })) }),
  summary: () => "Together",
  results: () => ({}),
  layOut(step, layout) {
    const entry = layout.step(Object.assign({}, step, { branches: [] }));
    const exit = layout.join(step);
    for (const [i, branch] of step.branches.entries()) {
      const inner = layout.sequence(branch.steps, { step: step.id, path: `branch ${i}` });
      if (inner) layout.edge(entry, inner);
      if (inner) layout.edge(inner, exit);
    }
    return { entry: entry.entry, exit: exit.exit };
  },
  begin: async () => ({ is: "done" }),
  expect: () => ({ says: "Together", lasts: { is: "instant" } }),
});

export const treeTypes = new Map([...knownSteps, ["together", together] as const]);

type Tree = { is: "step" } | { is: "if" | "together"; branches: Tree[][] };

const { trees } = fc.letrec<{ tree: Tree; trees: Tree[] }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant<Tree>({ is: "step" }),
    fc.record({
      is: fc.constantFrom("if" as const, "together" as const),
      branches: fc.array(tie("trees"), { minLength: 1, maxLength: 3 }),
    }),
  ),
  trees: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }),
}));

/** Lists of steps, nested at random; every step has an id of its own. */
export const stepTrees = trees.map((list) => {
  let count = 0;
  const stepsOf = (inner: Tree[]): AnyStep[] => inner.map(stepOf);
  function stepOf(tree: Tree): AnyStep {
    const id = `s${++count}`;
    if (tree.is === "step") return { id, do: "message" };
    const branches = tree.branches.map((it, i) => ({ name: `path ${i}`, steps: stepsOf(it) }));
    const inside = tree.is === "if" ? { paths: branches } : { branches };
    return Object.assign({ id, do: tree.is }, inside);
  }
  return stepsOf(list);
});
