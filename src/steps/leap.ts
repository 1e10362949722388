import { z } from "zod";
import { isRecord } from "../grammar/field.ts";
import { defineStep } from "./step-type.ts";
import type { Outcome, World } from "./world.ts";

/** What a decided path leads to, other than the next step. */
export const leap = defineStep({
  do: "leap",
  internal: true,
  about: "Leads from a path to another round, to the run's end, or backward.",
  example: "",
  parks: true,
  hurries: true,
  form: { text: null, who: null },
  fields: () => ({
    then: z.enum(["again", "end", "rollback"]),
    phase: z.string().nullable(),
    at_most: z.number(),
    every: z.string().optional(),
    /** the decision, and the path that was decided for */
    of: z.string(),
    reason: z.string(),
  }),
  summary: (step) => words[step.then],
  results: () => ({}),
  begin: async (step, world) => away(step, world, false),
  // its moment has come, be it moved, or somebody has it begin now
  resume: (step, _signal, world) => away(step, world, true),
  expect(step, world) {
    const { then, phase, every } = step;
    if (then !== "again" || every === undefined || phase === null)
      return { says: words[then], lasts: { is: "instant" } };
    const next = world.after(world.round(phase)?.began ?? world.now, every);
    return {
      says: `${words[then]}, when it is time`,
      lasts: next > world.now ? { is: "until", at: next } : { is: "instant" },
    };
  },
});

type Leap = {
  then: "again" | "end" | "rollback";
  phase: string | null;
  at_most: number;
  every?: string | undefined;
  of: string;
  reason: string;
};

function away(
  { then, phase, at_most: atMost, every, of, reason }: Leap,
  world: World,
  hasWaited: boolean,
): Outcome {
  const decided = world.values[of];
  const why = isRecord(decided) && typeof decided["why"] === "string" ? decided["why"] : null;
  if (then !== "again")
    return { is: "leave", by: then, reason: why === null ? reason : `${reason}: ${why}` };
  const round = phase === null ? null : world.round(phase);
  if (phase === null || !round || round.number >= atMost)
    return { is: "done", note: `round ${atMost} of ${atMost} was the last` };
  const note = `round ${round.number + 1} of ${atMost}`;
  // whoever wants another round gets it when the playbook says that rounds begin, or somebody has it begin now
  const next = every === undefined || hasWaited ? world.now : world.after(round.began, every);
  if (next > world.now) return { is: "waiting", for: { kind: "time", until: next }, note };
  return { is: "again", phase, note };
}

const words = {
  again: "Another round",
  end: "The run ends here",
  rollback: "What was done is taken back",
};
