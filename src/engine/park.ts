// how a step is left while it waits: its row, and what people are shown for it

import { randomUUID } from "node:crypto";
import { hashOf } from "../approvals/content.ts";
import { policyFor } from "../approvals/policy.ts";
import type { Shape } from "../grammar/shape.ts";
import { stepInWords } from "../playbook/describe.ts";
import { gateForm, type Gated } from "../run/gate.ts";
import { chanceOf } from "../run/spread.ts";
import { nextLook } from "../run/next-look.ts";
import { considerate, nextNudge, sooner, waitsForSomebody } from "../run/nudges.ts";
import { zoneOf } from "../run/people.ts";
import { calendarOf } from "../run/world.ts";
import { nudgeWords } from "../steps/nudge-words.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Content, WaitFor, World } from "../steps/world.ts";
import { approvedFor, insertApproval } from "../store/approvals.ts";
import { touchCards } from "../store/cards.ts";
import { saveDelivery } from "../store/effects.ts";
import type { Jobs } from "../store/jobs.ts";
import { beginNudges } from "../store/nudges.ts";
import { familyOf, type StepRow } from "../store/steps.ts";
import { type Batch, writeStep } from "./batch.ts";
import { callAgain } from "./call-again.ts";
import { closeApprovals } from "./close-approvals.ts";
import { deliveryOf } from "./delivery.ts";
import type { HeldRun } from "./held-run.ts";
import { showInThread, stepSubject } from "./show.ts";
import { settleArrived } from "./signal.ts";

export type Parking = { run: HeldRun; batch: Batch; step: AnyStep; state: StepRow; world: World };

type Asks = Gated & { is: "asks" };

type Left = Pick<StepRow, "status" | "stage"> & Partial<StepRow>;

/** Leaves the step parked: a turn higher, so that clicks on what was shown before do not count. */
export function park(parking: Parking, left: Left, who = left.ask?.who): StepRow {
  const { run, batch, state } = parking;
  const waiting = { ...state, ...unparked, ...left, turn: state.turn + 1, nudges: 0 };
  run.states.set(state.id, waiting);
  const nudgeAt = sooner(firstNudge(parking, waiting, who), nextLook(run, parking.world.now));
  writeStep(batch, Object.assign(waiting, { nudgeAt }));
  return waiting;
}

// when those it waits for are reminded of it first; by the same timer the run is looked at
function firstNudge(
  { run, batch, step, world }: Parking,
  waiting: StepRow,
  who = run.people.roles.csm?.id,
): Date | null {
  const since = world.now;
  const begun = { since, until: since, ...calendarOf(run.zone, run.holidays) };
  const words = nudgeWords(step, waiting.stage === "asking");
  const first = waitsForSomebody(waiting) ? nextNudge(words, begun) : null;
  if (!first) return null;
  const place = { runId: run.runId, stepId: waiting.id, iteration: waiting.iteration };
  batch.also.push((tenant) => beginNudges(tenant, place, since));
  const asked = first.escalatesTo === null ? who : (world.person(first.escalatesTo)?.id ?? who);
  return considerate(first.at, zoneOf(run.people, asked, run.zone));
}

/** What a row holds only while it is parked. */
export const unparked = {
  stage: null,
  due: null,
  event: null,
  eventMatch: null,
  ask: null,
  settled: null,
  nudgeAt: null,
} as const;

/** Somebody must say yes: the content is stored with the question, and sent from there. False: there is nobody. */
export function parkForApproval(parking: Parking, content: Content, note: string | null): boolean {
  const { run, batch, step, state, world } = parking;
  const policy = policyFor({
    approval: step.approval,
    people: run.people,
    involved: [run.author, run.execution.startedBy],
    customer: run.customer?.name ?? null,
  });
  if (policy.approvers.length === 0) return false;
  const due = step.timeout === undefined ? null : world.after(world.now, step.timeout);
  const [first] = policy.approvers;
  park(parking, { status: "asking", stage: "asking", note, due }, first?.id);
  const approval = {
    id: randomUUID(),
    runId: run.runId,
    stepId: state.id,
    iteration: state.iteration,
    content,
    contentSha256: hashOf(content),
    ...policy,
    askedAt: world.now,
  };
  batch.also.push(async (tenant) => {
    await insertApproval(tenant, approval);
    const to = policy.approvers.map((it) => it.id);
    await showInThread(tenant, run.runId, { kind: "approval", subject: approval.id, to });
  });
  return true;
}

/** What was approved says on its card when it leaves. */
export function showLeaving({ run, batch, state }: Parking): void {
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  batch.also.push(async (tenant) => {
    const approval = await approvedFor(tenant, place);
    if (approval) await touchCards(tenant, "approval", [approval.id]);
  });
}

