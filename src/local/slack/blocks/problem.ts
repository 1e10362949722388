import type { z } from "zod";

/** What is wrong with a payload and where, in Slack's words. */
export type Problem = { message: string; pointer: string; constraint?: Constraint };

type Constraint = { type: string; expected?: string[]; got?: string };

/** Slack's line of response_metadata.messages. */
export function lineOf(problem: Problem): string {
  return `[ERROR] ${problem.message} [json-pointer:${problem.pointer}]`;
}

export function problemsOf(error: z.ZodError, root: string): Problem[] {
  return error.issues.flatMap((issue) => problemOf(issue, root));
}

type Issue = z.ZodError["issues"][number];

function problemOf(issue: Issue, root: string): Problem[] {
  const pointer = pointerTo(root, issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ message: `invalid additional property: ${key}`, pointer }));
    case "invalid_union":
      return [unsupported(issue, pointer)];
    case "invalid_type":
      if (issue.input === undefined) return [missing(issue, root)];
      return [{ message: `must provide ${article(issue.expected)} ${issue.expected}`, pointer }];
    case "invalid_value":
      if (issue.input === undefined) return [missing(issue, root)];
      return [
        {
          message: `must be a valid enum value`,
          pointer,
          constraint: { type: "enum", expected: issue.values.map(String) },
        },
      ];
    case "too_big":
      return [{ message: tooBig(issue.origin, Number(issue.maximum)), pointer }];
    case "too_small":
      return [{ message: tooSmall(issue.origin, Number(issue.minimum)), pointer }];
    case "invalid_format":
    case "custom":
    case "not_multiple_of":
    case "invalid_key":
    case "invalid_element":
      break;
  }
  return [{ message: issue.message, pointer }];
}

function missing(issue: Issue, root: string): Problem {
  const field = String(issue.path.at(-1) ?? "value");
  return {
    message: `missing required field: ${field}`,
    pointer: pointerTo(root, issue.path.slice(0, -1)),
  };
}

function unsupported(issue: Issue, pointer: string): Problem {
  const got = typeof issue.input === "object" && issue.input !== null ? typeIn(issue.input) : null;
  return got === null
    ? { message: "missing required field: type", pointer: pointer.replace(/\/type$/, "") }
    : { message: `unsupported type: ${got}`, pointer };
}

function typeIn(value: object): string | null {
  return "type" in value && typeof value.type === "string" ? value.type : null;
}

function tooBig(origin: string, max: number): string {
  if (origin === "string") return `must be less than ${max + 1} characters`;
  if (origin === "array") return `no more than ${max} items allowed`;
  return `must be less than or equal to ${max}`;
}

function tooSmall(origin: string, min: number): string {
  if (origin === "string") return `must be more than ${min - 1} characters`;
  if (origin === "array") return `no less than ${min} items allowed`;
  return `must be greater than or equal to ${min}`;
}

function pointerTo(root: string, path: readonly PropertyKey[]): string {
  return [root, ...path.map(String)].join("/");
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? "an" : "a";
}
