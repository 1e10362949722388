import { z } from "zod";

/**
 * What a text field of a playbook means, beyond being text. The schema says it once; checking, filling in,
 * the author's manual and the forms all read it from there.
 */
export type Kind =
  | "text" // {{ }} text that people will read
  | "condition" // an expression that answers yes or no
  | "expression" // an expression of any type
  | "number" // an expression that gives a number
  | "duration"
  | "date"
  | "schedule"
  | "cron"
  | "person" // csm, manager, owner, starter or @somebody
  | "contact" // champion, sponsor, billing, primary, an address or a number
  | "channel"
  | "agent"
  | "playbook" // the id of one
  | "shape" // one field of an output or an input: text, number, yes/no, date, list of …, or [one, of, these]
  | "setting" // what a field of the customer becomes: a value, or a text with {{ }}
  | "steps"; // a list of steps inside this one

type Meaning = { kind: Kind };

const meanings = z.registry<Meaning>();

function meaning<T extends z.ZodType>(kind: Kind, about: string, schema: T): T {
  const described = schema.describe(about);
  meanings.add(described, { kind });
  return described;
}

const line = z.string().min(1);

export const text = (about: string) => meaning("text", about, line.max(16_000));
export const condition = (about: string) => meaning("condition", about, line.max(500));
export const expression = (about: string) => meaning("expression", about, line.max(500));
export const numeric = (about: string) => meaning("number", about, line.max(500));
export const duration = (about: string) => meaning("duration", about, line.max(60));
export const datePhrase = (about: string) => meaning("date", about, line.max(100));
export const schedule = (about: string) => meaning("schedule", about, line.max(100));
export const cron = (about: string) => meaning("cron", about, line.max(100));
export const person = (about: string) => meaning("person", about, line.max(80));
export const contact = (about: string) => meaning("contact", about, line.max(254));
export const channel = (about: string) => meaning("channel", about, line.max(80));
export const agent = (about: string) => meaning("agent", about, line.max(60));
export const playbook = (about: string) => meaning("playbook", about, line.max(60));
export const shapeField = (about: string) =>
  meaning("shape", about, z.union([line.max(40), z.array(line.max(75)).min(2).max(50)]));
export const setting = (about: string) =>
  meaning("setting", about, z.union([z.number(), z.boolean(), line.max(4000)]));
export const stepList = <T extends z.ZodType>(about: string, steps: T) =>
  meaning("steps", about, steps);

export type FieldAt = { kind: Kind; path: (string | number)[]; value: unknown };

/** Every value with a meaning inside `value`, found by walking the schema; steps inside steps are left closed. */
export function* fieldsIn(
  schema: z.core.$ZodType,
  value: unknown,
  path: (string | number)[] = [],
): Generator<FieldAt> {
  if (value === undefined || value === null) return;
  const known = meanings.get(schema);
  if (known) return yield { kind: known.kind, path, value };
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  )
    return yield* fieldsIn(schema.def.innerType, value, path);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    for (const [i, item] of value.entries())
      yield* fieldsIn(schema.def.element, item, [...path, i]);
  } else if (schema instanceof z.ZodUnion) {
    const option = schema.def.options.find((it) => z.safeParse(it, value).success);
    if (option) yield* fieldsIn(option, value, path);
  } else if (schema instanceof z.ZodObject && isRecord(value)) {
    for (const [name, field] of Object.entries(schema.def.shape))
      yield* fieldsIn(field, value[name], [...path, name]);
  } else if (schema instanceof z.ZodRecord && isRecord(value)) {
    for (const [name, item] of Object.entries(value))
      yield* fieldsIn(schema.def.valueType, item, [...path, name]);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
