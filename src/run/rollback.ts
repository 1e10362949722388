// what a rollback takes back, newest first, and what stays: a plan made of what was done, run like any other

import { compile } from "../playbook/compile.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { type StepTypes, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Execution, Rollback, RollbackScope } from "./execution.ts";
import { type Graph, isInside } from "./graph.ts";
import type { Assumed } from "./preview.ts";
import type { Situation } from "./situation.ts";
import type { StepState } from "./state.ts";

export type Taken = Pick<Rollback, "plan" | "undoes" | "cannot">;

/** A run that a step has started, and what of it can be taken back. */
export type PartOf = { runId: string; name: string } & (
  | { is: "there"; isOpen: boolean; taken: Taken; parts: Parts }
  /** it goes its way back already */
  | { is: "going" }
  | { is: "stays"; why: string }
);

/** The runs that the steps of a run have started, by `step:iteration`. */
export type Parts = ReadonlyMap<string, PartOf>;

type Run = {
  graph: Graph;
  /** every row of the run */
  rows: readonly StepState[];
  playbook: Pick<Playbook, "rollback">;
  types: StepTypes;
  parts: Parts;
};

/** The way back over what a run has done, as far as the scope reaches. */
export function planRollback(run: Run, scope: RollbackScope): Taken {
  const { graph, rows, playbook, types } = run;
  const done = rows.filter((row) => isOut(run, row, scope) && isMeant(graph, rows, row, scope));
  const list = scope.is === "step" ? null : listFor(playbook, graph, rows);
  const always = scope.is === "step" ? [] : (playbook.rollback ?? []).filter((it) => !it.from);
  // of a way back that was cut short, what its lists have done is not done again
  const isNew = (step: AnyStep) => typeOf(types, step).layOut || !isDoneBack(run, step.id);
  const staged = (list?.steps ?? []).filter(isNew);
  // an earlier way back may have left rows, which are not those of this one
  const names = new Set(rows.map((row) => row.id));
  const steps: AnyStep[] = [];
  const undoes: Taken["undoes"] = [];
  const cannot: Taken["cannot"] = [];
  for (const row of done.toSorted(newestFirst(graph))) {
    const step = graph.nodes.get(row.id)?.step;
    if (!step || typeOf(types, step).internal || isLater(done, row, step, types)) continue;
    if (list?.from?.includes(row.id)) {
      // it takes the place of the newest phase it names
      steps.push(...staged.splice(0).map((it) => named(it, names)));
      continue;
    }
    const part = run.parts.get(`${row.id}:${row.iteration}`) ?? null;
    const undo = undoOf(types, step, row, part);
    if (undo && "cannot" in undo) cannot.push({ step: row.id, why: undo.cannot });
    if (!undo || "cannot" in undo || undo.steps.length === 0) continue;
    const own = undo.steps.map((it) => named(it, names));
    steps.push(...own);
    undoes.push({ step: row.id, iteration: row.iteration, last: own.at(-1)?.id ?? "" });
  }
  const rest = [...staged, ...always.flatMap((it) => it.steps).filter(isNew)];
  steps.push(...rest.map((step) => named(step, names)));
  return { plan: compile(steps, types), undoes, cannot };
}

function isDoneBack({ graph, rows }: Run, id: string): boolean {
  return !graph.nodes.has(id) && rows.some((row) => row.id === id && row.status === "done");
}

/** Whether a run went all the way back: one that went a part of it, or was cancelled on it, may turn back again. */
export function isAllBack({ status, result, turned }: Turned): boolean {
  return turned === "run" && status === "ended" && result !== "cancelled";
}

/** Whether it is on its way back, or went all of it. */
export function isBack({ rollback, ...run }: Pick<Execution, "status" | "result" | "rollback">) {
  if (!rollback) return false;
  return run.status !== "ended" || isAllBack({ ...run, turned: rollback.scope.is });
}

type Turned = Pick<Execution, "status" | "result"> & { turned: RollbackScope["is"] | null };

/** What a run did before it turned back; one whose way back was cut short still stands on that one. */
export function wayThere<State extends StepState>(situation: Situation<State>) {
  return situation.forward ?? situation;
}

/** All rows of the ways a run stands on. */
export function allRows<State extends StepState>(situation: Situation<State>): State[] {
  const ways = situation.forward ? [situation.forward, situation] : [situation];
  return ways.flatMap(({ states, past }) => [...states.values(), ...past]);
}

