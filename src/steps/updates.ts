import { z } from "zod";
import { listInWords, plural } from "../grammar/words.ts";
import { zonedAt } from "../grammar/zoned.ts";
import { roundsInWords } from "./rounds-in-words.ts";
import { defineStep } from "./step-type.ts";
import type { Outcome, World } from "./world.ts";

type Updates = { phase: string; title: string; every: string; quiet?: string | undefined };

/** Says again and again how a phase stands, for as long as it is open; its end gives this up. */
export const updates = defineStep({
  do: "updates",
  internal: true,
  about: "Says how an open phase stands.",
  example: "",
  parks: true,
  form: { text: null, who: null },
  fields: () => ({
    phase: z.string(),
    title: z.string(),
    every: z.string(),
    quiet: z.string().optional(),
  }),
  summary: (step) => `Say how it stands${roundsInWords({ every: step.every })}`,
  results: () => ({}),
  begin: async (step, world) => nextOne(step, world),
  resume(step, _signal, world) {
    const posts = isQuiet(step, world) ? [] : [{ to: null, text: standing(step, world) }];
    return { ...nextOne(step, world), posts };
  },
  looks: () => true,
  expect: (step) => ({
    says: `Say how it stands${roundsInWords({ every: step.every })}`,
    // the phase does not wait for it
    lasts: { is: "instant" },
  }),
});

function nextOne({ every }: Updates, world: World): Outcome & { is: "waiting" } {
  return { is: "waiting", for: { kind: "time", until: world.after(world.now, every) } };
}

function standing({ phase, title }: Updates, world: World): string {
  const { done, total, going } = world.inside(phase);
  const now = going.length > 0 ? ` Going on: ${listInWords(going.slice(0, 5))}.` : "";
  return world.render(`*${title}*: ${done} of ${plural(total, "step")} done.${now}`, "plain");
}

/** "20:00-08:00" may reach over midnight. */
function isQuiet({ quiet }: Updates, world: World): boolean {
  const [from = "", to = ""] = quiet?.split("-").map((it) => it.trim()) ?? [];
  if (quiet === undefined) return false;
  const now = zonedAt(world.now, world.zone).toPlainTime().toString().slice(0, 5);
  return from <= to ? from <= now && now < to : now >= from || now < to;
}
