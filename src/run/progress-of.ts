import { attemptInWords } from "../grammar/words.ts";
import { earlyOf } from "./early.ts";
import { stepInWords } from "../playbook/describe.ts";
import { isWritten, typeOf, knownSteps } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Execution, Rollback } from "./execution.ts";
import type { Graph } from "./graph.ts";
import { lastWord } from "./gate.ts";
import { triesOf } from "./lifecycle.ts";
import { waitsForLength } from "./moved.ts";
import { roundOf } from "./rounds.ts";
import { sooner } from "./nudges.ts";
import { shiftedSince } from "./shifts.ts";
import type { PartProgress, RunProgress, StepLine } from "./progress.ts";
import type { Situation } from "./situation.ts";
import type { StepState } from "./state.ts";

type Row = StepState & {
  event: string | null;
  ask: {
    who: string;
    title: string;
    also?: string[] | undefined;
    quiet?: true | undefined;
  } | null;
};

/** `written`: the playbook says it; `decided`: a person has answered it. */
type Line = StepLine & { written: boolean; decided: boolean };

type Around = {
  execution: Execution;
  /** who may decide, by step */
  deciders: ReadonlyMap<string, string[]>;
  /** since when each step is late */
  late: ReadonlyMap<string, Date>;
  newer: boolean;
  canTurnBack: boolean;
  /** the runs it has started, by the step that stands for each now */
  parts: ReadonlyMap<string, PartProgress>;
  around: RunProgress["around"];
  expectedEnd: Date | null;
};

/** How a run stands, as people see it. */
export function progressOf(situation: Situation<Row>, around: Around): RunProgress {
  const { execution, deciders, late, newer, expectedEnd } = around;
  const { rollback } = execution;
  const lines = rollback ? bothWays(situation, rollback, deciders) : linesOf(situation, deciders);
  const all = lines.map((line) => {
    const since = execution.status === "ended" ? undefined : late.get(line.id);
    return { ...withPart(line, around.parts.get(line.id)), ...(since && { late: since }) };
  });
  // on its way back for good only that is still to be done
  const counted = rollback && !rollback.goesOn ? linesOf(situation, deciders) : all;
  const own = counted.filter((it) => it.written && it.status !== "not taken");
  return {
    runId: execution.id,
    playbook: {
      id: execution.playbookId,
      name: situation.playbook.name,
      version: execution.version,
      newer,
    },
    csm: situation.people.roles.csm?.id ?? null,
    customer: situation.customer && { id: situation.customer.id, name: situation.customer.name },
    status: statusOf(execution, all),
    result: execution.result,
    reason: execution.reason,
    cause: causeInWords(execution),
    around: around.around,
    gate: execution.gate,
    lines: all.filter((it) => it.written || isTold(it)),
    turnedBack: Boolean(rollback),
    canTurnBack: around.canTurnBack,
    done: own.filter((it) => it.status === "done" || it.status === "skipped").length,
    total: own.length,
    late: all.reduce<Date | null>((first, it) => sooner(first, it.late ?? null), null),
    startedAt: execution.startedAt,
    pausedAt: execution.pausedAt ?? null,
    shifted: shiftedSince(execution.shifts ?? [], null),
    waits: waitsForLength(situation, execution.startedAt),
    endedAt: execution.endedAt,
    expectedEnd: execution.endedAt ? null : expectedEnd,
    success: execution.success,
  };
}

/** What was done, with what of it stays, and under it the way back. */
function bothWays(
  situation: Situation<Row>,
  { cannot, reason, goesOn }: Rollback,
  deciders: Around["deciders"],
): Line[] {
  const stays = new Map(cannot.map(({ step, why }) => [step, `stays: ${why}`]));
  const there = situation.forward
    ? linesOf({ ...situation, ...situation.forward }, deciders).map((line): Line => ({
        ...line,
        note: stays.get(line.id) ?? line.note,
        // it goes no further on that way
        status: line.status === "to come" && !goesOn ? "not taken" : line.status,
      }))
    : [];
  const back = linesOf(situation, deciders).map((line) => ({ ...line, depth: line.depth + 1 }));
  const isOver = back.every(({ status }) => !["to come", "open"].includes(status));
  const heading: Line = {
    id: "rollback",
    name: "Rollback",
    depth: 0,
    path: null,
    status: isOver ? "done" : "open",
    // who wanted it is said of the run
    note: reason.startsWith("rolled back by ") ? null : reason,
    waitsFor: [],
    at: null,
    written: true,
    decided: false,
  };
  return [...there, heading, ...back];
}

