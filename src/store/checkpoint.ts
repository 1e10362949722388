import { z } from "zod";
import type { CriterionResult, RunResult } from "../run/execution.ts";
import type { StepState } from "../run/state.ts";
import { program } from "./audit.ts";
import { asJson, type Db, many } from "./db.ts";
import { grouped, perPool } from "./group.ts";
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
  /** steps that have no row yet, and such that have one */
  added: StepWrite[];
  changed: StepWrite[];
  /** go on holding the run; park it, if all signals were seen; or end it */
  next:
    | { is: "hold" }
    | { is: "park"; seen: number }
    | {
        is: "end";
        result: RunResult;
        reason: string | null;
        /** the person who ended it, if one did */
        by?: string | null;
        at: Date;
        success: CriterionResult[] | null;
      };
};

/** `isAwaited`: it ended, and another run waits for its turn with the customer. */
type Committed = { signals: number; isAwaited?: true };

const CommittedRow = z.object({
  position: z.number(),
  signals: z.number(),
  isAwaited: z.boolean(),
});

/**
 * What a step came to and the start marks of the next ones, in one statement and so in one commit, fenced by
 * the epoch: null when the claim is lost, or when there are signals the worker has not seen and it may not park.
 * Outside a transaction it shares its statement with what other runs commit at the same moment.
 */
export async function checkpoint(
  { db, workspaceId }: Tenant,
  { runId, epoch, added, changed, next }: Checkpoint,
): Promise<Committed | null> {
  const end = next.is === "end" ? { by: next.by ?? program } : {};
  const one: Asked = {
    run: asJson(lean({ workspaceId, runId, epoch, ...next, ...end })),
    leaves: next.is !== "hold",
    added: added.map((step) => asJson(lean(step))),
    changed: changed.map((step) => asJson(lean(step))),
  };
  // null also when somebody had the run locked: alone it is waited for
  const shared = await together(db)?.(one);
  if (shared) return shared;
  return (await save(db, [one], "")).get(1) ?? null;
}

/** as json */
type Asked = { run: string; leaves: boolean; added: string[]; changed: string[] };

// what is not there need not be said, nor read
function lean(given: Record<string, unknown>): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const name in given) if (given[name] !== null) said[name] = given[name];
  return said;
}

const together = perPool((pool) =>
  grouped<Asked, Committed | null>({
    async flush(ones) {
      const committed = await save(pool, ones, " skip locked");
      return ones.map((_, i) => committed.get(i + 1) ?? null);
    },
    lanes: 2,
    most: 256 * 1024,
    sizeOf: ({ run, added, changed }) =>
      [...added, ...changed].reduce((size, step) => size + step.length, run.length),
  }),
);

// the steps of all runs as one list, each with the place of its run in theirs
function listed(ones: Asked[], which: "added" | "changed"): string {
  const steps = ones.flatMap((one, i) =>
    one[which].map((step) => `{"of":${i + 1},${step.slice(1)}`),
  );
  return `[${steps.join(",")}]`;
}

const stepColumns = `"of" int, "id" text, "iteration" int, "status" text, "stage" text,
  "attempt" int, "turn" int, "output" jsonb, "result" text, "note" text, "by" text, "failures" int, "failure" text, "startedAt" timestamptz,
  "endedAt" timestamptz, "due" timestamptz, "event" text, "eventMatch" text, "ask" json, "criteria" jsonb, "nudgeAt" timestamptz, "nudges" int`;

// what follows when a run parks or ends, beyond its steps
const leaving = `parked as (
    update playbook_executions e set segment = 'parked', has_parked = true from fenced f
    where e.workspace_id = f.workspace_id and e.id = f.id and f."is" = 'park'),
  ended as (
    update playbook_executions e
    set segment = 'none', status = 'ended', result = f."result", reason = f."reason", ended_at = f."at", success = f."success",
      has_parked = null
    from fenced f where e.workspace_id = f.workspace_id and e.id = f.id and f."is" = 'end'),
  told as (
    insert into audit_log (workspace_id, at, actor, action, subject, details)
    select workspace_id, "at", "by", 'run ' || "result", 'run:' || id, jsonb_build_object('reason', "reason")
    from fenced where "is" = 'end'),
  shown as (
    select k.workspace_id, k.id from fenced f, slack_cards k
    where k.workspace_id = f.workspace_id and k.kind = 'run' and k.subject = f.id::text and f."is" <> 'hold'
    order by k.subject, k.place for no key update of k),
  card as (
    update slack_cards k set wanted = k.wanted + 1 from shown s where k.workspace_id = s.workspace_id and k.id = s.id),`;
