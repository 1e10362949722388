import { stepList } from "../grammar/field.ts";
import { defineStep } from "./step-type.ts";

// the way into what it holds; left out by its only_if, it has no result and that way is not taken
const opened = "opened";

export const phase = defineStep({
  do: "phase",
  about: "Groups steps under a name; they happen one after the other.",
  example: `id: prepare
do: phase
name: Prepare the review
steps:
  - { id: numbers, do: task, title: Collect the numbers, who: csm }
  - { id: slides, do: task, title: Make the slides, who: csm }`,
  parks: false,
  form: { text: null, who: null, hold: (steps) => ({ steps }) },
  fields: ({ steps }) => ({ steps: stepList("what happens in it, in order", steps) }),
  summary: (step) => `Phase “${step.id.replaceAll("_", " ")}”`,
  results: () => ({}),
  inside: (step) => [{ name: null, when: null, steps: step.steps, path: ["steps"] }],
  layOut(step, layout) {
    // the steps inside are nodes of their own
    const entry = layout.step(Object.assign({}, step, { steps: [] }));
    const exit = layout.join(step);
    const inner = layout.sequence(step.steps, { step: step.id, path: null });
    if (inner) layout.edge(entry, inner, opened);
    if (inner) layout.edge(inner, exit);
    layout.edge(entry, exit, "none");
    return { entry: entry.entry, exit: exit.exit };
  },
  begin: async () => ({ is: "done", result: opened }),
  expect: (step) => ({
    says: step.name ?? "These steps, one after the other",
    lasts: { is: "instant" },
    result: opened,
  }),
});
