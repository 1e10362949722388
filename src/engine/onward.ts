// what follows when a step begins, ends or parks: decided in memory, committed by the segment

import { begin, type Move, nextTry, proceed } from "../run/lifecycle.ts";
import { handForm, handResult } from "../run/by-hand.ts";
import { answered, judgeGate, unanswered } from "../run/gate.ts";
import { noApprover } from "../run/obstacles.ts";
import { ended, gateWorld, lastEnd, worldOf } from "../run/situation.ts";
import { written } from "../run/world.ts";
import { stepInWords } from "../playbook/describe.ts";
import { typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Content, Outcome, World } from "../steps/world.ts";
import type { StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import { changeCustomerBy } from "./change.ts";
import { startWithIt } from "./children.ts";
import { exitOf, stopped } from "./ends.ts";
import { freshRow } from "./fresh-row.ts";
import { giveUp } from "./give-up.ts";
import type { HeldRun } from "./held-run.ts";
import { leaveRun, openRound } from "./leave.ts";
import { markUndone } from "./mark-undone.ts";
import type { EngineNeeds } from "./needs.ts";
import {
  endPark,
  park,
  parkAway,
  parkByHand,
  failed,
  parkForApproval,
  parkForGate,
  parkForHelp,
  parkForRetry,
  parkForWait,
  parkInDoubt,
  showLeaving,
  unparked,
} from "./park.ts";
import { recordByHand } from "./hand.ts";
import { recordTry } from "./record-try.ts";
import { postWith } from "./posts.ts";

export type Here = { needs: EngineNeeds; run: HeldRun; batch: Batch; now: Date };

/** Begins steps that are due, and all that follows without work, until work or a park is reached. */
export function beginSteps(here: Here, ids: readonly string[]): void {
  for (const id of ids) {
    const step = here.run.graph.nodes.get(id)?.step;
    // it may have begun already, as one before it opened its phase anew
    if (!step || here.batch.end || here.run.states.has(id)) continue;
    here.batch.end = exitOf(here.run, here.now);
    if (here.batch.end) return;
    const world = worldAt(here);
    follow(
      here,
      step,
      freshRow(here.run, id, here.now),
      world,
      begin(typeOf(here.needs.types, step), step, world),
    );
  }
}

export function worldAt({ run, now }: Here): World {
  return worldOf(run, { now, previous: lastEnd(run) });
}

/** Goes on with a parked step whose park was settled. */
export function proceedStep(here: Here, state: StepRow): void {
  const step = here.run.graph.nodes.get(state.id)?.step;
  if (!step || !state.settled) return;
  const world = worldAt(here);
  endPark({ run: here.run, batch: here.batch, state, world });
  const move = proceed(typeOf(here.needs.types, step), step, state, state.settled, world);
  const by = state.settled.is === "choice" ? state.settled.by : state.by;
  follow(here, step, { ...state, ...unparked, ask: state.ask, by }, world, move);
}

/** Goes on with a step whose work came to something; `inDoubt` is what may have left without anybody knowing. */
export function applyOutcome(
  here: Here,
  state: StepRow,
  outcome: Outcome,
  inDoubt: Content | null,
): void {
  const step = here.run.graph.nodes.get(state.id)?.step;
  if (!step) return;
  const world = worldAt(here);
  const parking = { run: here.run, batch: here.batch, step, state, world };
  startWithIt(here, state, outcome);
  switch (outcome.is) {
    case "done":
      postWith(parking, outcome.posts);
      changeCustomerBy(here, state, outcome);
      finish(here, step, {
        ...state,
        status: "done",
        output: outcome.output ?? null,
        result: outcome.result ?? null,
        note: outcome.note ?? state.note,
      });
      return;
    case "waiting":
      postWith(parking, outcome.posts, `${state.turn}:`);
      parkForWait(
        { ...parking, state: { ...state, output: outcome.keep ?? null } },
        outcome.for,
        outcome.note ?? state.note,
      );
      return;
    case "again":
      beginSteps(here, openRound(here, { ...state, note: outcome.note }, outcome.phase));
      return;
    case "leave":
      return leaveRun(here, state, outcome);
    case "failed":
      return fail(here, step, state, outcome);
    case "held":
      return parkAway(parking, outcome);
    case "unknown":
      parkInDoubt(here.needs.jobs, parking, outcome.reason, inDoubt);
  }
}

function follow(here: Here, step: AnyStep, state: StepRow, world: World, move: Move): void {
  const parking = { run: here.run, batch: here.batch, step, state, world };
  const type = typeOf(here.needs.types, step);
  switch (move.is) {
    case "pass": {
      const { status, result, note, by } = move;
      const over = { ...state, status, result, note, by };
      // what arrived is done, and its gate says whether that is enough
      return status === "done" ? finish(here, step, over) : end(here, over);
    }
    case "rest":
      park(parking, { status: "waiting", stage: move.stage, due: move.until, note: move.note });
      if (move.stage === "window") showLeaving(parking);
      return;
    case "ask": {
      const content = written(
        () => type.content?.(step, world) ?? { held: "there is nothing to send" },
      );
      if ("held" in content) return giveIn(here, step, state, content.held);
      if (!parkForApproval(parking, content, move.note)) giveIn(here, step, state, noApprover);
      return;
    }
    case "work": {
      const { resume, note } = move;
      if (resume && resume.is !== "choice" && type.resume) {
        const by = resume.is === "answer" ? resume.by : state.by;
        applyOutcome(here, { ...state, by }, type.resume(step, resume, world, state.output), null);
        return;
      }
      const running: StepRow = {
        ...state,
        ...unparked,
        status: "running",
        attempt: state.attempt + 1,
        criteria: null,
        note,
      };
      here.run.states.set(state.id, running);
      writeStep(here.batch, running);
      here.batch.work.push({ id: state.id });
      return;
    }
    case "judge":
      if (move.answer.is === "timeout") return fail(here, step, state, unanswered);
      finish(here, step, {
        ...state,
        criteria: answered(state.criteria ?? [], move.answer, here.now),
      });
      return;
    case "accept":
      end(here, { ...state, status: "done", note: move.note, by: move.by });
      return;
    case "fail":
      return giveIn(here, step, state, move.reason);
    case "hand":
      parkByHand(parking, move.who, handForm(type, step, here.run.playbook));
      return;
    case "by hand": {
      const { by, values } = move;
      const output = recordByHand(parking, { type, by }) ?? values;
      const { result, note } = handResult(type, step, values);
      finish(here, step, { ...state, status: "done", output, result, note, by, criteria: null });
      return;
    }
    case "stop":
      here.batch.end = stopped(here, move.reason, move.by);
  }
}

// the work is done: its gate, if it has one, says whether the step is
function finish(here: Here, step: AnyStep, state: StepRow): void {
  if (!step.gate) return end(here, state);
  const world = gateWorld(here.run, state, { now: here.now, previous: lastEnd(here.run) });
  const gated = judgeGate(step.gate, state.criteria ?? [], world);
  const judged = { ...state, criteria: gated.criteria };
  switch (gated.is) {
    case "passed":
      return end(here, { ...judged, status: "done" });
    case "asks":
      return parkForGate({ run: here.run, batch: here.batch, step, state: judged, world }, gated);
    case "failed":
      recordTry(here, judged);
      // what has been done once is done again only where the playbook says so
      fail(here, step, judged, { ...gated, again: step.retry !== undefined });
  }
}

// tries again by itself as long as it may
function fail(here: Here, step: AnyStep, state: StepRow, outcome: Failed): void {
  const world = worldAt(here);
  const until = nextTry(step, { ...state, runId: here.run.runId }, outcome, world);
  if (!until) return giveIn(here, step, state, outcome.reason);
  parkForRetry({ run: here.run, batch: here.batch, step, state, world }, until, outcome.reason);
}

// it cannot be done: the playbook says whether a person is asked
function giveIn(here: Here, step: AnyStep, state: StepRow, reason: string): void {
  switch (step.on_error) {
    case "continue": {
      // the ways out of what branches are named by its results
      const result = typeOf(here.needs.types, step).layOut ? null : "failed";
      return end(here, { ...failed(state, reason), status: "skipped", result, note: reason });
    }
    case "stop": {
      const said = `${stepInWords(step, here.run.customer)}: ${reason}`;
      here.batch.end = stopped(here, said, null);
      return;
    }
    case "ask":
    case undefined:
      return parkForHelp({ ...here, step, state, world: worldAt(here) }, reason);
  }
}

// the step is over: later steps may name its results, and those it held up begin
function end(here: Here, state: StepRow): void {
  const over: StepRow = { ...state, ...unparked, endedAt: here.now };
  writeStep(here.batch, over);
  markUndone(here, over);
  const { due, givenUp } = ended(here.run, over);
  const rows = givenUp.flatMap((id) => here.run.states.get(id) ?? []);
  giveUp(here, rows);
  beginSteps(here, due);
}

type Failed = Extract<Outcome, { is: "failed" }>;
