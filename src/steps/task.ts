import { z } from "zod";
import { person, shapeField, text } from "../grammar/field.ts";
import { typesOf } from "../grammar/shape.ts";
import { nameInWords } from "../grammar/words.ts";
import { withBlanks } from "./blanks.ts";
import { defineStep } from "./step-type.ts";

export const task = defineStep({
  do: "task",
  about: "Asks a person to do something; they press Done and answer its questions.",
  example: `id: outcome
do: task
title: Log how the review went
who: csm
output:
  mood: [green, yellow, red]
  discount: number`,
  parks: true,
  form: { text: "title", who: "who" },
  fields: () => ({
    title: text("what to do, as a short order"),
    who: person("who does it: csm, manager, owner, starter or @somebody"),
    details: text("more, for the person who does it").optional(),
    output: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/), shapeField("kind of answer"))
      .describe("what Done asks for")
      .optional(),
  }),
  summary: (step) => withBlanks(step.title),
  aside: (step) => `by the ${nameInWords(step.who)}`.replace("the @", "@"),
  results: (step) => ({ ...typesOf(step.output ?? {}), result: { oneOf: ["done", "timed out"] } }),
  async begin(step, world) {
    const who = world.person(step.who);
    if (!who) return { is: "failed", reason: `there is nobody for "${step.who}"`, again: false };
    return {
      is: "waiting",
      for: {
        kind: "answer",
        who: who.id,
        title: world.render(step.title, "plain"),
        details: step.details === undefined ? null : world.render(step.details, "plain"),
        form: step.output ?? {},
      },
    };
  },
  resume(_step, signal) {
    if (signal.is !== "answer") return { is: "done", result: "timed out" };
    return { is: "done", output: signal.values, result: "done" };
  },
  expect: (step, world) => ({
    says: world.render(step.title, "plain"),
    lasts: { is: "people", who: world.person(step.who)?.name ?? step.who },
    result: "done",
  }),
});
