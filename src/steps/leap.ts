import { z } from "zod";
import { isRecord } from "../grammar/field.ts";
import { defineStep } from "./step-type.ts";

/** What a decided path leads to, other than the next step. */
export const leap = defineStep({
  do: "leap",
  internal: true,
  about: "Leads from a path to another round, to the run's end, or backward.",
  example: "",
  parks: false,
  form: { text: null, who: null },
  fields: () => ({
    then: z.enum(["again", "end", "rollback"]),
    phase: z.string().nullable(),
    at_most: z.number(),
    /** the decision, and the path that was decided for */
    of: z.string(),
    reason: z.string(),
  }),
  summary: (step) => words[step.then],
  results: () => ({}),
  async begin({ then, phase, at_most: atMost, of, reason }, world) {
    const decided = world.values[of];
    const why = isRecord(decided) && typeof decided["why"] === "string" ? decided["why"] : null;
    if (then !== "again")
      return { is: "leave", by: then, reason: why === null ? reason : `${reason}: ${why}` };
    const round = phase === null ? null : world.round(phase);
    if (phase === null || !round || round.number >= atMost)
      return { is: "done", note: `round ${atMost} of ${atMost} was the last` };
    return { is: "again", phase, note: `round ${round.number + 1} of ${atMost}` };
  },
  expect: (step) => ({ says: words[step.then], lasts: { is: "instant" } }),
});

const words = {
  again: "Another round",
  end: "The run ends here",
  rollback: "What was done is taken back",
};
