import { z } from "zod";
import { condition, stepList } from "../grammar/field.ts";
import type { FaultAt } from "../grammar/problem.ts";
import { type AnyStep, defineStep } from "./step-type.ts";
import type { World } from "./world.ts";

type Path = { name: string; when?: string | undefined; steps: AnyStep[] };

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
  form: {
    text: null,
    who: null,
    nest: (paths) => ({
      paths: paths.map(({ name, when, steps }) => ({
        name,
        ...(when !== null && { when }),
        steps,
      })),
    }),
  },
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
  inside: (step) =>
    step.paths.map(({ name, when, steps }, i) => ({
      name,
      when: when ?? null,
      steps,
      path: ["paths", i, "steps"],
    })),
  faults(step) {
    const names = step.paths.map((path) => path.name);
    const otherwise = step.paths.findIndex((path) => path.when === undefined);
    return step.paths.flatMap(({ name }, i): FaultAt[] => {
      if (otherwise !== -1 && i > otherwise)
        return [
          {
            code: "unreachable",
            path: ["paths", i],
            message: `"${name}" can never be taken: "${names[otherwise]}" before it has no condition.`,
            fix: `Give "${names[otherwise]}" a condition, or move it to the end.`,
          },
        ];
      if (names.indexOf(name) < i || name === "none")
        return [
          {
            code: "not-allowed",
            path: ["paths", i, "name"],
            message: `A path cannot be called "${name}" here.`,
            fix: "Give each path a name of its own.",
          },
        ];
      return [];
    });
  },
  layOut(step, layout) {
    // the steps inside are nodes of their own
    const paths = step.paths.map((path) => ({ ...path, steps: [] }));
    const entry = layout.step(Object.assign({}, step, { paths }));
    const exit = layout.join(step);
    for (const path of step.paths) {
      const inner = layout.sequence(path.steps, { step: step.id, path: path.name });
      if (inner) layout.edge(entry, inner, path.name);
      layout.edge(inner ?? entry, exit, inner ? undefined : path.name);
    }
    layout.edge(entry, exit, "none");
    return { entry: entry.entry, exit: exit.exit };
  },
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

function choose(paths: Path[], world: World) {
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
