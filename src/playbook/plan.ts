import { z } from "zod";
import type { AnyStep } from "../steps/step-type.ts";

/**
 * What the engine executes and a run pins: nodes and the edges between them. A step of the playbook is one node;
 * a step that branches has a join where its paths meet again.
 */
export type PlanNode = {
  id: string;
  /** the step with its own fields; steps inside it are nodes of their own. null for a join */
  step: AnyStep | null;
  /** for a join, the branching step whose paths meet here */
  closes: string | null;
  /** the branching step and its path that this one lies in */
  under: { step: string; path: string | null } | null;
  /** the innermost phase around it, with whose rounds it begins anew */
  scope: string | null;
  /** for a join: the first way into it is enough, and what is still going on inside is given up */
  any: boolean;
};

/** Taken once `from` has ended, and with `path` only if it ended with that result. */
export type Edge = { from: string; to: string; path: string | null };

export type Plan = { nodes: PlanNode[]; edges: Edge[] };

const Step: z.ZodType<AnyStep> = z.looseObject({ id: z.string(), do: z.string() });

/** A plan as it is stored; what was compiled is trusted, so steps are not read again. */
export const Plan: z.ZodType<Plan> = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      step: Step.nullable(),
      closes: z.string().nullable(),
      under: z.object({ step: z.string(), path: z.string().nullable() }).nullable(),
      scope: z.string().nullable().default(null),
      any: z.boolean().default(false),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), path: z.string().nullable() })),
});
