// what a rollback takes back, newest first, and what stays: a plan made of what was done, run like any other

import { compile } from "../playbook/compile.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { type StepTypes, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Rollback, RollbackScope } from "./execution.ts";
import { type Graph, isInside } from "./graph.ts";
import type { Assumed } from "./preview.ts";
import type { StepState } from "./state.ts";

type Taken = Pick<Rollback, "plan" | "undoes" | "cannot">;

type Run = {
  graph: Graph;
  /** every row of the run */
  rows: readonly StepState[];
  playbook: Pick<Playbook, "rollback">;
  types: StepTypes;
};

/** The way back over what a run has done, as far as the scope reaches. */
export function planRollback({ graph, rows, playbook, types }: Run, scope: RollbackScope): Taken {
  const done = rows.filter((row) => isOut(graph, row, types) && isMeant(graph, rows, row, scope));
  const list = scope.is === "step" ? null : listFor(playbook, graph, rows);
  const staged = [...(list?.steps ?? [])];
  const names = new Set<string>();
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
    const undo = undoOf(types, step, row);
    if (undo && "cannot" in undo) cannot.push({ step: row.id, why: undo.cannot });
    if (!undo || "cannot" in undo || undo.steps.length === 0) continue;
    const own = undo.steps.map((it) => named(it, names));
    steps.push(...own);
    undoes.push({ step: row.id, iteration: row.iteration, last: own.at(-1)?.id ?? "" });
  }
  const always = scope.is === "step" ? [] : (playbook.rollback ?? []).filter((it) => !it.from);
  const rest = [...staged, ...always.flatMap((it) => it.steps)];
  steps.push(...rest.map((step) => named(step, names)));
  return { plan: compile(steps, types), undoes, cannot };
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

// what has left the house and waits for what comes of it has been done, too
function isOut({ nodes }: Graph, { id, status, stage }: StepState, types: StepTypes): boolean {
  if (status === "done") return true;
  const step = nodes.get(id)?.step;
  return status === "waiting" && stage === "work" && Boolean(step && typeOf(types, step).content);
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
      const inside = row.id === scope.id || isInside(graph, row.id, scope.id);
      return inside || (row.endedAt?.getTime() ?? 0) > since;
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

function undoOf(types: StepTypes, step: AnyStep, row: StepState) {
  if (step.undo) return { steps: step.undo };
  if (step.no_undo !== undefined) return { cannot: step.no_undo };
  const { iteration, output, result } = row;
  return typeOf(types, step).undo?.(step, { iteration, output: output ?? {}, result }) ?? null;
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
