import { stepInWords } from "../playbook/describe.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { StepLine } from "./progress.ts";
import type { Situation } from "./situation.ts";
import type { StepState } from "./state.ts";

/** What waits for its time only as long as nobody wants it sooner. */
export function earlyOf({ graph, customer }: Situation, state: StepState): Pick<StepLine, "early"> {
  const { step, scope } = graph.nodes.get(state.id) ?? {};
  const waits = state.status === "waiting" && state.stage === "work" && !state.settled;
  if (!step || !waits || !typeOf(knownSteps, step).hurries) return {};
  const around = scope ? graph.nodes.get(scope)?.step : null;
  const { iteration, turn } = state;
  return { early: { of: stepInWords(around ?? step, customer), iteration, turn } };
}
