import { defineStep } from "./step-type.ts";

/** Where what holds steps is judged, once all of them have ended: it has nothing but its gate. */
export const gate = defineStep({
  do: "gate",
  internal: true,
  about: "Judges what holds steps, when all of them have ended.",
  example: "",
  parks: true,
  form: { text: null, who: null },
  fields: () => ({}),
  summary: () => "Gate",
  results: () => ({}),
  begin: async () => ({ is: "done", result: "passed" }),
  expect: () => ({ says: "Gate", lasts: { is: "instant" }, result: "passed" }),
});
