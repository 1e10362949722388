import { z } from "zod";
import type { CriterionResult, RunResult } from "../run/execution.ts";
import type { StepState } from "../run/state.ts";
import { asJson, maybeOne } from "./db.ts";
import type { Ask } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

/** A step as a worker leaves it. */
export type StepWrite = StepState & {
  event: string | null;
  eventMatch: string | null;
  ask: Ask | null;
};

export type Checkpoint = {
  runId: string;
  /** the claim it is made under */
  epoch: number;
  steps: StepWrite[];
  /** go on holding the run; park it, if all signals were seen; or end it */
  next:
    | { is: "hold" }
    | { is: "park"; seen: number }
    | {
        is: "end";
        result: RunResult;
        reason: string | null;
        at: Date;
        success: CriterionResult[] | null;
      };
};

const Committed = z.object({ signals: z.number() });

/**
 * What a step came to and the start marks of the next ones, in one statement and so in one commit, fenced by
 * the epoch: null when the claim is lost, or when there are signals the worker has not seen and it may not park.
 */
export async function checkpoint(
  { db, workspaceId }: Tenant,
  { runId, epoch, steps, next }: Checkpoint,
): Promise<{ signals: number } | null> {
  const end = next.is === "end" ? next : null;
  return maybeOne(db, Committed, {
    name: `checkpoint-${next.is}`,
    text: `with ${fences[next.is]}
           written as (
             insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, stage, attempt, turn,
               output, result, note, by_id, failures, failure, started_at, ended_at, due, event, event_match, ask,
               criteria, nudge_at, nudges, settled)
             select e.workspace_id, e.id, x."id", x."iteration", x."status", x."stage", x."attempt", x."turn",
               x."output", x."result", x."note", x."by", x."failures", x."failure", x."startedAt", x."endedAt", x."due", x."event", x."eventMatch",
               x."ask", x."criteria", x."nudgeAt", x."nudges", null
             from fenced e, json_to_recordset($4::json) as x ("id" text, "iteration" int, "status" text, "stage" text,
               "attempt" int, "turn" int, "output" jsonb, "result" text, "note" text, "by" text, "failures" int, "failure" text, "startedAt" timestamptz,
               "endedAt" timestamptz, "due" timestamptz, "event" text, "eventMatch" text, "ask" json, "criteria" jsonb, "nudgeAt" timestamptz, "nudges" int)
             on conflict (workspace_id, run_id, step_id, iteration) do update
             set status = excluded.status, stage = excluded.stage, attempt = excluded.attempt, turn = excluded.turn,
               output = excluded.output, result = excluded.result, note = excluded.note, by_id = excluded.by_id, failures = excluded.failures, failure = excluded.failure,
               ended_at = excluded.ended_at, due = excluded.due, event = excluded.event,
               event_match = excluded.event_match, ask = excluded.ask, criteria = excluded.criteria,
               nudge_at = excluded.nudge_at, nudges = excluded.nudges, settled = null)
           select signals from fenced`,
    values: [
      workspaceId,
      runId,
      epoch,
      asJson(steps),
      ...(next.is === "park" ? [next.seen] : []),
      ...(end ? [end.result, end.reason, end.at, end.success && JSON.stringify(end.success)] : []),
    ],
  });
}

const mine = `workspace_id = $1 and id = $2 and epoch = $3 and status = 'running'`;

const card = `
  card as (
    update slack_cards k set wanted = k.wanted + 1 from fenced e
    where k.workspace_id = e.workspace_id and k.kind = 'run' and k.subject = e.id::text),`;

// holding changes nothing of the run, so its row is only locked; in between the card gets a hint in memory
const fences = {
  hold: `fenced as (
    select workspace_id, id, signals from playbook_executions where ${mine} for no key update),`,
  park: `fenced as (
    update playbook_executions set segment = 'parked' where ${mine} and signals = $5
    returning workspace_id, id, signals),${card}`,
  end: `fenced as (
    update playbook_executions
    set segment = 'none', status = 'ended', result = $5, reason = $6, ended_at = $7, success = $8
    where ${mine} returning workspace_id, id, signals),${card}`,
};
