// what follows when a step begins, ends or parks: decided in memory, committed by the segment

import { passed } from "../run/graph.ts";
import { begin, type Move, nextTry, proceed } from "../run/lifecycle.ts";
import { remember, worldOf } from "../run/situation.ts";
import { Held } from "../run/world.ts";
import { typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Content, Outcome, World } from "../steps/world.ts";
import { type DeliveryRow, saveDelivery } from "../store/effects.ts";
import type { StepRow } from "../store/steps.ts";
import type { Batch } from "./batch.ts";
import { deliveryOf } from "./delivery.ts";
import { exitOf } from "./ends.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";
import {
  endPark,
  failed,
  park,
  parkForApproval,
  parkForHelp,
  parkForWait,
  unparked,
} from "./park.ts";
import { postForRun } from "./show.ts";

export type Here = { needs: EngineNeeds; run: HeldRun; batch: Batch; now: Date };

/** Begins steps that are due, and all that follows without work, until work or a park is reached. */
export function beginSteps(here: Here, ids: readonly string[], previous: Date): void {
  for (const id of ids) {
    const step = here.run.graph.nodes.get(id)?.step;
    if (!step || here.batch.end) continue;
    here.batch.end = exitOf(here.run, here.now);
    if (here.batch.end) return;
    const world = worldOf(here.run, { now: here.now, previous });
    follow(
      here,
      step,
      freshRow(id, here.now),
      world,
      begin(typeOf(here.needs.types, step), step, world),
    );
  }
}

/** Goes on with a parked step whose park was settled. */
export function proceedStep(here: Here, state: StepRow): void {
  const step = here.run.graph.nodes.get(state.id)?.step;
  if (!step || !state.settled) return;
  const world = worldOf(here.run, { now: here.now, previous: state.startedAt });
  endPark({ run: here.run, batch: here.batch, state, world });
  const move = proceed(typeOf(here.needs.types, step), step, state, state.settled, world);
  const by = state.settled.is === "choice" ? state.settled.by : state.by;
  follow(here, step, { ...state, ...unparked, by }, world, move);
}

/** Goes on with a step whose work came to something. */
export function applyOutcome(
  here: Here,
  state: StepRow,
  outcome: Outcome,
  delivered: { content: Content; receipt: string | null } | null,
): void {
  const step = here.run.graph.nodes.get(state.id)?.step;
  if (!step) return;
  const world = worldOf(here.run, { now: here.now, previous: state.startedAt });
  const parking = { run: here.run, batch: here.batch, step, state, world };
  switch (outcome.is) {
    case "done":
      for (const [i, post] of (outcome.posts ?? []).entries())
        here.batch.also.push((tenant) =>
          postForRun(tenant, here.run.runId, {
            key: `${here.run.runId}:${state.id}:${state.iteration}:${i}`,
            to: post.to === null ? null : (world.person(post.to)?.id ?? post.to),
            text: post.text,
            at: here.now,
          }),
        );
      if (delivered)
        deliver(here, state, delivered.content, {
          status: "sent",
          reason: null,
          receipt: delivered.receipt,
        });
      end(here, {
        ...state,
        status: "done",
        output: outcome.output ?? null,
        result: outcome.result ?? null,
        note: outcome.note ?? state.note,
        by: state.by,
      });
      return;
    case "waiting":
      parkForWait(parking, outcome.for, outcome.note ?? state.note);
      return;
    case "failed": {
      const until = nextTry(step, state.attempt, outcome, world);
      if (!until) return parkForHelp(parking, { status: "failed", note: outcome.reason });
      park(
        { ...parking, state: failed(state, outcome.reason) },
        { status: "retrying", stage: "rest", due: until, note: outcome.reason },
      );
      return;
    }
    case "unknown":
      if (delivered)
        deliver(here, state, delivered.content, {
          status: "unknown",
          reason: outcome.reason,
          receipt: null,
        });
      parkForHelp(parking, { status: "unknown", note: outcome.reason });
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
      return;
    case "ask": {
      const content = held(
        () => type.content?.(step, world) ?? { held: "there is nothing to send" },
      );
      if ("held" in content) return parkForHelp(parking, { status: "failed", note: content.held });
      parkForApproval(parking, content, move.note);
      return;
    }
    case "work": {
      const { resume, note } = move;
      if (resume && resume.is !== "choice" && type.resume) {
        const by = resume.is === "answer" ? resume.by : state.by;
        applyOutcome(here, { ...state, by }, type.resume(step, resume, world), null);
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
      parkForHelp(parking, { status: "failed", note: move.reason });
      return;
    case "stop":
      here.batch.end = { result: "stopped", reason: move.reason, by: move.by, success: null };
  }
}

// the step is over: later steps may name its results, and those it held up begin
function end(here: Here, state: StepRow): void {
  const ended: StepRow = { ...state, ...unparked, endedAt: here.now };
  remember(here.run, ended);
  here.batch.steps.set(state.id, ended);
  beginSteps(here, passed(here.run.walk, state.id, ended.result), here.now);
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

function deliver(
  { run, batch, now }: Here,
  state: StepRow,
  content: Content,
  became: Pick<DeliveryRow, "status" | "reason" | "receipt">,
): void {
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  const delivery = deliveryOf(place, content, { ...became, at: now });
  batch.also.push((tenant) => saveDelivery(tenant, delivery, run.customer?.id ?? null));
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
    startedAt: now,
    endedAt: null,
    ...unparked,
  };
}
