import { z } from "zod";
import { defineStep } from "./step-type.ts";

/** Takes back what an update step changed, where nobody has changed it since. */
export const restore = defineStep({
  do: "restore",
  about: "Gives fields of the customer the values they had before a step changed them.",
  internal: true,
  example: `id: renewed_back
do: restore
of: renewed
iteration: 1`,
  parks: false,
  form: { text: null, who: null },
  fields: () => ({
    of: z.string().describe("the step whose changes are taken back"),
    iteration: z.number().int().min(1).describe("which round of it"),
  }),
  summary: (step) => `Take back what “${step.of.replaceAll("_", " ")}” changed`,
  results: () => ({}),
  async begin(step) {
    const { of, iteration } = step;
    return { is: "done", result: "restored", takesBack: { step: of, iteration } };
  },
  expect: (step) => ({
    says: `Take back what “${step.of.replaceAll("_", " ")}” changed`,
    lasts: { is: "instant" },
    result: "restored",
  }),
});
