import { z } from "zod";
import { condition, person, stepList, text } from "../grammar/field.ts";
import { nameInWords } from "../grammar/words.ts";
import { withBlanks } from "./blanks.ts";
import { insidePaths, layOutPaths, nameFaults, nestPaths, type StepPath } from "./paths.ts";
import { defineStep } from "./step-type.ts";
import type { FaultAt } from "../grammar/problem.ts";
import type { World } from "./world.ts";

const timedOut = "timed out";

export const decide = defineStep({
  do: "decide",
  about: "Asks a person to choose a path; what was measured for each is shown beside it.",
  example: `id: next
do: decide
question: How do we go on with {{customer.name}}?
who: manager
paths:
  - name: Negotiate
    when: customer.health >= 60
    steps:
      - { id: talk, do: task, title: Call the sponsor, who: csm }
  - name: Let it go`,
  parks: true,
  form: { text: "question", who: "who", nest: nestPaths },
  fields: ({ steps }) => ({
    question: text("what is to be decided"),
    who: person("who decides: csm, manager, owner, starter or @somebody"),
    details: text("more, for the person who decides").optional(),
    paths: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(40).describe("what its button says"),
          when: condition("speaks for this path; shown beside it, true or not").optional(),
          steps: stepList("what happens on this path; left out: it goes on", steps).optional(),
          then: z
            .enum(["continue", "again", "end", "rollback"])
            .describe(
              "what follows: go on, another round of the phase around it, the run's end, or take back what was done",
            )
            .optional(),
        }),
      )
      .min(2)
      .max(5),
    reason: z.boolean().describe("true: whoever decides must say why").optional(),
  }),
  summary: (step) => withBlanks(step.question),
  aside: (step) =>
    `the ${nameInWords(step.who)} decides${leapsOf(step.paths)}`.replace("the @", "@"),
  results: (step) => ({
    why: "text",
    result: { oneOf: [...step.paths.map((path) => path.name), timedOut, "none"] },
  }),
  inside: (step) =>
    insidePaths(step.paths).map((path) => ({
      ...path,
      said: `if the ${nameInWords(step.who)} says so`.replace("the @", "@"),
    })),
  faults: (step, { rounds }) => [
    ...nameFaults(step.paths, ["none", timedOut]),
    ...step.paths.flatMap(({ then, name }, i): FaultAt[] =>
      then !== "again" || rounds > 1
        ? []
        : [
            {
              code: "not-allowed",
              path: ["paths", i, "then"],
              message: `"${name}" cannot lead to another round: there is no phase around it that has rounds.`,
              fix: "Put it into a phase with repeat: { at_most: 3 }, for example.",
            },
          ],
    ),
  ],
  layOut: (step, layout) => layOutPaths(step, layout, ["none", timedOut]),
  async begin(step, world) {
    const who = world.person(step.who);
    if (!who) return { is: "failed", reason: `there is nobody for "${step.who}"`, again: false };
    const details = step.details === undefined ? [] : [world.render(step.details, "plain")];
    return {
      is: "waiting",
      for: {
        kind: "answer",
        who: who.id,
        title: world.render(step.question, "plain"),
        details: [...details, ...measured(step.paths, world)].join("\n") || null,
        form: { path: step.paths.map((path) => path.name) },
        ...(step.reason && { reasonOn: step.paths.map((path) => path.name) }),
      },
    };
  },
  resume(_step, signal) {
    if (signal.is !== "answer") return { is: "done", result: timedOut };
    const { path, why } = signal.values;
    return {
      is: "done",
      result: typeof path === "string" ? path : timedOut,
      ...(typeof why === "string" && { output: { why }, note: why }),
    };
  },
  expect: (step, world) => ({
    says: world.render(step.question, "plain"),
    lasts: { is: "people", who: world.person(step.who)?.name ?? step.who },
  }),
});

/** What speaks for a path and what against it, a line each. */
function measured(paths: StepPath[], world: World): string[] {
  return paths.flatMap(({ name, when }) => {
    if (when === undefined) return [];
    const { holds, because } = world.judge(when);
    return [`${holds ? "✓" : "✗"} ${name}: ${because}`];
  });
}

const leaps = {
  continue: "",
  again: "begins another round",
  end: "ends the run",
  rollback: "takes back what was done",
};

/** "; “Stop” takes back what was done" */
function leapsOf(paths: StepPath[]): string {
  return paths
    .filter(({ then = "continue" }) => then !== "continue")
    .map(({ name, then = "continue" }) => `; “${name}” ${leaps[then]}`)
    .join("");
}
