import { z } from "zod";
import { agent } from "./agent.ts";
import { decide } from "./decide.ts";
import { email } from "./email.ts";
import { gate } from "./gate.ts";
import { http } from "./http.ts";
import { choice } from "./if.ts";
import { leap } from "./leap.ts";
import { cancelMeeting } from "./cancel-meeting.ts";
import { meeting } from "./meeting.ts";
import { message } from "./message.ts";
import { parallel } from "./parallel.ts";
import { phase } from "./phase.ts";
import { playbook } from "./playbook.ts";
import { playbookBack } from "./playbook-back.ts";
import { round } from "./round.ts";
import { sms } from "./sms.ts";
import type { AnyStep, StepType } from "./step-type.ts";
import { restore } from "./restore.ts";
import { task } from "./task.ts";
import { update } from "./update.ts";
import { updates } from "./updates.ts";
import { wait } from "./wait.ts";
import { watch } from "./watch.ts";

/** Every step type there is: a new one is its file and its word here. */
export const stepTypes: readonly StepType[] = [
  email,
  sms,
  meeting,
  task,
  message,
  wait,
  choice,
  decide,
  phase,
  parallel,
  agent,
  update,
  http,
  watch,
  playbook,
];

/** Steps that only plans hold: what a playbook's own steps are laid out as, and what takes them back. */
const planTypes: readonly StepType[] = [
  gate,
  leap,
  round,
  updates,
  restore,
  cancelMeeting,
  playbookBack,
];

export type StepTypes = ReadonlyMap<string, StepType>;

export const knownSteps: StepTypes = new Map(
  [...stepTypes, ...planTypes].map((type) => [type.do, type]),
);

/** The type of a step that has been read; a `do` nobody knows never gets past the reader. */
export function typeOf(types: StepTypes, step: AnyStep): StepType {
  const type = types.get(step.do);
  if (!type) throw new Error(`no step type "${step.do}"`);
  return type;
}

/** Whether a playbook says it: what its steps are laid out as besides has a / in its id. */
export function isWritten(step: AnyStep): boolean {
  return !typeOf(knownSteps, step).internal && !step.id.includes("/");
}

const schemas = new WeakMap<StepType, z.ZodType>();

/** The schema of one step's own fields. */
export function schemaOf(types: StepTypes, step: AnyStep): z.ZodType {
  const type = typeOf(types, step);
  const schema = schemas.get(type) ?? type.schema({ steps: stepsSchema(types) });
  schemas.set(type, schema);
  return schema;
}

/** The schema of a list of steps over these types, which may hold lists of steps again. */
export function stepsSchema(types: StepTypes): z.ZodType<AnyStep[]> {
  const steps: z.ZodType<AnyStep[]> = z.lazy(() => z.array(step).min(1));
  const [first, ...others] = [...types.values()]
    .filter((type) => !type.internal)
    .map((type) => type.schema({ steps }));
  if (!first) throw new Error("no step types");
  const step = z.discriminatedUnion("do", [first, ...others]);
  return steps;
}
