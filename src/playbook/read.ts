import { type Document, parseAllDocuments } from "yaml";
import type { Fault, Problem } from "../grammar/problem.ts";
import { check, type Surroundings } from "./check.ts";
import { trapsInDocument } from "./document-traps.ts";
import { innerOffset, keyOffset, problemAt } from "./place.ts";
import { Playbook } from "./playbook.ts";
import { type FieldProblem, shapeProblems } from "./shape-problems.ts";
import { tooLarge, trapsIn } from "./text-traps.ts";
import { fromYaml, noDocument, severalDocuments } from "./yaml-problems.ts";

export type PlaybookReading =
  | { ok: true; playbook: Playbook; document: Document }
  | { ok: false; problems: Problem[] };

/**
 * A playbook's text becomes a playbook, or everything that is wrong with it, each at its line.
 * The stages are the text, the document, the shape and the meaning; broken ground ends it early.
 */
export function readPlaybook(source: string, surroundings: Surroundings): PlaybookReading {
  const size = tooLarge(source);
  if (size.length > 0) return refused(source, size);
  const traps = trapsIn(source);
  const [document, second] = parse(source);
  if (!document) return refused(source, [...traps, noDocument]);
  const errors = [...document.errors, ...document.warnings];
  const yaml = errors.map((error) => fromYaml(source, document, error));
  if (second) yaml.push(severalDocuments(source));
  const faults = told(traps, yaml, trapsInDocument(source, document));
  if (yaml.length > 0 || traps.some((it) => it.code === "no-directives"))
    return refused(source, faults);

  const value: unknown = document.toJS();
  const parsed = Playbook.safeParse(value);
  const inFields = parsed.success
    ? check(parsed.data, surroundings)
    : shapeProblems(Playbook, value);
  const problems = faults.map((it) => problemAt(source, it.offset, [], it));
  // a field that a trap swallowed is not missing as well
  for (const it of inFields)
    if (it.code !== "missing-field" || faults.length === 0)
      problems.push(located(source, document, it));
  if (parsed.success && problems.length === 0) return { ok: true, playbook: parsed.data, document };
  return { ok: false, problems: inOrder(problems) };
}

function parse(source: string): Document[] {
  const documents = parseAllDocuments(source, {
    schema: "core",
    version: "1.2",
    merge: false,
    stringKeys: true,
    uniqueKeys: true,
    strict: true,
    logLevel: "error",
  });
  return [...documents];
}

function refused(source: string, faults: Fault[]): PlaybookReading {
  const problems = faults.map((it) => problemAt(source, it.offset, [], it));
  return { ok: false, problems: inOrder(problems) };
}

function located(source: string, document: Document, problem: FieldProblem): Problem {
  const { path, at, offset } = problem;
  const place =
    problem.code === "missing-field"
      ? innerOffset(document, source, path.slice(0, -1), 0)
      : at === "name"
        ? keyOffset(document, path)
        : innerOffset(document, source, path, offset);
  return problemAt(source, place, path, problem);
}

// one slip makes a parser stumble again and again: only its first word counts, and none after a trap
function told(traps: Fault[], yaml: Fault[], inDocument: Fault[]): Fault[] {
  const first = traps.length === 0 ? yaml.find((it) => it.code === "not-yaml") : undefined;
  const known = new Set(traps.map((it) => it.code));
  return [
    ...traps,
    ...yaml.filter((it) => it === first || (it.code !== "not-yaml" && !known.has(it.code))),
    ...inDocument.filter((it) => it.code !== "no-aliases" || !known.has("no-aliases")),
  ];
}

// a trap explains what later stages find on its line, so they stay silent there
function inOrder(problems: Problem[]): Problem[] {
  const firstOn = new Map<number, Problem>();
  for (const problem of problems)
    if (!firstOn.has(problem.line)) firstOn.set(problem.line, problem);
  const kept = problems.filter((it) => {
    const first = firstOn.get(it.line);
    return first === it || first?.path !== "";
  });
  return kept.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
