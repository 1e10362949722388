import { z } from "zod";
import type { Type } from "../grammar/catalogue.ts";
import type { FaultAt } from "../grammar/problem.ts";
import {
  type Approval,
  common,
  type Escalation,
  leaving,
  type OnError,
  parked,
  type Retry,
  undoOf,
} from "./common-fields.ts";
import type { Criterion } from "./criterion.ts";
import type { Around, Inside } from "./inside.ts";
import type { RowForm } from "./row-form.ts";
import type {
  Content,
  Done,
  Effects,
  Expectation,
  Outcome,
  Output,
  Part,
  Signal,
  World,
} from "./world.ts";

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
  gate?: Criterion[] | undefined;
  on_error?: OnError | undefined;
  undo?: AnyStep[] | undefined;
  no_undo?: string | undefined;
  notes?: string | undefined;
};

/** How a structural step lays itself out; see playbook/compile. */
export type Span = { entry: string; exit: string };

/** A phase, how many rounds it has at most, and how long after a round began the next one does. */
export type Scope = { step: string; atMost: number; every?: string | undefined };

export type Layout = {
  /** the innermost phase around it, whose rounds it is part of */
  scope: Scope | null;
  step(step: AnyStep): Span;
  /** where the paths of a branching step meet again; `any`: the first that gets there is enough */
  join(step: AnyStep, any?: boolean): Span;
  /** steps in a row inside a step; `scope`: they begin anew with each round of that step */
  sequence(
    steps: AnyStep[],
    under: { step: string; path: string | null; scope?: Scope },
  ): Span | null;
  edge(from: Span, to: Span, path?: string): unknown;
};

/** The schema of a list of steps, for types that hold steps. */
type Nesting = { steps: z.ZodType<AnyStep[]> };

type Undoing = ReturnType<typeof undoOf<Nesting["steps"]>>;

type StepSchema = z.ZodObject<
  typeof common & Undoing & { do: z.ZodLiteral<string> },
  z.core.$strict
>;

/** How to take back what was done: by steps, or not at all, with the reason in words. null: nothing needs to be. */
type Undo = { steps: AnyStep[] } | { cannot: string } | null;

export type StepType = {
  do: string;
  about: string;
  /** no playbook can name it: only plans hold it */
  internal?: true;
  /** one step in YAML */
  example: string;
  /** may wait for people or the world, so it may have a timeout */
  parks: boolean;
  /** it waits for a time only until a person has what comes next begin at once */
  hurries?: true;
  form: RowForm;
  schema(of: Nesting): StepSchema;
  /** its line on a card: verb, object, owner */
  summary(step: AnyStep): string;
  /** what a name of its own leaves out of that: who does it, how long it waits */
  gist?(step: AnyStep): string;
  /** who does it and where it leads, where neither a name nor the summary says it */
  aside?(step: AnyStep): string;
  /** the type of each result, used as id.name */
  results(step: AnyStep): Record<string, Type>;
  /** what whoever does it instead is asked for, where that is not all of its results; `isNamed`: elsewhere in its playbook */
  byHand?(step: AnyStep, isNamed: (result: string) => boolean): Record<string, Type>;
  /** the steps inside, path by path */
  inside?(step: AnyStep): Inside[];
  /** the other playbook it runs, if it does */
  runs?(step: AnyStep): Part;
  /** names only one of its fields may use, by field */
  sees?: Record<string, Record<string, Type>>;
  /** the field that sees what came of the steps inside, as it is judged when they have ended */
  judgedBehind?: string;
  /** what the schema cannot say about it, with the place inside the step */
  faults?(step: AnyStep, around: Around): FaultAt[];
  layOut?(step: AnyStep, layout: Layout): Span;
  /** what would leave the house; a type that has this is approved before it begins */
  content?(step: AnyStep, world: World): Content | { held: string };
  /** what follows once it has left, where that is not the step's end */
  sent?(step: AnyStep, content: Content): Outcome;
  begin(step: AnyStep, world: World, effects: Effects, approved: Content | null): Promise<Outcome>;
  resume?(step: AnyStep, signal: Signal, world: World, kept: Output | null): Outcome;
  /** for a step that waits for a date: the moment it means by now, as dates may be changed meanwhile */
  until?(step: AnyStep, world: World): Date | null;
  /** while it waits it looks again and again: its moments are no dates of anybody's */
  looks?(step: AnyStep): boolean;
  /** for a step that waits until something is so: whether it is by now */
  ripe?(step: AnyStep, world: World): boolean;
  /** its own inverse; a playbook's `undo` comes before it */
  undo?(step: AnyStep, done: Done): Undo;
  /** the fields of the customer that it changes */
  sets?(step: AnyStep): string[];
  expect(step: AnyStep, world: World): Expectation;
};

