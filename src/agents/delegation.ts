import type { Shape } from "../grammar/shape.ts";
import type { Answer } from "../playbook/answer.ts";
import type { StepPlace } from "../store/steps.ts";

/** One hand-over of thinking work, as a run asks for it. */
export type DelegationRequest = {
  workspaceId: string;
  place: StepPlace & { attempt: number };
  /** the specialist the step names, or null when one is to be chosen */
  agent: string | null;
  ask: string;
  output: Shape;
  /** what the agent may know: the customer, the run so far */
  context: Record<string, unknown>;
};

export type Output = Record<string, Extract<Answer, { ok: true }>["value"]>;

/** What came of the thinking itself. Reasons are for people. */
export type Finding =
  | { is: "answered"; output: Output }
  | { is: "failed"; reason: string; again: boolean }
  | { is: "unavailable"; reason: string };

export type Delegated =
  | Exclude<Finding, { is: "answered" }>
  | (Extract<Finding, { is: "answered" }> & { by: string });

/** The orchestrator's decision: who does what, and why. */
export type HandOver = { specialist: string; task: string; why: string };
