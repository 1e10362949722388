import { z } from "zod";
import { stepList } from "../grammar/field.ts";
import type { FaultAt } from "../grammar/problem.ts";
import { defineStep, type Span } from "./step-type.ts";

// the way into what it holds; left out by its only_if, it has no result and that way is not taken
const opened = "opened";

export const parallel = defineStep({
  do: "parallel",
  about:
    "Does the steps in it at the same time and ends when all have; workstreams are phases in it.",
  example: `id: launch
do: parallel
name: Launch
steps:
  - { id: train, do: task, title: Train the admins, who: csm }
  - { id: load, do: task, title: Import their data, who: csm }
  - { id: check, do: task, title: Check the data, who: csm, after: [load] }`,
  parks: false,
  form: { text: null, who: null, hold: (steps) => ({ steps }) },
  fields: ({ steps }) => ({
    steps: stepList("what happens at the same time; `after` makes one wait for others", steps),
    join: z
      .enum(["all", "any"])
      .describe("any: the first that is through is enough, the others are given up")
      .optional(),
  }),
  summary: (step) => (step.join === "any" ? "Whichever comes first" : "At the same time"),
  gist: (step) => (step.join === "any" ? "whichever comes first" : ""),
  results: () => ({}),
  inside: (step) => [
    {
      name: null,
      when: null,
      steps: step.steps,
      path: ["steps"],
      apart: true,
      perhaps: step.join === "any",
    },
  ],
  faults: (step) =>
    step.steps.flatMap(({ id, after = [] }, i): FaultAt[] => {
      const before = step.steps.slice(0, i).map((it) => it.id);
      return after.flatMap((name, j) =>
        before.includes(name)
          ? []
          : {
              code: "not-yet-known" as const,
              path: ["steps", i, "after", j],
              message: `"${id}" cannot wait for "${name}": that is no step before it in "${step.id}".`,
              fix: before.length > 0 ? `Name one of ${before.join(", ")}.` : "Leave after: out.",
            },
      );
    }),
  layOut(step, layout) {
    // the steps inside are nodes of their own
    const entry = layout.step(Object.assign({}, step, { steps: [] }));
    const exit = layout.join(step, step.join === "any");
    const spans = new Map<string, Span>();
    for (const inner of step.steps) {
      const span = layout.sequence([inner], { step: step.id, path: null });
      if (!span) continue;
      const awaited = (inner.after ?? []).flatMap((id) => spans.get(id) ?? []);
      for (const before of awaited) layout.edge(before, span);
      if (awaited.length === 0) layout.edge(entry, span, opened);
      layout.edge(span, exit);
      spans.set(inner.id, span);
    }
    layout.edge(entry, exit, "none");
    return { entry: entry.entry, exit: exit.exit };
  },
  begin: async () => ({ is: "done", result: opened }),
  expect: (step) => ({
    says: step.name ?? "These steps, at the same time",
    lasts: { is: "instant" },
    result: opened,
  }),
});