type Common = z.infer<z.ZodObject<typeof common & typeof leaving & Undoing>>;
type StepOf<Do extends string, Fields extends z.ZodRawShape> = Common & { do: Do } & z.infer<
    z.ZodObject<Fields>
  >;

/** As StepType, with the step as this type's own schema reads it. */
type Definition<Do extends string, Fields extends z.ZodRawShape> = Pick<
  StepType,
  "about" | "internal" | "example" | "parks" | "hurries" | "form" | "sees" | "judgedBehind"
> & {
  do: Do;
  fields(of: Nesting): Fields;
  summary(step: StepOf<Do, Fields>): string;
  gist?(step: StepOf<Do, Fields>): string;
  aside?(step: StepOf<Do, Fields>): string;
  results(step: StepOf<Do, Fields>): Record<string, Type>;
  byHand?(step: StepOf<Do, Fields>, isNamed: (result: string) => boolean): Record<string, Type>;
  inside?(step: StepOf<Do, Fields>): Inside[];
  runs?(step: StepOf<Do, Fields>): Part;
  faults?(step: StepOf<Do, Fields>, around: Around): FaultAt[];
  layOut?(step: StepOf<Do, Fields>, layout: Layout): Span;
  content?(step: StepOf<Do, Fields>, world: World): Content | { held: string };
  sent?(step: StepOf<Do, Fields>, content: Content): Outcome;
  begin(
    step: StepOf<Do, Fields>,
    world: World,
    effects: Effects,
    approved: Content | null,
  ): Promise<Outcome>;
  resume?(step: StepOf<Do, Fields>, signal: Signal, world: World, kept: Output | null): Outcome;
  until?(step: StepOf<Do, Fields>, world: World): Date | null;
  looks?(step: StepOf<Do, Fields>): boolean;
  ripe?(step: StepOf<Do, Fields>, world: World): boolean;
  undo?(step: StepOf<Do, Fields>, done: Done): Undo;
  sets?(step: StepOf<Do, Fields>): string[];
  expect(step: StepOf<Do, Fields>, world: World): Expectation;
};

/** A step type in one place: its methods take the step as its own schema reads it. */
export function defineStep<const Do extends string, Fields extends z.ZodRawShape>(
  type: Definition<Do, Fields>,
): StepType {
  const {
    gist,
    aside,
    byHand,
    inside,
    runs,
    faults,
    layOut,
    content,
    sent,
    resume,
    until,
    looks,
    ripe,
    undo,
    sets,
  } = type;
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
    ...(type.hurries && { hurries: type.hurries }),
    form: type.form,
    ...(type.sees && { sees: type.sees }),
    ...(type.judgedBehind && { judgedBehind: type.judgedBehind }),
    schema: (of) =>
      z
        .strictObject({
          ...common,
          ...undoOf(of.steps),
          ...(type.parks ? parked : {}),
          ...(content ? leaving : {}),
          do: z.literal(type.do),
          ...type.fields(of),
        })
        .describe(type.about),
    summary: (step) => type.summary(own(step)),
    ...(gist && { gist: (step) => gist(own(step)) }),
    ...(aside && { aside: (step) => aside(own(step)) }),
    results: (step) => type.results(own(step)),
    ...(byHand && { byHand: (step, isNamed) => byHand(own(step), isNamed) }),
    ...(inside && { inside: (step) => inside(own(step)) }),
    ...(runs && { runs: (step) => runs(own(step)) }),
    ...(faults && { faults: (step, around) => faults(own(step), around) }),
    ...(layOut && { layOut: (step, layout) => layOut(own(step), layout) }),
    ...(content && { content: (step, world) => content(own(step), world) }),
    ...(sent && { sent: (step, it) => sent(own(step), it) }),
    begin: (step, world, effects, approved) => type.begin(own(step), world, effects, approved),
    ...(resume && {
      resume: (step, signal, world, kept) => resume(own(step), signal, world, kept),
    }),
    ...(until && { until: (step, world) => until(own(step), world) }),
    ...(looks && { looks: (step) => looks(own(step)) }),
    ...(ripe && { ripe: (step, world) => ripe(own(step), world) }),
    ...(undo && { undo: (step, done) => undo(own(step), done) }),
    ...(sets && { sets: (step) => sets(own(step)) }),
    expect: (step, world) => type.expect(own(step), world),
  };
}
