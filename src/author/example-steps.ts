import { namedPlaybooks } from "../playbook/check-calls.ts";
import { readPlaybook } from "../playbook/read.ts";
import { stepTypes } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";

/**
 * The example of every step type, read as one playbook in the order of the list.
 * @throws when they do not hold together
 */
export function exampleSteps(): Map<string, AnyStep> {
  const steps = stepTypes.map(({ example }) => `  - ${example.replaceAll("\n", "\n    ")}`);
  const source = ["format: 1", "id: examples", "name: Examples", "goal: Show", "steps:", ...steps];
  const agents = [...source.join("\n").matchAll(/^ *agent: *(\w+)/gm)].map(([, name = ""]) => name);
  const reading = readPlaybook(source.join("\n"), {
    people: [],
    agents,
    customerFields: {},
    playbooks: namedPlaybooks(source.join("\n")),
  });
  if (!reading.ok) {
    const [first] = reading.problems;
    throw new Error(`the examples of the step types: ${first?.message}\n${first?.excerpt}`);
  }
  return new Map(reading.playbook.steps.map((step) => [step.do, step]));
}
