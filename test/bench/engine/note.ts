import { defineStep } from "../../../src/steps/step-type.ts";

/** The least a step can do: it counts, and says so. Only benches know it. */
export const note = defineStep({
  do: "note",
  about: "Counts.",
  example: "id: a\ndo: note",
  parks: false,
  form: { text: null, who: null },
  fields: () => ({}),
  summary: () => "Count",
  results: () => ({ count: "number" }),
  begin: async (step) => ({ is: "done", output: { count: Number(step.id.slice(1)) } }),
  expect: () => ({ says: "Counts", lasts: { is: "instant" } }),
});
