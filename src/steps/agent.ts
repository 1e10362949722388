import { z } from "zod";
import { agent as agentField, shapeField, text } from "../grammar/field.ts";
import { typesOf } from "../grammar/shape.ts";
import { defineStep } from "./step-type.ts";

export const agent = defineStep({
  do: "agent",
  about: "Has a specialist agent think something through; its answer is the step's result.",
  example: `id: summary
do: agent
agent: renewal
ask: Summarise {{customer.name}}'s year in five lines and list open risks.
output:
  summary: text
  risks: list of text`,
  parks: true,
  form: { text: "ask", who: "agent" },
  fields: () => ({
    agent: agentField("which specialist; left out, the orchestrator picks one").optional(),
    ask: text("what to think about"),
    output: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/), shapeField("kind of answer"))
      .describe("what it must answer; `text` when left out")
      .optional(),
  }),
  summary: (step) => `Ask the ${step.agent ?? "right"} agent`,
  gist: (step) => `by the ${step.agent ?? "right"} agent`,
  results: (step) => ({
    ...typesOf(shapeOf(step.output)),
    result: { oneOf: ["done", "timed out"] },
  }),
  async begin(step, world, effects) {
    const ask = world.render(step.ask, "plain");
    const form = shapeOf(step.output);
    const answer = await effects.delegate({ agent: step.agent ?? null, ask, output: form });
    switch (answer.is) {
      case "answered":
        return { is: "done", output: answer.output, result: "done", note: `by ${answer.by}` };
      case "failed":
        return { is: "failed", reason: answer.reason, again: answer.again };
      case "unavailable": {
        const who = world.person("csm");
        if (!who) return { is: "failed", reason: answer.reason, again: true };
        // the thinking is then a person's: the run goes on without a model
        return {
          is: "waiting",
          for: { kind: "answer", who: who.id, ...asked(step.name, ask, answer.reason), form },
          note: answer.reason,
        };
      }
    }
  },
  resume(_step, signal) {
    if (signal.is !== "answer") return { is: "done", result: "timed out" };
    return { is: "done", output: signal.values, result: "done", note: "answered by a person" };
  },
  expect: (step, world) => ({
    says: `Ask the ${step.agent ?? "right"} agent: ${world.render(step.ask, "plain")}`,
    lasts: { is: "instant" },
    result: "done",
  }),
});

// a whole order would be a wall of bold letters as a title
function asked(name: string | undefined, ask: string, reason: string) {
  return name === undefined
    ? { title: ask, details: reason }
    : { title: name, details: `${ask.trimEnd()}\n\n${reason}` };
}

function shapeOf(output: Record<string, string | string[]> | undefined) {
  return output ?? { text: "text" };
}
