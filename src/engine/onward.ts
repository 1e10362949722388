// what follows when a step begins, ends or parks: decided in memory, committed by the segment

import { begin, type Move, nextTry, proceed } from "../run/lifecycle.ts";
import { handForm, handResult } from "../run/by-hand.ts";
import { ended, lastEnd, worldOf } from "../run/situation.ts";
import { Held } from "../run/world.ts";
import { typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Content, Outcome, Post, World } from "../steps/world.ts";
import type { StepRow } from "../store/steps.ts";
import type { Batch } from "./batch.ts";
import { changeCustomerBy } from "./change.ts";
import { exitOf } from "./ends.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import {
  endPark,
  park,
  parkByHand,
  parkForApproval,
  parkForHelp,
  parkForRetry,
  parkForWait,
  parkInDoubt,
  showLeaving,
  unparked,
} from "./park.ts";
import { recordByHand } from "./hand.ts";
import { postForRun } from "./show.ts";

export type Here = { needs: EngineNeeds; run: HeldRun; batch: Batch; now: Date };

/** Begins steps that are due, and all that follows without work, until work or a park is reached. */
export function beginSteps(here: Here, ids: readonly string[]): void {
  for (const id of ids) {
    const step = here.run.graph.nodes.get(id)?.step;
    if (!step || here.batch.end) continue;
    here.batch.end = exitOf(here.run, here.now);
    if (here.batch.end) return;
    const world = worldAt(here);
    follow(
      here,
      step,
      freshRow(id, here.now),
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
  follow(here, step, { ...state, ...unparked, by }, world, move);
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
  switch (outcome.is) {
    case "done":
      post(here, state, world, outcome.posts ?? []);
      changeCustomerBy(here, state, outcome);
      end(here, {
        ...state,
        status: "done",
        output: outcome.output ?? null,
        result: outcome.result ?? null,
        note: outcome.note ?? state.note,
      });
      return;
    case "waiting":
      post(here, state, world, outcome.posts ?? [], `${state.turn}:`);
      parkForWait(
        { ...parking, state: { ...state, output: outcome.keep ?? null } },
        outcome.for,
        outcome.note ?? state.note,
      );
      return;
    case "failed": {
      const until = nextTry(step, state.attempt, outcome, world);
      if (!until) return parkForHelp(parking, outcome.reason);
      parkForRetry(parking, until, outcome.reason);
      return;
    }
    case "unknown":
      parkInDoubt(here.needs.jobs, parking, outcome.reason, inDoubt);
  }
}

function post(
  { run, batch, now }: Here,
  state: StepRow,
  world: World,
  posts: Post[],
  turn = "",
): void {
  const csm = world.person("csm")?.id;
  for (const [i, { to, text }] of posts.entries()) {
    const key = `${run.runId}:${state.id}:${state.iteration}:${turn}${i}`;
    const place = to === null ? null : (world.person(to)?.id ?? to.replace(/^#/, ""));
    batch.also.push((tenant) =>
      postForRun(tenant, run.runId, { key, to: place, text, csm, at: now }),
    );
  }
}

function follow(here: Here, step: AnyStep, state: StepRow, world: World, move: Move): void {
  const parking = { run: here.run, batch: here.batch, step, state, world };
  const type = typeOf(here.needs.types, step);
  switch (move.is) {
    case "pass":
      end(here, {
        ...state,
        status: move.status,
        result: move.result,
        note: move.note,
        by: move.by,
      });
      return;
    case "rest":
      park(parking, { status: "waiting", stage: move.stage, due: move.until, note: move.note });
      if (move.stage === "window") showLeaving(parking);
      return;
    case "ask": {
      const content = held(
        () => type.content?.(step, world) ?? { held: "there is nothing to send" },
      );
      if ("held" in content) return parkForHelp(parking, content.held);
      parkForApproval(parking, content, move.note);
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
        note,
      };
      here.run.states.set(state.id, running);
      here.batch.steps.set(state.id, running);
      here.batch.work.push({ id: state.id });
      return;
    }
    case "fail":
      parkForHelp(parking, move.reason);
      return;
    case "hand":
      parkByHand(parking, move.who, handForm(type, step));
      return;
    case "by hand": {
      const { by, values } = move;
      const output = recordByHand(parking, { type, by }) ?? values;
      const result = handResult(type, step, values);
      end(here, { ...state, status: "done", output, result, note: "done by hand", by });
      return;
    }
    case "stop":
      here.batch.end = { result: "stopped", reason: move.reason, by: move.by, success: null };
  }
}

// the step is over: later steps may name its results, and those it held up begin
function end(here: Here, state: StepRow): void {
  const over: StepRow = { ...state, ...unparked, endedAt: here.now };
  here.batch.steps.set(state.id, over);
  beginSteps(here, ended(here.run, over));
}

/** Runs what may need a text that cannot be written. */
function held<T>(work: () => T): T | { held: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof Held) return { held: `it cannot be written: ${error.message}` };
    throw error;
  }
}

function freshRow(id: string, now: Date): StepRow {
  return {
    id,
    iteration: 1,
    status: "running",
    attempt: 0,
    turn: 0,
    output: null,
    result: null,
    note: null,
    by: null,
    failures: 0,
    failure: null,
    criteria: null,
    nudges: 0,
    startedAt: now,
    endedAt: null,
    ...unparked,
  };
}