/** The rows of a run in which everything happened as it was foreseen, for rehearsing its way back. */
export function rehearsedRows(assumed: ReadonlyMap<string, Assumed>): RehearsedRow[] {
  return [...assumed].map(([id, { result, status, at }]) => ({
    ...blank,
    id,
    status,
    result,
    startedAt: at,
    endedAt: at,
  }));
}

const blank = {
  iteration: 1,
  stage: null,
  attempt: 1,
  turn: 0,
  output: {},
  note: null,
  by: null,
  failures: 0,
  failure: null,
  criteria: null,
  settled: null,
  nudgeAt: null,
  nudges: 0,
  due: null,
  event: null,
  eventMatch: null,
  ask: null,
} as const;

type RehearsedRow = StepState & { event: null; eventMatch: null; ask: null };

// what has left the house and waits for what comes of it has been done, too, though it be given up since
function isOut({ graph, types, parts }: Run, row: StepState, scope: RollbackScope): boolean {
  const { id, iteration, status, stage, output } = row;
  if (status === "done") return true;
  if (status === "undone") return false;
  // so has what a run inside it did, but a step that still waits for that is not taken back alone
  if (parts.has(`${id}:${iteration}`)) return scope.is !== "step";
  const step = graph.nodes.get(id)?.step;
  const hasLeft = (status === "waiting" && stage === "work") || status === "cancelled";
  return hasLeft && output !== null && Boolean(step && typeOf(types, step).content);
}

function isMeant(
  graph: Graph,
  rows: readonly StepState[],
  row: StepState,
  scope: RollbackScope,
): boolean {
  switch (scope.is) {
    case "run":
      return true;
    case "step":
      return row.id === scope.id;
    case "phase": {
      // everything since it was first reached, whatever lies behind it too
      const first = rows.filter((it) => it.id === scope.id).map((it) => it.startedAt.getTime());
      const since = Math.min(...first);
      // what it is laid out as besides has its name before a /, as what announced it
      const own = row.id === scope.id || row.id.startsWith(`${scope.id}/`);
      const inside = own || isInside(graph, row.id, scope.id);
      // what has not ended does so now
      return inside || (row.endedAt?.getTime() ?? Infinity) > since;
    }
  }
}

function newestFirst({ order }: Graph) {
  const place = new Map(order.map((id, i) => [id, i]));
  const ended = ({ endedAt }: StepState) => endedAt?.getTime() ?? Infinity;
  return (a: StepState, b: StepState) =>
    ended(b) - ended(a) || (place.get(b.id) ?? 0) - (place.get(a.id) ?? 0);
}

// what holds steps is taken back once, behind all that lies in it, however many rounds it had
function isLater(done: readonly StepState[], row: StepState, step: AnyStep, types: StepTypes) {
  if (!typeOf(types, step).layOut) return false;
  return done.some((it) => it.id === row.id && it.iteration < row.iteration);
}

function undoOf(types: StepTypes, step: AnyStep, row: StepState, part: PartOf | null) {
  if (step.undo) return { steps: step.undo };
  if (step.no_undo !== undefined) return { cannot: step.no_undo };
  if (part?.is === "stays") return { cannot: part.why };
  const { iteration, output, result } = row;
  const done = { iteration, output: output ?? {}, result, part: part && startedBy(part, row) };
  return typeOf(types, step).undo?.(step, done) ?? null;
}

function startedBy(part: PartOf, { status }: StepState) {
  const isEmpty = part.is === "there" && part.taken.plan.nodes.length === 0;
  // one that goes on by itself is stopped at least
  const goesOn = part.is === "there" && part.isOpen && status === "done";
  return isEmpty && !goesOn ? null : { run: part.runId, name: part.name };
}

/** The staged list for the phase that was reached last: it takes the place of what those phases say of themselves. */
function listFor(
  { rollback = [] }: Run["playbook"],
  graph: Graph,
  rows: readonly StepState[],
): NonNullable<Playbook["rollback"]>[number] | null {
  const reached = new Set(rows.map((row) => row.id));
  const phases = graph.order.filter((id) => reached.has(id));
  for (const phase of phases.toReversed()) {
    const list = rollback.find((it) => it.from?.includes(phase));
    if (list) return list;
  }
  return null;
}

// a step that is taken back in several rounds is several steps
function named(step: AnyStep, names: Set<string>): AnyStep {
  let id = step.id;
  for (let i = 2; names.has(id); i += 1) id = `${step.id}_${i}`;
  names.add(id);
  return { ...step, id };
}
