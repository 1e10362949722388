// how a run stands, as people see it: what a card shows is made of this and nothing else

import type { CriterionResult, Gate, RunResult } from "./execution.ts";
import type { StepStatus } from "./state.ts";

export type StepLine = {
  id: string;
  name: string;
  /** how deep it lies inside other steps */
  depth: number;
  /** the path of the step around it */
  path: string | null;
  status: StepStatus | "open" | "to come" | "not taken";
  /** what there is to say about it now: who is waited for, until when, which path and why */
  note: string | null;
  /** ids of people the note speaks of */
  waitsFor: string[];
  at: Date | null;
  /** since when it is late */
  late?: Date;
  /** true: `at` is when it begins, not by when it ends */
  begins?: true;
  /** a person may have it begin at once: what it is a part of, and where its row stands */
  early?: { of: string; iteration: number; turn: number };
  /** who said that what must be so is so; it is done since `at` */
  passedBy?: string;
  /** the run it has started, and where its card is, which may not be posted yet */
  part?: { runId: string; link: string | null };
};

/** How far a run has come that a step has started. */
export type PartProgress = {
  runId: string;
  link: string | null;
  /** null: what the step itself says of it is all there is to say */
  note: string | null;
  waitsFor: string[];
};

export type RunProgress = {
  runId: string;
  playbook: { id: string; name: string; version: number; newer: boolean };
  customer: { id: string; name: string } | null;
  /** whose run it is: who is told where it cannot be shown */
  csm: string | null;
  status: "waiting to start" | "running" | "waiting" | "needs help" | "paused" | "ended";
  result: RunResult | null;
  reason: string | null;
  /** one sentence: why it started */
  cause: string;
  /** the run it is a part of, with its card */
  around: { runId: string; playbook: string; step: string; link: string | null } | null;
  gate: Gate | null;
  lines: StepLine[];
  /** it is on its way back, or went all the way */
  turnedBack: boolean;
  /** something of it can be taken back */
  canTurnBack: boolean;
  done: number;
  total: number;
  /** since when the first of its steps is late */
  late: Date | null;
  startedAt: Date;
  pausedAt: Date | null;
  /** by how many days its dates to come are shifted */
  shifted: number;
  /** something in it waits for a length of time, which a pause may have cut short */
  waits: boolean;
  endedAt: Date | null;
  /** when it is expected to end, as far as one can say */
  expectedEnd: Date | null;
  success: CriterionResult[] | null;
};
