// one walk over the steps in the order things happen, carrying what is known so far

import type { Type } from "../grammar/catalogue.ts";
import { type FieldAt, fieldsIn } from "../grammar/field.ts";
import type { Fault } from "../grammar/problem.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { reservedIds, reservedResults } from "./catalogue.ts";
import { notAlwaysKnown, withoutNamed } from "./check-doubtful.ts";
import { checkField, type Scope } from "./check-field.ts";
import { checkGiven } from "./check-given.ts";
import type { Path } from "./place.ts";
import type { Playbook } from "./playbook.ts";
import { type FieldProblem, fieldProblem } from "./shape-problems.ts";

const mostSteps = 200;

/** What is known at a place, and which steps may have been left out on the way to it. */
type Known = { scope: Scope; doubtful: ReadonlySet<string> };

export type Checked = { problems: FieldProblem[]; after: Scope };

/** The problems of all steps, and what is known once they have ended. */
export function checkSteps(
  steps: AnyStep[],
  start: Scope,
  rollback: NonNullable<Playbook["rollback"]> = [],
): Checked {
  const back = rollback.flatMap((it, i) => everyStep(it.steps, ["rollback", i, "steps"]));
  const all = [...everyStep(steps, ["steps"]), ...back];
  const ids = all.map(({ step }) => step.id);
  const problems = checkIds(all);

  function walk(list: AnyStep[], path: Path, from: Known, rounds = 1): Known {
    let known = from;
    for (const [i, step] of list.entries()) known = walkStep(step, [...path, i], known, rounds);
    return known;
  }

  // side by side: one knows what those it waits for have come to, and nothing of the others
  function walkApart(list: AnyStep[], path: Path, from: Known, rounds = 1): Known {
    const ends = new Map<string, Known>();
    for (const [i, step] of list.entries()) {
      const awaited = (step.after ?? []).flatMap((id) => ends.get(id) ?? []);
      ends.set(step.id, walkStep(step, [...path, i], together([from, ...awaited]), rounds));
    }
    return together([from, ...ends.values()]);
  }

  function walkStep(step: AnyStep, path: Path, from: Known, rounds: number): Known {
    const type = typeOf(knownSteps, step);
    problems.push(...checkOwnFields(step, path, from, ids, (it) => !isBehind(step, it)));
    for (const { path: inner, code, message, fix } of type.faults?.(step, { rounds }) ?? [])
      problems.push(fieldProblem(code, [...path, ...inner], message, { fix: fix ?? null }));
    problems.push(...checkNudges(step, path));
    const part = type.runs?.(step);
    if (part) problems.push(...checkGiven(part, path, from.scope));
    const inside = type.inside?.(step) ?? [];
    problems.push(...inside.flatMap((branch) => checkAfter(branch, path)));
    let { scope } = from;
    const doubtful = new Set(from.doubtful);
    for (const branch of inside) {
      // a person may choose a path whatever its condition says
      const condition = branch.said === undefined ? branch.when : null;
      const guards = `${step.only_if ?? ""} ${condition ?? ""}`;
      const follow = branch.apart ? walkApart : walk;
      const known = { scope, doubtful: withoutNamed(doubtful, guards) };
      const after = follow(branch.steps, [...path, ...branch.path], known, branch.rounds ?? rounds);
      scope = after.scope;
      const always = branch.name === null && step.only_if === undefined && !branch.perhaps;
      const left = always ? after.doubtful : everyStep(branch.steps, []).map((it) => it.step.id);
      for (const id of left) doubtful.add(id);
    }
    const inner = { scope, doubtful: new Set(doubtful) };
    problems.push(...checkOwnFields(step, path, inner, ids, (it) => isBehind(step, it)));
    if (step.only_if !== undefined) doubtful.add(step.id);
    const known = { scope: withStep(scope, step.id, { fields: resultsOf(step) }), doubtful };
    // whenever it is taken back, it has been done
    if (step.undo) walk(step.undo, [...path, "undo"], known);
    return known;
  }

  problems.push(...checkAfter({ steps, path: ["steps"] }, []));
  const { scope } = walk(steps, ["steps"], { scope: start, doubtful: new Set() });
  // on the way back nobody knows how far the run had come
  const doubtful = new Set(everyStep(steps, []).map(({ step }) => step.id));
  for (const [i, list] of rollback.entries())
    walk(list.steps, ["rollback", i, "steps"], { scope, doubtful });
  return { problems, after: scope };
}

/** The type of each result of a step, by name. */
function resultsOf(step: AnyStep): Record<string, Type> {
  const results = typeOf(knownSteps, step).results(step);
  const { result } = results;
  // what may go on after a failure may have that for its result
  if (step.on_error === "continue" && typeof result === "object" && "oneOf" in result)
    results["result"] = { oneOf: [...result.oneOf, "failed"] };
  return { ...reservedResults, ...results };
}

