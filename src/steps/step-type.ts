import { z } from "zod";
import type { Type } from "../grammar/catalogue.ts";
import { condition, datePhrase, duration, person } from "../grammar/field.ts";
import type { FaultAt } from "../grammar/problem.ts";
import type { Content, Effects, Expectation, Outcome, Output, Signal, World } from "./world.ts";

/** A step as every other part of the program sees it; its own fields are read by its own file only. */
export type AnyStep = {
  id: string;
  do: string;
  name?: string | undefined;
  only_if?: string | undefined;
  at?: string | undefined;
  after?: string[] | undefined;
  retry?: Retry | undefined;
  timeout?: string | undefined;
  remind?: string | undefined;
  escalate?: Escalation[] | undefined;
  approval?: Approval | undefined;
  notes?: string | undefined;
};

const StepId = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a step's id is small letters, digits and _")
  .max(60)
  .describe("short name, unique in the playbook; results are used as id.name");

const Retry = z
  .strictObject({
    limit: z.number().int().min(1).max(10).describe("how often to try again"),
    wait: duration(
      "how long to wait before the first new try; it grows fourfold each time",
    ).optional(),
  })
  .describe("what to do when the step fails for a passing reason");
type Retry = z.infer<typeof Retry>;

const Escalation = z
  .strictObject({
    in: duration("when nothing happens: after how long to ask somebody else as well"),
    who: person("who is asked as well, and may then do it or decide"),
  })
  .describe("whom to ask as well, and when");
type Escalation = z.infer<typeof Escalation>;

const nudging = {
  remind: duration("how often whoever it waits for is reminded, within working hours").optional(),
  escalate: z.array(Escalation).min(1).max(5).optional(),
};

export const Approval = z
  .strictObject({
    who: person("who decides: csm, manager, owner, starter or @somebody").optional(),
    second_person: z
      .boolean()
      .describe("true: never the person who wrote or started it")
      .optional(),
    on_reject: z.enum(["send_back", "skip", "stop"]).describe("what Reject does").optional(),
    ...nudging,
  })
  .describe("who says yes before it leaves the house; without it the account's csm does");
export type Approval = z.infer<typeof Approval>;

const common = {
  id: StepId,
  name: z.string().min(1).max(120).describe("what people call the step").optional(),
  only_if: condition("the step is left out unless this is true").optional(),
  at: datePhrase("the step waits for this date").optional(),
  after: z
    .array(StepId)
    .min(1)
    .max(20)
    .describe("inside parallel: the steps it waits for")
    .optional(),
  retry: Retry.optional(),
  notes: z.string().max(2000).describe("for readers of the playbook").optional(),
};
const parked = {
  timeout: duration(
    "how long it may wait; then it ends with the result `timed out` and the run goes on",
  ).optional(),
  ...nudging,
};
const leaving = { ...parked, approval: Approval.optional() };

/** How a structural step lays itself out; see playbook/compile. */
export type Span = { entry: string; exit: string };
export type Layout = {
  step(step: AnyStep): Span;
  /** where the paths of a branching step meet again */
  join(step: AnyStep): Span;
  sequence(steps: AnyStep[], under: { step: string; path: string | null }): Span | null;
  edge(from: Span, to: Span, path?: string): unknown;
};

type StepSchema = z.ZodObject<typeof common & { do: z.ZodLiteral<string> }, z.core.$strict>;

/** The schema of a list of steps, for types that hold steps. */
type Nesting = { steps: z.ZodType<AnyStep[]> };

/** Steps inside a step: where they stand in it, and when they happen. */
type Inside = {
  /** the path they lie on; null: the step has no choice of paths */
  name: string | null;
  when: string | null;
  steps: AnyStep[];
  path: (string | number)[];
  /** how it is taken, where no condition decides */
  said?: string;
  /** they happen side by side, each behind those its `after` names */
  apart?: boolean;
};

/** A path of a branching step, as the form a model fills names it. */
export type FormPath = { name: string; when: string | null; steps: unknown[] };

/** How a flat row of the form that a model fills becomes a step of this type. */
type RowForm = {
  /** the fields that the row's `text` and `who` fill; null: it has none */
  text: string | null;
  who: string | null;
  /** for a type whose paths hold steps: its fields, from the rows inside it */
  nest?(paths: FormPath[]): Record<string, unknown>;
  /** the same for one that holds steps without a choice of paths */
  hold?(steps: unknown[]): Record<string, unknown>;
};

/** What a step that is done came to, for taking it back. */
export type Done = { iteration: number; output: Output; result: string | null };

/** How to take back what was done: by steps, or not at all, with the reason in words. null: nothing needs to be. */
export type Undo = { steps: AnyStep[] } | { cannot: string } | null;

