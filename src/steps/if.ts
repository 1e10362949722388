import { z } from "zod";
import { condition, stepList } from "../grammar/field.ts";
import type { FaultAt } from "../grammar/problem.ts";
import { insidePaths, layOutPaths, nameFaults, nestPaths, type StepPath } from "./paths.ts";
import { defineStep } from "./step-type.ts";
import type { World } from "./world.ts";

export const choice = defineStep({
  do: "if",
  about: "Takes the first path whose condition is true; a path without one is otherwise.",
  example: `id: route
do: if
paths:
  - name: Offer
    when: outcome.mood != "red"
    steps:
      - { id: offer_note, do: message, text: "We make an offer." }
  - name: Rescue
    steps:
      - { id: rescue_note, do: message, text: "We rescue." }`,
  parks: false,
  form: { text: null, who: null, nest: nestPaths },
  fields: ({ steps }) => ({
    paths: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(80).describe("what people call the path"),
          when: condition("true: this path; left out: otherwise").optional(),
          steps: stepList("what happens on this path", steps),
        }),
      )
      .min(1)
      .max(20),
  }),
  summary: (step) => `Choose: ${step.paths.map((path) => path.name).join(" or ")}`,
  results: (step) => ({ result: { oneOf: [...step.paths.map((path) => path.name), "none"] } }),
  inside: (step) => insidePaths(step.paths),
  faults(step) {
    const otherwise = step.paths.findIndex((path) => path.when === undefined);
    const behind = otherwise === -1 ? [] : step.paths.slice(otherwise + 1);
    const first = step.paths[otherwise]?.name;
    return [
      ...nameFaults(step.paths, ["none"]),
      ...behind.map(({ name }, i): FaultAt => ({
        code: "unreachable",
        path: ["paths", otherwise + 1 + i],
        message: `"${name}" can never be taken: "${first}" before it has no condition.`,
        fix: `Give "${first}" a condition, or move it to the end.`,
      })),
    ];
  },
  layOut: (step, layout) => layOutPaths(step, layout, ["none"]),
  async begin(step, world) {
    const taken = choose(step.paths, world);
    return { is: "done", result: taken.path, note: taken.because };
  },
  expect(step, world) {
    const taken = choose(step.paths, world);
    return {
      says: taken.because,
      lasts: { is: "instant" },
      ...(taken.unsure ? {} : { result: taken.path }),
    };
  },
});

function choose(paths: StepPath[], world: World) {
  let unsure = false;
  const against: string[] = [];
  for (const { name, when } of paths) {
    if (when === undefined)
      return { path: name, because: against.join("; ") || "there is no other path", unsure };
    const judged = world.judge(when);
    if (judged.unsure) unsure = true;
    if (judged.holds) return { path: name, because: judged.because, unsure };
    against.push(judged.because);
  }
  return { path: "none", because: `no path is true: ${against.join("; ")}`, unsure };
}
