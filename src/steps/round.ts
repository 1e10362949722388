import { z } from "zod";
import { plural } from "../grammar/words.ts";
import { roundsInWords } from "./rounds-in-words.ts";
import { defineStep } from "./step-type.ts";
import type { Outcome, World } from "./world.ts";

type Repeat = {
  phase: string;
  every?: string | undefined;
  until?: string | undefined;
  at_most: number;
};

/** The end of a round of a phase that repeats by itself. */
export const round = defineStep({
  do: "round",
  internal: true,
  about: "Ends a round of a phase, and begins the next one when it is time.",
  example: "",
  parks: true,
  hurries: true,
  form: { text: null, who: null },
  fields: () => ({
    phase: z.string(),
    every: z.string().optional(),
    until: z.string().optional(),
    at_most: z.number(),
  }),
  summary: () => "Next round",
  results: () => ({}),
  begin: async (step, world) => turn(step, world, false),
  // its moment has come, be it moved, or somebody has it begin now
  resume: (step, _signal, world) => turn(step, world, true),
  expect(step, world) {
    const says = `Again${roundsInWords(step)}, at most ${step.at_most} times`;
    let last = world.now;
    if (step.every !== undefined)
      for (let i = 1; i < step.at_most; i += 1) last = world.after(last, step.every);
    return { says, lasts: last > world.now ? { is: "until", at: last } : { is: "instant" } };
  },
});

function turn(
  { phase, every, until, at_most: atMost }: Repeat,
  world: World,
  hasWaited: boolean,
): Outcome {
  const { number, began } = world.round(phase) ?? { number: 1, began: world.now };
  const judged = until === undefined ? null : world.judge(until);
  if (judged?.holds)
    return { is: "done", note: `${judged.because}, after ${plural(number, "round")}` };
  if (number >= atMost) return { is: "done", note: `round ${number} of ${atMost} was the last` };
  const note = `round ${number + 1} of ${atMost}`;
  const next = every === undefined || hasWaited ? world.now : world.after(began, every);
  if (next > world.now) return { is: "waiting", for: { kind: "time", until: next }, note };
  return { is: "again", phase, note };
}