/** The step's own wait: a time, an event, or a person's work. */
export function parkForWait(parking: Parking, wait: WaitFor, note: string | null): void {
  const { step, world } = parking;
  const timeout = step.timeout === undefined ? null : world.after(world.now, step.timeout);
  const left = { status: "waiting", stage: "work", note } as const;
  switch (wait.kind) {
    case "time":
      park(parking, { ...left, due: wait.until });
      return;
    case "truth":
      park(parking, { ...left, due: wait.look });
      return;
    case "run":
    case "way back":
      park(parking, { ...left, due: timeout });
      return;
    case "event":
      park(parking, { ...left, due: timeout, event: wait.name, eventMatch: wait.match });
      return;
    case "answer": {
      const { kind: _, match = null, from = null, ...asked } = wait;
      // whom it was given to keeps it when the same step asks on
      const who = parking.state.ask?.who ?? asked.who;
      const ask = { ...asked, who, ...(from && ({ quiet: true } as const)) };
      const [heard] = ask.hears ?? [];
      const event = heard === undefined ? null : familyOf(heard);
      park(parking, { ...left, due: from ?? timeout, ask, event, eventMatch: match });
      if (!from && parking.state.ask) callAgain(parking, ask);
      showStep(parking, from ? [] : [who]);
    }
  }
}

/** Its work is done, and somebody must say whether it may go on. */
export function parkForGate(parking: Parking, { who, say, because }: Asks): void {
  const { step, world } = parking;
  const due = step.timeout === undefined ? null : world.after(world.now, step.timeout);
  const ask = { who, title: say, details: because || null, ...gateForm };
  park(parking, { status: "waiting", stage: "gate", due, ask });
  showStep(parking, [who]);
}

/** A failure counts, whatever becomes of the step later. */
export function failed(state: StepRow, reason: string): StepRow {
  return { ...state, failures: state.failures + 1, failure: reason };
}

// what passes by itself calls nobody; what has not passed in half an hour may
const untold = 3;

/** It failed for a passing reason: when it is tried again is shown, and whoever can help is told if it goes on. */
export function parkForRetry(parking: Parking, until: Date, reason: string): void {
  park(
    { ...parking, state: failed(parking.state, reason) },
    { status: "retrying", stage: "rest", due: until, note: reason },
  );
  showStep(parking, parking.state.attempt < untold ? [] : helpers(parking));
}

// once it is tried again, those who waited come one after the other
const comeWithin = 60_000;

/** Whoever would take it is left alone for now: that is no try of this step, and calls nobody. */
export function parkAway(
  parking: Parking,
  { until, reason }: { until: Date; reason: string },
): void {
  const { run, state } = parking;
  const due = new Date(until.getTime() + chanceOf({ ...state, runId: run.runId }) * comeWithin);
  const untried = { ...state, attempt: state.attempt - 1 };
  park({ ...parking, state: untried }, { status: "retrying", stage: "away", due, note: reason });
  showStep(parking, []);
}

/** A person must help: the step stands still until they say how. */
export function parkForHelp(parking: Parking, reason: string): void {
  park(
    { ...parking, state: failed(parking.state, reason) },
    { status: "failed", stage: "failed", note: reason },
  );
  showStep(parking, helpers(parking));
}

/** A person does it by hand: it is their task until they say it is done. */
export function parkByHand(parking: Parking, who: string, form: Shape): void {
  const { run, step, state } = parking;
  const title = stepInWords(step, run.customer);
  const ask = { who, title, details: state.failure, form };
  park(parking, { status: "waiting", stage: "failed", note: "taken over", ask });
  showStep(parking, [who]);
}

/** Nobody knows whether something left: a person says what they see, unless its receipt comes after all. */
export function parkInDoubt(
  jobs: Jobs,
  parking: Parking,
  reason: string,
  content: Content | null,
): void {
  const { run, batch, world } = parking;
  const state = failed(parking.state, reason);
  const { turn } = park({ ...parking, state }, { status: "unknown", stage: "doubt", note: reason });
  const place = { runId: run.runId, stepId: state.id, iteration: state.iteration };
  batch.also.push(async (tenant) => {
    const became = { status: "unknown", reason, receipt: null, at: world.now } as const;
    if (content) await saveDelivery(tenant, deliveryOf(place, content, became), null);
    await settleArrived(jobs, tenant, place, turn);
  });
  showStep(parking, helpers(parking));
}

function helpers({ run }: Parking): string[] {
  const { csm } = run.people.roles;
  return csm ? [csm.id] : [];
}

/** Its own card, in the run's thread and with those who must act. */
function showStep({ run, batch, state }: Parking, to: string[]): void {
  const subject = stepSubject({ runId: run.runId, stepId: state.id, iteration: state.iteration });
  batch.also.push((tenant) => showInThread(tenant, run.runId, { kind: "step", subject, to }));
}

const shown: ReadonlySet<StepRow["stage"]> = new Set(["failed", "rest", "away", "doubt"]);

/** A park has ended: what was shown for it is shown as settled, and an unanswered question is closed. */
export function endPark({ run, batch, state, world }: Omit<Parking, "step">): void {
  const { runId } = run;
  if (state.stage === "asking" && state.settled?.is === "timeout")
    batch.also.push((tenant) =>
      closeApprovals(tenant, { runId, stepId: state.id }, world.now, "nobody decided in time"),
    );
  if (state.ask || shown.has(state.stage)) {
    const subject = stepSubject({ runId, stepId: state.id, iteration: state.iteration });
    batch.also.push((tenant) => touchCards(tenant, "step", [subject]));
  }
}
