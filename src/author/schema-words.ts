// the fields of a schema in words, one line each, from what the schema itself says about them

import { z } from "zod";
import { fieldsIn, type Kind } from "../grammar/field.ts";

type Schema = z.core.$ZodType;

const kinds: Record<Kind, string> = {
  text: "text with {{ }}",
  condition: "condition",
  expression: "expression",
  number: "expression that gives a number",
  duration: "duration",
  date: "date phrase",
  schedule: "schedule",
  cron: "cron line",
  person: "person",
  contact: "contact",
  channel: "channel or person",
  agent: "agent",
  playbook: "id of a playbook",
  shape: "kind of answer",
  setting: "value or text with {{ }}",
  steps: "steps",
};

export type FieldWords = { field: string; needed: boolean; kind: string; about: string };

/** Every field of a group, those inside it by their dotted names. */
export function fieldsInWords(group: Schema, prefix = ""): FieldWords[] {
  if (!(group instanceof z.ZodObject)) return [];
  return Object.entries(group.def.shape).flatMap(([name, schema]) => {
    const inner = opened(schema);
    const field = `${prefix}${name}`;
    if (inner instanceof z.ZodObject) return fieldsInWords(inner, `${field}.`);
    const item = inner instanceof z.ZodArray ? opened(inner.def.element) : null;
    if (item instanceof z.ZodObject) return fieldsInWords(item, `${field}.0.`);
    const isMap = inner instanceof z.ZodRecord;
    return [
      {
        field: isMap ? `${field}.<name>` : field,
        needed: inner === schema,
        kind: kindOf(isMap ? inner.def.valueType : inner),
        about: aboutOf(inner),
      },
    ];
  });
}

/** The first field of a group that has this meaning. */
export function fieldOfKind(group: Schema, kind: Kind): string | null {
  if (!(group instanceof z.ZodObject)) return null;
  const found = Object.entries(group.def.shape).find(([, schema]) =>
    [...fieldsIn(opened(schema), "csm")].some((field) => field.kind === kind),
  );
  return found ? found[0] : null;
}

/** "- subject (text with {{ }}, needed): the subject line" */
export function fieldLine({ field, needed, kind, about }: FieldWords): string {
  const marks = [kind, needed ? "needed" : ""].filter(Boolean).join(", ");
  return `- \`${field}\` (${marks})${about === "" ? "" : `: ${about}`}`;
}

function opened(schema: Schema): Schema {
  return schema instanceof z.ZodOptional ? opened(schema.def.innerType) : schema;
}

function aboutOf(schema: Schema): string {
  return schema instanceof z.ZodType ? (schema.description ?? "") : "";
}

function kindOf(schema: Schema): string {
  const inner = opened(schema);
  const [meaning] = fieldsIn(inner, "csm");
  if (meaning) return kinds[meaning.kind];
  if (inner instanceof z.ZodEnum) return inner.options.map(String).join(" | ");
  if (inner instanceof z.ZodNumber) return "number";
  if (inner instanceof z.ZodBoolean) return "true or false";
  if (inner instanceof z.ZodArray) return `list of ${kindOf(inner.def.element)}`;
  return "text";
}