function together(all: Known[]): Known {
  const [first] = all;
  if (!first) throw new Error("nothing is known");
  const names = Object.assign({}, ...all.map(({ scope }) => scope.catalogue.names));
  const anchors = [...new Set(all.flatMap(({ scope }) => scope.anchors))];
  const scope = { ...first.scope, catalogue: { names }, anchors };
  return { scope, doubtful: new Set(all.flatMap(({ doubtful }) => [...doubtful])) };
}

/** `after` means something only where steps begin together. */
function checkAfter(
  { steps, path, apart }: { steps: AnyStep[]; path: Path; apart?: boolean },
  outer: Path,
): FieldProblem[] {
  if (apart) return [];
  return steps.flatMap(({ after }, i) =>
    after === undefined
      ? []
      : fieldProblem(
          "not-allowed",
          [...outer, ...path, i, "after"],
          "Steps here happen one after the other; after: belongs inside a parallel step.",
          { fix: "Leave after: out." },
        ),
  );
}

/** What only holds steps or chooses between them asks nobody itself, unless it has a gate. */
function checkNudges(step: AnyStep, path: Path): FieldProblem[] {
  const { layOut, parks } = typeOf(knownSteps, step);
  if (!layOut || parks || step.gate) return [];
  return (["remind", "escalate"] as const).flatMap((name) =>
    step[name] === undefined
      ? []
      : fieldProblem("not-allowed", [...path, name], "It asks nobody itself.", {
          fix: `Give it a gate that somebody answers, or move ${name}: to the steps inside.`,
        }),
  );
}

type Placed = { step: AnyStep; path: Path };

/** All steps, those inside others included, in the order of the text. */
export function everyStep(steps: AnyStep[], path: Path): Placed[] {
  return steps.flatMap((step, i) => {
    const place = [...path, i];
    const inside = typeOf(knownSteps, step).inside?.(step) ?? [];
    const inner = inside.flatMap((branch) => everyStep(branch.steps, [...place, ...branch.path]));
    return [{ step, path: place }, ...inner, ...everyStep(step.undo ?? [], [...place, "undo"])];
  });
}

function checkIds(all: Placed[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  for (const { step, path } of all) {
    const { id } = step;
    if (reservedIds.includes(id))
      problems.push(
        fieldProblem("reserved-id", [...path, "id"], `"${id}" already means something else here.`, {
          fix: `Call the step ${id}_step, for example.`,
        }),
      );
    if (seen.has(id))
      problems.push(
        fieldProblem("duplicate-id", [...path, "id"], `Two steps are called "${id}".`, {
          fix: "Give each its own id.",
        }),
      );
    seen.add(id);
  }
  if (all.length > mostSteps) {
    const message = `${all.length} steps are more than the ${mostSteps} a playbook may have.`;
    problems.push(fieldProblem("too-many-steps", ["steps"], message));
  }
  return problems;
}

/** What a step that holds steps judges when they have ended: its gate, and whether there is another round. */
function isBehind(step: AnyStep, { path: [top] }: FieldAt): boolean {
  return top === "gate" || top === typeOf(knownSteps, step).judgedBehind;
}

function checkOwnFields(
  step: AnyStep,
  path: Path,
  known: Known,
  ids: string[],
  isOf: (field: FieldAt) => boolean,
): FieldProblem[] {
  const guarded = withoutNamed(known.doubtful, step.only_if ?? "");
  return [...fieldsIn(schemaOf(knownSteps, step), step)].filter(isOf).flatMap((field) => {
    const [top] = field.path;
    const isCondition = top === "only_if";
    // a gate stands behind the work, so it sees what came of it
    const sees =
      top === "gate"
        ? { output: { fields: resultsOf(step) }, [step.id]: { fields: resultsOf(step) } }
        : typeOf(knownSteps, step).sees?.[String(top)];
    const scope = withNames(known.scope, sees);
    const faults = checkField(field, scope).map((it) => notYetKnown(it, field, ids));
    faults.push(...notAlwaysKnown(field, isCondition ? known.doubtful : guarded));
    return faults.map(({ code, message, fix, offset }) =>
      fieldProblem(code, [...path, ...field.path], message, { fix, offset }),
    );
  });
}

// an unknown name that is a step's is a matter of order, and is said so
function notYetKnown(found: Fault, field: FieldAt, ids: string[]): Fault {
  const name = /^[a-z]\w*/.exec(String(field.value).slice(found.offset))?.[0] ?? "";
  if (found.code !== "unknown-name" || !ids.includes(name)) return found;
  return {
    ...found,
    code: "not-yet-known",
    message: `"${name}" has not happened yet when this step begins.`,
    fix: `Move this step behind "${name}".`,
  };
}

function withStep(scope: Scope, id: string, results: Type): Scope {
  const catalogue = { names: { ...scope.catalogue.names, [id]: results } };
  return { ...scope, catalogue, anchors: [...scope.anchors, id] };
}

function withNames(scope: Scope, names: Record<string, Type> = {}): Scope {
  return { ...scope, catalogue: { names: { ...scope.catalogue.names, ...names } } };
}
