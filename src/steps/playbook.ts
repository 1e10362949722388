import { z } from "zod";
import { playbook as playbookField, text } from "../grammar/field.ts";
import { filledInputs } from "./filled.ts";
import { defineStep } from "./step-type.ts";

const timedOut = "timed out";

export const playbook = defineStep({
  do: "playbook",
  about: "Runs another playbook as a part of this one, and waits for its end unless wait is false.",
  example: `id: rescue
do: playbook
playbook: risk-response
inputs:
  reason: "{{outcome.mood}}"`,
  parks: true,
  form: { text: "playbook", who: null },
  fields: () => ({
    playbook: playbookField("the id of the other playbook; its version at that moment runs"),
    wait: z
      .boolean()
      .describe("false: starts it and goes on; it is not paused or cancelled with this one then")
      .optional(),
    inputs: z
      .record(z.string().regex(/^[a-z][a-z0-9_]*$/), text("a value for its input"))
      .describe("what the other playbook asks for, by the name of its input")
      .optional(),
  }),
  summary: (step) => `Run the playbook ${step.playbook}`,
  runs: ({ playbook: id, inputs = {}, wait = true }) => ({ playbook: id, inputs, waits: wait }),
  gist: (step) => `the playbook ${step.playbook}`,
  faults: (step) =>
    step.wait === false && step.timeout !== undefined
      ? [
          {
            code: "not-allowed",
            path: ["timeout"],
            message: "It does not wait, so it cannot time out.",
            fix: "Leave out timeout, or wait: false.",
          },
        ]
      : [],
  results: (step) =>
    step.wait === false
      ? { run: "text", result: { oneOf: ["started"] } }
      : {
          run: "text",
          reason: "text",
          result: { oneOf: ["succeeded", "stopped", "cancelled", "rolled back", timedOut] },
        },
  async begin(step, world, effects) {
    const start = { playbook: step.playbook, inputs: filledInputs(step.inputs ?? {}, world) };
    const child = await effects.child(start);
    if (child.is === "refused") return { is: "failed", reason: child.reason, again: false };
    const own = `as a run of its own, ${child.name}`;
    const note = child.lacks === null ? own : `${own}; ${child.lacks}`;
    if (step.wait !== false) return { is: "waiting", for: { kind: "run", ...start }, note };
    return { is: "done", output: { run: child.runId }, result: "started", note, start };
  },
  resume(_step, signal) {
    if (signal.is !== "run")
      return { is: "done", result: timedOut, note: "it took too long; its own run goes on" };
    const { runId: run, result, reason } = signal;
    return { is: "done", output: { run, reason: reason ?? "" }, result };
  },
  undo(step, { part }) {
    if (!part) return null;
    if (step.wait === false)
      return { cannot: "it is a run of its own: say “roll back” in its thread" };
    const { run, name } = part;
    return { steps: [{ id: `${step.id}_back`, do: "playbook_back", run, playbook: name }] };
  },
  expect: (step, world) => ({
    says: `Run the playbook ${step.playbook}`,
    ...(step.wait === false
      ? { lasts: { is: "instant" }, result: "started" }
      : {
          lasts: {
            is: "event",
            name: `the end of ${step.playbook}`,
            atMost: step.timeout === undefined ? null : world.after(world.now, step.timeout),
          },
          result: "succeeded",
        }),
  }),
});