const awaited = `f."is" = 'end' and (
  select true from playbook_executions o where o.workspace_id = f.workspace_id and o.customer_id = f.customer_id
    and o.status = 'running' and o.gate is not null and o.gate ->> 'is' = 'turn' limit 1) is true`;

/**
 * Several at a time, those of other runs too. One run's row is only locked while it is held, as nothing of it
 * changes; in between its card gets a hint in memory. Planned as if it were one row, found by its key and by nothing
 * else, whatever the statistics say: those of a busy hour are wrong a minute later.
 */
async function save(
  db: Db,
  ones: Asked[],
  lock: "" | " skip locked",
): Promise<Map<number, Committed>> {
  const leave = ones.some((one) => one.leaves);
  const rows = await many(db, CommittedRow, {
    name: `checkpoint${leave ? "-leave" : ""}${lock.replace(" ", "-")}`,
    text: `with given as (
             select x.*, ordinality::int as position
             from rows from (json_to_recordset($1::json) as ("workspaceId" text, "runId" uuid, "epoch" int, "is" text,
               "seen" int, "result" text, "reason" text, "by" text, "at" timestamptz, "success" jsonb))
               with ordinality as x
             where x."epoch" between 0 and 2147483647),
           fenced as (
             select g.*, e.* from given g, lateral (
               select r.workspace_id, r.id, r.signals, r.customer_id from playbook_executions r
               where r.workspace_id = g."workspaceId" and r.id = g."runId" and r.epoch = g."epoch"
                 and r.status not in ('paused', 'ended') and (g."is" <> 'park' or r.signals = g."seen")
               for no key update${lock}) e),
           ${leave ? leaving : ""}
           changing as materialized (
             select f.workspace_id, f.id as run_id, x.*
             from json_to_recordset($3::json) as x (${stepColumns}) join fenced f on f.position = x."of"
             where x."iteration" between 0 and 2147483647),
           changed as (
             update playbook_step_executions s
             set status = x."status", stage = x."stage", attempt = x."attempt", turn = x."turn",
               output = x."output", result = x."result", note = x."note", by_id = x."by", failures = x."failures", failure = x."failure",
               ended_at = x."endedAt", due = x."due", event = x."event",
               event_match = x."eventMatch", ask = x."ask", criteria = x."criteria",
               nudge_at = x."nudgeAt", nudges = x."nudges", settled = null
             from changing x
             where s.workspace_id = x.workspace_id and s.run_id = x.run_id and s.step_id = x."id" and s.iteration = x."iteration"),
           added as (
             insert into playbook_step_executions (workspace_id, run_id, step_id, iteration, status, stage, attempt, turn,
               output, result, note, by_id, failures, failure, started_at, ended_at, due, event, event_match, ask,
               criteria, nudge_at, nudges, settled)
             select f.workspace_id, f.id, x."id", x."iteration", x."status", x."stage", x."attempt", x."turn",
               x."output", x."result", x."note", x."by", x."failures", x."failure", x."startedAt", x."endedAt", x."due", x."event", x."eventMatch",
               x."ask", x."criteria", x."nudgeAt", x."nudges", null
             from fenced f, json_to_recordset($2::json) as x (${stepColumns})
             where x."of" = f.position)
           select f.position, f.signals, ${leave ? awaited : "false"} as "isAwaited" from fenced f`,
    values: [
      `[${ones.map(({ run }) => run).join(",")}]`,
      listed(ones, "added"),
      listed(ones, "changed"),
    ],
  });
  return new Map(
    rows.map(({ position, signals, isAwaited }) => [
      position,
      { signals, ...(isAwaited && { isAwaited }) },
    ]),
  );
}
