import { z } from "zod";
import type { Anchors } from "../grammar/date-phrase.ts";
import type { Calendar, Duration } from "../grammar/duration.ts";
import type { FaultAt } from "../grammar/problem.ts";

/** A trigger as every other part sees it; its own fields are read by its own file only. */
export type AnyTrigger = { by: string };

/** Somebody or something a trigger may fire for: a customer, or the workspace as a whole. */
export type Subject = {
  zone: string;
  /** without it Monday to Friday are business days */
  isBusinessDay?: Calendar["isBusinessDay"];
  values: Record<string, unknown>;
  /** the plain date of a customer's field, as YYYY-MM-DD */
  dateOf: Anchors["dateOf"];
  /** how much a number of the customer has changed, or null when it was not known then */
  change(field: string, over: Duration, now: Date): number | null;
};

export type Happening = { name: string; at: Date; data: Record<string, unknown> };

/** One moment a trigger means. It fires once for it, late if it must, but no longer once `until` has come. */
export type Moment = { at: Date; until: Date; occurrence: string };

export type TriggerType = {
  by: string;
  about: string;
  /** one trigger in YAML */
  example: string;
  schema: z.ZodObject<{ by: z.ZodLiteral<string> }, z.core.$strict>;
  /** the rule said back as one sentence's part: "90 days before the renewal date, at 09:00" */
  summary(trigger: AnyTrigger): string;
  /** what the schema cannot say about it, with the place inside the trigger */
  faults?(trigger: AnyTrigger): FaultAt[];
  /** for a trigger by time: the moment that stands open now, and when the next one comes */
  moments?(
    trigger: AnyTrigger,
    subject: Subject,
    time: { now: Date; since: Date },
  ): { open: Moment | null; next: Date | null };
  /** for a trigger by event: its name, and whether this one is meant; what it fills in */
  hears?(trigger: AnyTrigger): string;
  means?(
    trigger: AnyTrigger,
    happening: Happening,
    subject: Subject,
  ): { holds: boolean; because: string };
  gives?(trigger: AnyTrigger, happening: Happening, subject: Subject): Record<string, unknown>;
};

type TriggerOf<By extends string, Fields extends z.ZodRawShape> = { by: By } & z.infer<
  z.ZodObject<Fields>
>;

type Definition<By extends string, Fields extends z.ZodRawShape> = {
  by: By;
  about: string;
  example: string;
  fields: Fields;
  summary(trigger: TriggerOf<By, Fields>): string;
  faults?(trigger: TriggerOf<By, Fields>): FaultAt[];
  moments?(
    trigger: TriggerOf<By, Fields>,
    subject: Subject,
    time: { now: Date; since: Date },
  ): { open: Moment | null; next: Date | null };
  hears?(trigger: TriggerOf<By, Fields>): string;
  means?(
    trigger: TriggerOf<By, Fields>,
    happening: Happening,
    subject: Subject,
  ): { holds: boolean; because: string };
  gives?(
    trigger: TriggerOf<By, Fields>,
    happening: Happening,
    subject: Subject,
  ): Record<string, unknown>;
};

/** A trigger type in one place: its methods take the trigger as its own schema reads it. */
export function defineTrigger<const By extends string, Fields extends z.ZodRawShape>(
  type: Definition<By, Fields>,
): TriggerType {
  const { faults, moments, hears, means, gives } = type;
  const isOwn = (trigger: object): trigger is TriggerOf<By, Fields> =>
    "by" in trigger && trigger.by === type.by;
  const own = (trigger: AnyTrigger): TriggerOf<By, Fields> => {
    if (isOwn(trigger)) return trigger;
    throw new Error(`a ${trigger.by} trigger is not a ${type.by}`);
  };
  return {
    by: type.by,
    about: type.about,
    example: type.example,
    schema: z.strictObject({ ...type.fields, by: z.literal(type.by) }).describe(type.about),
    summary: (trigger) => type.summary(own(trigger)),
    ...(faults && { faults: (trigger) => faults(own(trigger)) }),
    ...(moments && { moments: (trigger, subject, time) => moments(own(trigger), subject, time) }),
    ...(hears && { hears: (trigger) => hears(own(trigger)) }),
    ...(means && {
      means: (trigger, happening, subject) => means(own(trigger), happening, subject),
    }),
    ...(gives && {
      gives: (trigger, happening, subject) => gives(own(trigger), happening, subject),
    }),
  };
}
