// zod's issues said in people's words, each with the place a person would point at

import { z } from "zod";
import { closest, didYouMean } from "../grammar/closest.ts";
import { isRecord } from "../grammar/field.ts";
import type { ProblemCode } from "../grammar/problem.ts";
import { listInWords } from "../grammar/words.ts";
import type { Path } from "./place.ts";

/** A fault with the field it belongs to; `at` says whether its name or its value is meant. */
export type FieldProblem = {
  code: ProblemCode;
  path: Path;
  at: "name" | "value";
  /** place inside the value, for the small languages */
  offset: number;
  message: string;
  fix: string | null;
};

type Issue = z.core.$ZodIssue;

export function shapeProblems(schema: z.ZodType, value: unknown): FieldProblem[] {
  const result = z.safeParse(schema, value);
  if (result.success) return [];
  const found = result.error.issues.flatMap((issue) => fromIssue(issue, schema, value));
  return found.filter((it) => it.code !== "missing-field" || !isMisspelt(it.path, found));
}

// a field that is there under a wrong name is not missing as well
function isMisspelt(path: Path, found: FieldProblem[]): boolean {
  const place = path.slice(0, -1).join(".");
  const unknown = found.filter(
    (it) => it.code === "unknown-field" && it.path.slice(0, -1).join(".") === place,
  );
  return unknown.some((it) => closest(String(it.path.at(-1)), [nameOf(path)]) !== null);
}

export function fieldProblem(
  code: ProblemCode,
  path: Path,
  message: string,
  more: Partial<Pick<FieldProblem, "at" | "fix" | "offset">> = {},
): FieldProblem {
  return { code, path, message, at: "value", fix: null, offset: 0, ...more };
}

function fromIssue(issue: Issue, schema: z.ZodType, value: unknown): FieldProblem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const found = valueAt(value, path);
  const name = nameOf(path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const fix = didYouMean(key, fieldsAt(schema, value, path));
        const message = `There is no field "${key}" here.`;
        return fieldProblem("unknown-field", [...path, key], message, { at: "name", fix });
      });
    case "invalid_type":
      return [found === undefined ? missing(path) : wrongType(path, [issue.expected])];
    case "invalid_value":
      return [found === undefined ? missing(path) : notAmong(path, found, issue.values)];
    case "invalid_union":
      return [fromUnion(issue, path, found)];
    case "too_small":
    case "too_big":
      return [fieldProblem("not-allowed", path, `"${name}" is ${sizeInWords(issue)}.`)];
    case "invalid_format": {
      const isDate = issue.format === "date";
      const words = isDate ? "should be a date such as 2027-03-01" : `: ${issue.message}`;
      return [
        fieldProblem(isDate ? "bad-date" : "not-allowed", path, `"${shown(found)}" ${words}.`),
      ];
    }
    case "invalid_key":
      return [
        fieldProblem("not-allowed", path, `"${name}" cannot be a name here.`, {
          at: "name",
          fix: "Use small letters, digits and _, beginning with a letter.",
        }),
      ];
    case "not_multiple_of":
    case "invalid_element":
    case "custom":
      return [fieldProblem("not-allowed", path, `"${name}" is not allowed: ${issue.message}.`)];
  }
}

function fromUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, found: unknown): FieldProblem {
  if (found === undefined) return missing(path);
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  if (issue.discriminator === undefined)
    return wrongType(
      path,
      issue.errors.flat().flatMap((it) => ("expected" in it ? [it.expected] : [])),
    );
  const isStep = issue.discriminator === "do";
  return fieldProblem(
    isStep ? "unknown-step-type" : "unknown-trigger-type",
    path,
    isStep
      ? `There is no step type "${shown(found)}". There are ${listInWords(options.map(String))}.`
      : `There is no trigger "${shown(found)}". There are ${listInWords(options.map(String))}.`,
    { fix: didYouMean(shown(found), options.map(String)) },
  );
}

function missing(path: Path): FieldProblem {
  const message = `"${nameOf(path)}" is missing here.`;
  return fieldProblem("missing-field", path, message, { fix: `Add ${nameOf(path)}: …` });
}

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of fields",
  record: "a group of fields",
};

function wrongType(path: Path, expected: string[]): FieldProblem {
  const words = [...new Set(expected)].map((it) => kinds[it] ?? it).join(" or ");
  return fieldProblem("wrong-type", path, `"${nameOf(path)}" should be ${words}.`);
}

function notAmong(path: Path, found: unknown, allowed: readonly unknown[]): FieldProblem {
  if (path.length === 1 && path[0] === "format")
    return fieldProblem(
      "unknown-format",
      path,
      `This program reads format 1, not ${shown(found)}.`,
      {
        fix: "Write format: 1",
      },
    );
  const values = allowed.map(String);
  const message = `"${nameOf(path)}" cannot be "${shown(found)}". It is one of ${listInWords(values)}.`;
  return fieldProblem("not-allowed", path, message, { fix: didYouMean(shown(found), values) });
}

function sizeInWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const unit = { string: " characters", array: " entries" }[String(issue.origin)] ?? "";
  if (issue.code === "too_big") return `too big: at most ${issue.maximum}${unit}`;
  if (Number(issue.minimum) === 1 && unit !== "") return "empty";
  return `too small: at least ${issue.minimum}${unit}`;
}

function nameOf(path: Path): string {
  const last = path.at(-1) ?? "the playbook";
  return typeof last === "number" ? `${nameOf(path.slice(0, -1))} ${last + 1}` : last;
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (Array.isArray(at) && typeof part === "number") at = at[part];
    else if (isRecord(at) && Object.hasOwn(at, part)) at = at[part];
    else return undefined;
  }
  return at;
}

/** The names that may stand where an unknown one was found, as far as the schema says. */
function fieldsAt(schema: z.core.$ZodType, value: unknown, path: Path): string[] {
  const object = schemaAt(schema, value, path);
  return object instanceof z.ZodObject ? Object.keys(object.def.shape) : [];
}

function schemaAt(schema: z.core.$ZodType, value: unknown, path: Path): z.core.$ZodType | null {
  if (schema instanceof z.ZodOptional) return schemaAt(schema.def.innerType, value, path);
  if (schema instanceof z.ZodLazy) return schemaAt(schema.def.getter(), value, path);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator, options } = schema.def;
    const wanted = isRecord(value) ? value[discriminator] : undefined;
    const option = options.find(
      (it) => it instanceof z.ZodObject && z.safeParse(it.def.shape[discriminator], wanted).success,
    );
    return option ? schemaAt(option, value, path) : null;
  }
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  const inner = valueAt(value, [part]);
  if (schema instanceof z.ZodArray) return schemaAt(schema.def.element, inner, rest);
  if (schema instanceof z.ZodRecord) return schemaAt(schema.def.valueType, inner, rest);
  if (schema instanceof z.ZodObject) {
    const field = schema.def.shape[part];
    return field ? schemaAt(field, inner, rest) : null;
  }
  return null;
}