export type StepType = {
  do: string;
  about: string;
  /** no playbook can name it: only plans hold it */
  internal?: true;
  /** one step in YAML */
  example: string;
  /** may wait for people or the world, so it may have a timeout */
  parks: boolean;
  form: RowForm;
  schema(of: Nesting): StepSchema;
  /** its line on a card: verb, object, owner */
  summary(step: AnyStep): string;
  /** what a name of its own leaves out of that: who does it, how long it waits */
  gist?(step: AnyStep): string;
  /** the type of each result, used as id.name */
  results(step: AnyStep): Record<string, Type>;
  /** the steps inside, path by path */
  inside?(step: AnyStep): Inside[];
  /** names only one of its fields may use, by field */
  sees?: Record<string, Record<string, Type>>;
  /** what the schema cannot say about it, with the place inside the step */
  faults?(step: AnyStep): FaultAt[];
  layOut?(step: AnyStep, layout: Layout): Span;
  /** what would leave the house; a type that has this is approved before it begins */
  content?(step: AnyStep, world: World): Content | { held: string };
  begin(step: AnyStep, world: World, effects: Effects, approved: Content | null): Promise<Outcome>;
  resume?(step: AnyStep, signal: Signal, world: World, kept: Output | null): Outcome;
  /** for a step that waits for a date: the moment it means by now, as dates may be changed meanwhile */
  until?(step: AnyStep, world: World): Date | null;
  /** for a step that waits until something is so: whether it is by now */
  ripe?(step: AnyStep, world: World): boolean;
  /** its own inverse; a playbook's `undo` comes before it */
  undo?(step: AnyStep, done: Done): Undo;
  expect(step: AnyStep, world: World): Expectation;
};

type Common = z.infer<z.ZodObject<typeof common & typeof leaving>>;
type StepOf<Do extends string, Fields extends z.ZodRawShape> = Common & { do: Do } & z.infer<
    z.ZodObject<Fields>
  >;

/** As StepType, with the step as this type's own schema reads it. */
type Definition<Do extends string, Fields extends z.ZodRawShape> = Pick<
  StepType,
  "about" | "internal" | "example" | "parks" | "form" | "sees"
> & {
  do: Do;
  fields(of: Nesting): Fields;
  summary(step: StepOf<Do, Fields>): string;
  gist?(step: StepOf<Do, Fields>): string;
  results(step: StepOf<Do, Fields>): Record<string, Type>;
  inside?(step: StepOf<Do, Fields>): Inside[];
  faults?(step: StepOf<Do, Fields>): FaultAt[];
  layOut?(step: StepOf<Do, Fields>, layout: Layout): Span;
  content?(step: StepOf<Do, Fields>, world: World): Content | { held: string };
  begin(
    step: StepOf<Do, Fields>,
    world: World,
    effects: Effects,
    approved: Content | null,
  ): Promise<Outcome>;
  resume?(step: StepOf<Do, Fields>, signal: Signal, world: World, kept: Output | null): Outcome;
  until?(step: StepOf<Do, Fields>, world: World): Date | null;
  ripe?(step: StepOf<Do, Fields>, world: World): boolean;
  undo?(step: StepOf<Do, Fields>, done: Done): Undo;
  expect(step: StepOf<Do, Fields>, world: World): Expectation;
};

/** A step type in one place: its methods take the step as its own schema reads it. */
export function defineStep<const Do extends string, Fields extends z.ZodRawShape>(
  type: Definition<Do, Fields>,
): StepType {
  const { gist, inside, faults, layOut, content, resume, until, ripe, undo } = type;
  // only the reader makes steps, by the schema below, so `do` tells the rest
  const isOwn = (step: object): step is StepOf<Do, Fields> => "do" in step && step.do === type.do;
  const own = (step: AnyStep): StepOf<Do, Fields> => {
    if (isOwn(step)) return step;
    throw new Error(`${step.id} is a ${step.do}, not a ${type.do}`);
  };
  return {
    do: type.do,
    about: type.about,
    ...(type.internal && { internal: type.internal }),
    example: type.example,
    parks: type.parks,
    form: type.form,
    ...(type.sees && { sees: type.sees }),
    schema: (of) =>
      z
        .strictObject({
          ...common,
          ...(type.parks ? parked : {}),
          ...(content ? leaving : {}),
          do: z.literal(type.do),
          ...type.fields(of),
        })
        .describe(type.about),
    summary: (step) => type.summary(own(step)),
    ...(gist && { gist: (step) => gist(own(step)) }),
    results: (step) => type.results(own(step)),
    ...(inside && { inside: (step) => inside(own(step)) }),
    ...(faults && { faults: (step) => faults(own(step)) }),
    ...(layOut && { layOut: (step, layout) => layOut(own(step), layout) }),
    ...(content && { content: (step, world) => content(own(step), world) }),
    begin: (step, world, effects, approved) => type.begin(own(step), world, effects, approved),
    ...(resume && {
      resume: (step, signal, world, kept) => resume(own(step), signal, world, kept),
    }),
    ...(until && { until: (step, world) => until(own(step), world) }),
    ...(ripe && { ripe: (step, world) => ripe(own(step), world) }),
    ...(undo && { undo: (step, done) => undo(own(step), done) }),
    expect: (step, world) => type.expect(own(step), world),
  };
}
