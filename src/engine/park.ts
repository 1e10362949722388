// how a step is left while it waits: its row, and what people are shown for it

import { randomUUID } from "node:crypto";
import { hashOf } from "../approvals/content.ts";
import { policyFor } from "../approvals/policy.ts";
import type { AnyStep } from "../steps/step-type.ts";
import type { Content, WaitFor, World } from "../steps/world.ts";
import { insertApproval, voidApprovals } from "../store/approvals.ts";
import { touchCards } from "../store/cards.ts";
import type { StepRow } from "../store/steps.ts";
import type { Batch } from "./batch.ts";
import type { HeldRun } from "./held-run.ts";
import { showInThread, stepSubject } from "./show.ts";

export type Parking = { run: HeldRun; batch: Batch; step: AnyStep; state: StepRow; world: World };

type Left = Pick<StepRow, "status" | "stage"> & Partial<StepRow>;

/** Leaves the step parked: a turn higher, so that clicks on what was shown before do not count. */
export function park({ run, batch, state }: Parking, left: Left): StepRow {
  const parked = { ...state, ...unparked, ...left, turn: state.turn + 1 };
  run.states.set(state.id, parked);
  batch.steps.set(state.id, parked);
  return parked;
}

/** What a row holds only while it is parked. */
export const unparked = {
  stage: null,
  due: null,
  event: null,
  eventMatch: null,
  ask: null,
  settled: null,
} as const;

/** Somebody must say yes: the content is stored with the question, and sent from there. */
export function parkForApproval(parking: Parking, content: Content, note: string | null): void {
  const { run, batch, step, state, world } = parking;
  const policy = policyFor({
    approval: step.approval,
    people: run.people,
    involved: [run.author, run.execution.startedBy],
    customer: run.customer?.name ?? null,
  });
  park(parking, {
    status: "asking",
    stage: "asking",
    note,
    due: step.timeout === undefined ? null : world.after(world.now, step.timeout),
  });
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
    case "event":
      park(parking, { ...left, due: timeout, event: wait.name, eventMatch: wait.match });
      return;
    case "answer": {
      const { who, title, details, form } = wait;
      park(parking, { ...left, due: timeout, ask: { who, title, details, form } });
      showStep(parking, [who]);
    }
  }
}

/** A failure counts, whatever becomes of the step later. */
export function failed(state: StepRow, reason: string): StepRow {
  return { ...state, failures: state.failures + 1, failure: reason };
}

/** A person must help: the step stands still until they say how. */
export function parkForHelp(
  parking: Parking,
  left: { status: "failed" | "unknown"; note: string },
): void {
  const stage = left.status === "failed" ? "failed" : "doubt";
  park({ ...parking, state: failed(parking.state, left.note) }, { ...left, stage });
  const csm = parking.run.people.roles.csm;
  showStep(parking, csm ? [csm.id] : []);
}

function showStep({ run, batch, state }: Parking, to: string[]): void {
  const subject = stepSubject({ runId: run.runId, stepId: state.id, iteration: state.iteration });
  batch.also.push((tenant) => showInThread(tenant, run.runId, { kind: "step", subject, to }));
}

/** A park has ended: what was shown for it is shown as settled, and an unanswered question is closed. */
export function endPark({ run, batch, state, world }: Omit<Parking, "step">): void {
  const { runId } = run;
  if (state.stage === "asking" && state.settled?.is === "timeout")
    batch.also.push(async (tenant) => {
      const reason = "nobody decided in time";
      const voided = await voidApprovals(tenant, { runId, stepId: state.id }, world.now, reason);
      await touchCards(
        tenant,
        "approval",
        voided.map((it) => it.id),
      );
    });
  if (state.ask || state.stage === "failed" || state.stage === "doubt") {
    const subject = stepSubject({ runId, stepId: state.id, iteration: state.iteration });
    batch.also.push((tenant) => touchCards(tenant, "step", [subject]));
  }
}
