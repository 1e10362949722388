import { listInWords } from "../grammar/words.ts";
import { type AnyStep, defineStep } from "./step-type.ts";

/** Where what holds steps is judged, once all of them have ended: it has nothing but its gate. */
export const gate = defineStep({
  do: "gate",
  internal: true,
  about: "Judges what holds steps, when all of them have ended.",
  example: "",
  parks: true,
  form: { text: null, who: null },
  fields: () => ({}),
  summary: words,
  results: () => ({}),
  begin: async () => ({ is: "done", result: "passed" }),
  expect(step, world) {
    // what is measured asks nobody
    const asked = step.gate?.find((it) => it.when === undefined);
    const who = asked?.who ?? "csm";
    const lasts = asked
      ? { is: "people" as const, who: world.person(who)?.name ?? who }
      : { is: "instant" as const };
    return { says: words(step), lasts, result: "passed" };
  },
});

function words({ gate: criteria = [] }: AnyStep): string {
  return `Gate: ${listInWords(criteria.map(({ say }) => say))}`;
}
