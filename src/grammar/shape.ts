import type { Type } from "./catalogue.ts";
import { type Reading, read, unreadable } from "./problem.ts";

/** One field of a step's output or of a playbook's inputs, as written: a kind, or the list of allowed answers. */
export type ShapeField = string | string[];

/** The fields people or agents fill: name → kind. */
export type Shape = Record<string, ShapeField>;

const kinds: Record<string, Type> = {
  text: "text",
  number: "number",
  "yes/no": "boolean",
  date: "date",
  "list of text": { list: "text" },
  "list of number": { list: "number" },
};

export const shapeKinds = Object.keys(kinds);

export function readShapeField(field: ShapeField): Reading<Type> {
  if (typeof field !== "string") return read({ oneOf: field });
  const type = kinds[field];
  if (type) return read(type);
  return unreadable(
    "not-allowed",
    `"${field}" is not a kind of answer. Use ${shapeKinds.join(", ")}, or a list of the allowed answers.`,
  );
}

/** The type of a field that has been checked; what cannot be read is unknown. */
export function typeOfShapeField(field: ShapeField): Type {
  const reading = readShapeField(field);
  return reading.ok ? reading.value : "unknown";
}

export function typesOf(shape: Shape): Record<string, Type> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, typeOfShapeField(field)]),
  );
}