function linesOf(situation: Situation<Row>, deciders: Around["deciders"]): Line[] {
  const { graph, states, walk, customer } = situation;
  return [...graph.nodes.values()].flatMap((node): Line[] => {
    if (!node.step) return [];
    const state = states.get(node.id);
    const name = stepInWords(node.step, customer);
    const depth = depthOf(graph, node.id);
    const written = isWritten(node.step);
    const place = { id: node.id, name, depth, path: node.under?.path ?? null, written };
    if (!state) {
      const untaken = walk.ended.get(node.id)?.passed === false;
      return [
        {
          ...place,
          status: untaken ? "not taken" : "to come",
          note: null,
          waitsFor: [],
          at: null,
          decided: false,
        },
      ];
    }
    const { form, inside, ripe } = typeOf(knownSteps, node.step);
    const took = inside && !form.hold && state.result !== null && state.result !== "timed out";
    const note = took ? pathTaken(state) : noteOf(state, node.step, written);
    const begins = state.stage === "due" || (!written && state.status === "waiting" && !state.ask);
    // its note says it already, by the clock that counts; or its moment is only that of its next look
    const isHeard = state.status === "waiting" && state.ask?.quiet === true;
    const saysAll =
      state.stage === "window" || isHeard || (!begins && isLooking(state, ripe !== undefined));
    const isOpen = form.hold && state.status === "done" && !walk.ended.has(`${node.id}/end`);
    return [
      {
        ...place,
        status: isOpen ? "open" : state.status,
        note: isOpen ? roundInWords(situation, node.id) : note,
        waitsFor: waitsFor(state, deciders),
        at: saysAll ? null : (state.due ?? state.endedAt),
        ...(begins && { begins }),
        ...earlyOf(situation, state),
        ...(state.status === "done" && says(state)),
        decided: state.by !== null || (state.criteria ?? []).some((it) => it.by !== undefined),
      },
    ];
  });
}

function roundInWords(situation: Situation<Row>, phase: string): string | null {
  const { number = 1 } = roundOf(situation.graph, situation, phase) ?? {};
  return number > 1 ? `round ${number}` : null;
}

/** Who let it pass, where people are asked. */
function says({ criteria }: Row): Pick<StepLine, "passedBy"> {
  const by = lastWord(criteria);
  return by === null ? {} : { passedBy: by };
}

// while it waits for another run, how that stands says most; before that begins, what it lacks
function withPart(line: Line, part: PartProgress | undefined): Line {
  if (!part) return line;
  const { runId, link, note } = part;
  const shown = { ...line, part: { runId, link } };
  if (line.status !== "waiting") return shown;
  return { ...shown, note: note ?? line.note, waitsFor: [...line.waitsFor, ...part.waitsFor] };
}

const stuck: ReadonlySet<StepLine["status"]> = new Set(["retrying", "failed", "unknown", "undone"]);

/** What nobody wrote is told where it holds the run up, or where a person had a say in it. */
function isTold(line: Line): boolean {
  if (line.status === "waiting") return line.note !== null || line.waitsFor.length > 0;
  return stuck.has(line.status) || line.decided;
}

function depthOf(graph: Graph, id: string): number {
  const under = graph.nodes.get(id)?.under;
  return under ? 1 + depthOf(graph, under.step) : 0;
}

/** "Offer (outcome mood: green)" */
function pathTaken({ result, note }: Row): string {
  return note === null ? `${result}` : `${result} (${note})`;
}

/** It waits for nothing but time, and has something to tell meanwhile. */
function isLooking({ status, stage, note, event, ask }: Row, isAwaited: boolean): boolean {
  if (status !== "waiting" || stage !== "work" || isAwaited) return false;
  return note !== null && event === null && ask === null;
}

function noteOf(state: Row, step: AnyStep, written: boolean): string | null {
  if (state.stage === "rest" && state.note !== null)
    return `${attemptInWords({ count: state.attempt, of: triesOf(step) })}: ${state.note}`;
  // where it has only one question its name says it
  if (state.stage === "gate" && state.ask)
    return written || state.criteria?.length !== 1 ? `“${state.ask.title}”` : null;
  if (state.status === "waiting" && state.event !== null && !state.ask)
    return `waits for ${state.event}`;
  if (state.result === "timed out") return "nobody answered in time";
  return state.note;
}

function waitsFor(state: Row, deciders: Around["deciders"]): string[] {
  if (state.status === "asking") return deciders.get(state.id) ?? [];
  return state.status === "waiting" && state.ask && !state.ask.quiet
    ? [state.ask.who, ...(state.ask.also ?? [])]
    : [];
}

function statusOf(execution: Execution, lines: readonly StepLine[]): RunProgress["status"] {
  if (execution.status !== "running") return execution.status;
  if (execution.gate) return "waiting to start";
  if (lines.some((it) => it.status === "failed" || it.status === "unknown")) return "needs help";
  return lines.some((it) => it.status === "running") ? "running" : "waiting";
}

/** Why a run started, as one sentence's part. */
function causeInWords({ cause }: Execution): string {
  if (cause.is === "person") return `Started by <@${cause.who}>`;
  if (cause.is === "run") return `A part of ${cause.playbook}: ${cause.step}`;
  return `Started by itself: ${cause.rule} (${cause.because})`;
}
