import fc from "fast-check";

export type Written = { id: string; do: string; steps?: Written[]; after?: string[] } & Record<
  string,
  unknown
>;

type Tree =
  | { is: "task" | "wait" | "message"; undo: boolean; gate: boolean }
  | { is: "decide"; branches: Tree[][] }
  | { is: "phase"; steps: Tree[]; undo: boolean; rounds: number }
  | { is: "parallel"; steps: Tree[]; any: boolean; after: boolean };

const { trees } = fc.letrec<{ tree: Tree; trees: Tree[] }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      is: fc.constantFrom("task" as const, "task" as const, "wait" as const, "message" as const),
      undo: fc.boolean(),
      gate: fc.boolean(),
    }),
    fc.record({
      is: fc.constant("decide" as const),
      branches: fc.array(tie("trees"), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      is: fc.constant("phase" as const),
      steps: tie("trees"),
      undo: fc.boolean(),
      rounds: fc.integer({ min: 1, max: 2 }),
    }),
    fc.record({
      is: fc.constant("parallel" as const),
      steps: tie("trees"),
      any: fc.boolean(),
      after: fc.boolean(),
    }),
  ),
  trees: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
}));

/** Steps as people write them, nested at random; every step has an id of its own. */
export const anySteps = trees.map((list) => {
  let count = 0;
  const stepsOf = (inner: Tree[]): Written[] => inner.map(stepOf);

  function stepOf(tree: Tree): Written {
    const id = `s${++count}`;
    const undo = [{ id: `back_${id}`, do: "task", title: `Undo ${id}`, who: "csm" }];
    switch (tree.is) {
      case "task":
      case "wait":
      case "message": {
        const own = {
          task: { title: id, who: "csm" },
          wait: { for: "1 day" },
          message: { text: id },
        };
        const gate = [{ say: `${id} is good`, who: "csm" }];
        return {
          id,
          do: tree.is,
          ...own[tree.is],
          ...(tree.undo && { undo }),
          ...(tree.gate && { gate }),
        };
      }
      case "decide": {
        const paths = tree.branches.map((it, i) => ({ name: `Path ${i}`, steps: stepsOf(it) }));
        return { id, do: "decide", question: id, who: "csm", paths };
      }
      case "phase": {
        const repeat = { every: "1 day", at_most: tree.rounds };
        const again = tree.rounds > 1 ? { repeat } : {};
        return {
          id,
          do: "phase",
          ...again,
          ...(tree.undo && { undo }),
          steps: stepsOf(tree.steps),
        };
      }
      case "parallel": {
        const steps = stepsOf(tree.steps);
        // the last one waits for the first
        const [first] = steps;
        const last = steps.at(-1);
        if (tree.after && first && last && first !== last) last.after = [first.id];
        return { id, do: "parallel", ...(tree.any && { join: "any" }), steps };
      }
    }
  }
  return stepsOf(list);
});

/** Every step that is written, however deep. */
export function allOf(steps: readonly Written[]): Written[] {
  return steps.flatMap((step) => {
    const paths = Array.isArray(step["paths"]) ? step["paths"] : [];
    const inside: Written[] = [...(step.steps ?? []), ...paths.flatMap((path) => path.steps ?? [])];
    return [step, ...allOf(inside)];
  });
}
