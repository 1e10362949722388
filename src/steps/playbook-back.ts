import { z } from "zod";
import { defineStep } from "./step-type.ts";

/** Takes back what another run has done that was a part of this one: that run goes its own way back. */
export const playbookBack = defineStep({
  do: "playbook_back",
  about: "Rolls a run back that was a part of this one, and waits until it is.",
  internal: true,
  example: `id: rescue_back
do: playbook_back
run: 5f0c1e52-0000-4000-8000-000000000001
playbook: Risk response`,
  parks: true,
  form: { text: null, who: null },
  fields: () => ({
    run: z.string().describe("the run that is rolled back"),
    playbook: z.string().describe("what its playbook is called"),
  }),
  summary: (step) => `Roll back ${step.playbook}`,
  results: () => ({ result: { oneOf: ["rolled back"] } }),
  begin: async (step) => ({ is: "waiting", for: { kind: "way back", run: step.run } }),
  resume(_step, signal) {
    if (signal.is === "run" && signal.result === "rolled back")
      return { is: "done", result: signal.result };
    const reason = "its way back ended early, and what was left of it stays";
    return { is: "failed", reason, again: false };
  },
  expect: (step) => ({
    says: `Roll back ${step.playbook}`,
    lasts: { is: "event", name: `the way back of ${step.playbook}`, atMost: null },
    result: "rolled back",
  }),
});
