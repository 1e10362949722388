// all there is to know about a run: what each step did, when and why, and what people said to it

import { stepInWords } from "../playbook/describe.ts";
import type { CriterionResult } from "../run/execution.ts";
import type { StepStatus } from "../run/state.ts";
import { lastWord, sameSince } from "../run/gate.ts";
import { lateOf } from "../run/late.ts";
import { triesOf } from "../run/lifecycle.ts";
import { nameInWords } from "../grammar/words.ts";
import { valueInWords } from "../grammar/value-in-words.ts";
import { type ApprovalRow, listApprovals } from "../store/approvals.ts";
import {
  type AuditRow,
  type ChildRow,
  listAudit,
  listChanged,
  listStarted,
  listTries,
  type TryRow,
} from "../store/details.ts";
import { type DeliveryRow, listDeliveries } from "../store/effects.ts";
import type { StepRow } from "../store/steps.ts";
import type { Tenant } from "../store/tenant.ts";
import { rowsOf } from "../run/situation.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Button } from "./replies.ts";
import { type FieldKept, snapshotOf } from "./snapshot.ts";

type Named = { name: string; value: string };

export type StepDetails = {
  name: string;
  /** which time it happened, where it happened more than once */
  round: number | null;
  status: StepStatus;
  startedAt: Date;
  endedAt: Date | null;
  /** who did it, or is to */
  who: string | null;
  /** since when it is late */
  late: Date | null;
  /** the path it took, and why it went as it did */
  why: string;
  attempt: { count: number; of: number | null } | null;
  /** the tries before that its gate did not let pass */
  earlier: Pick<TryRow, "attempt" | "at" | "criteria">[];
  gate: CriterionResult[];
  came: Named[];
  sent: Pick<DeliveryRow, "address" | "subject" | "at" | "status" | "reason">[];
  asked: Pick<ApprovalRow, "status" | "decidedBy" | "decidedAt" | "editedBy" | "reason">[];
  changed: { name: string; before: string; after: string }[];
  started: StartedRun[];
};

/** A run that a step has started, and where its card is, if it is posted. */
export type StartedRun = { playbook: string; stands: string; link: string | null };

export type RunDetails = {
  runId: string;
  playbook: string;
  version: number;
  customer: string | null;
  startedAt: Date;
  endedAt: Date | null;
  zone: string;
  /** what it changes of the customer, as it was when it began and as it is */
  before: FieldKept[];
  /** the runs inside it, in the order they were started */
  inside: StartedRun[];
  steps: StepDetails[];
  log: AuditRow[];
};

/** The same as an answer, some of its steps at a time. */
export type DetailsShown = {
  is: "details";
  /** which of its steps is the first here, and how many there are */
  from: number;
  total: number;
  buttons: Button[];
} & RunDetails;

export async function loadDetails(
  tenant: Tenant,
  { execution, situation }: Pick<LoadedRun, "execution" | "situation">,
  linkTo: (runId: string) => Promise<string | null>,
  now: Date,
): Promise<RunDetails> {
  const runId = execution.id;
  const { zone, customer } = situation;
  const found = {
    sent: await listDeliveries(tenant, runId),
    asked: await listApprovals(tenant, runId),
    changed: await listChanged(tenant, runId),
    started: await startedBy(tenant, runId, linkTo),
    tries: await listTries(tenant, runId),
  };
  const late = execution.status === "ended" ? null : lateOf(situation, now);
  const said = (value: unknown) => valueInWords(value, zone) ?? "not known";
  const known = rowsOf(situation).toSorted((a, b) => byBeginning(a.row, b.row));
  const rows = known.map(({ row }) => row);
  const steps = known.map(({ row, step }): StepDetails => {
    const isOwn = (it: { stepId: string; iteration: number }) =>
      it.stepId === row.id && it.iteration === row.iteration;
    const changed = found.changed.filter(isOwn);
    const times = rows.filter((it) => it.id === row.id);
    // the last one is what it stands at
    const earlier = found.tries.filter(
      (it) => isOwn(it) && (it.attempt !== row.attempt || !row.criteria?.length),
    );
    return {
      name: stepInWords(step, customer),
      round: times.length > 1 ? times.indexOf(row) + 1 : null,
      status: row.status,
      startedAt: row.startedAt,
      endedAt: row.endedAt,
      who: row.by ?? lastWord(row.criteria) ?? row.ask?.who ?? null,
      late: row.endedAt ? null : (late?.get(row.id) ?? null),
      why: whyOf(row),
      attempt: row.attempt > 1 ? { count: row.attempt, of: triesOf(step) } : null,
      earlier,
      gate: sameSince(row.criteria ?? [], earlier),
      // what it changed is said as a change
      came: row.endedAt && changed.length === 0 ? cameOf(row, zone) : [],
      sent: found.sent.filter(isOwn),
      asked: found.asked.filter(isOwn),
      changed: changed.map(({ field, before, after }) => ({
        name: nameInWords(field),
        before: said(before),
        after: said(after),
      })),
      started: found.started.filter(isOwn).map(({ shown }) => shown),
    };
  });
  return {
    runId,
    playbook: situation.playbook.name,
    version: execution.version,
    customer: customer?.name ?? null,
    startedAt: execution.startedAt,
    endedAt: execution.endedAt,
    zone,
    before: snapshotOf(situation, found.changed),
    inside: found.started.map(({ shown }) => shown),
    steps,
    log: await listAudit(tenant, runId),
  };
}

async function startedBy(
  tenant: Tenant,
  runId: string,
  linkTo: (runId: string) => Promise<string | null>,
) {
  const rows = await listStarted(tenant, runId);
  const links = await Promise.all(rows.map(({ id }) => linkTo(id)));
  return rows.map((row, i) => ({
    stepId: row.stepId,
    iteration: row.iteration,
    shown: { playbook: row.playbook, stands: stands(row), link: links[i] ?? null },
  }));
}

function stands({ status, gated, result }: ChildRow): string {
  if (status === "ended") return result ?? "ended";
  if (gated) return "not started yet";
  return status === "paused" ? "paused" : "under way";
}

function byBeginning(a: StepRow, b: StepRow): number {
  return a.startedAt.getTime() - b.startedAt.getTime();
}

/** "Offer (outcome mood: green)" */
function whyOf({ result, note, failure }: StepRow): string {
  const why = note ?? failure ?? "";
  if (result === null) return why;
  if (why.startsWith(result)) return why;
  return why === "" ? result : `${result} (${why})`;
}

function cameOf({ output }: StepRow, zone: string): Named[] {
  return Object.entries(output ?? {}).flatMap(([name, value]) => {
    const words = valueInWords(value, zone);
    return words === null ? [] : [{ name: nameInWords(name), value: words }];
  });
}
