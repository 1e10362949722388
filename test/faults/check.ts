// after the storm: what Slack and the mailbox saw beside what the database says

import { z } from "zod";
import { many, type Pool } from "../../src/store/db.ts";
import type { Load } from "./load.ts";
import type { FaultStand } from "./stand.ts";
import { turned, wayBack } from "./turning.ts";

export type Findings = {
  runs: number;
  mails: number;
  messages: number;
  /** runs that people cancelled, and that they took back */
  turned: { cancelled: number; rolledBack: number };
  /** an effect that was promised and is nowhere, a run that stands still, an acknowledged input without a trace */
  lost: string[];
  /** an effect that came twice */
  doubled: string[];
  /** rows that say different things */
  contradictions: string[];
};

export async function check(
  { pool, users }: FaultStand,
  { told, people }: Pick<Load, "told" | "people">,
): Promise<Findings> {
  const { messages } = await users.state();
  const mails = await users.mails();
  const keys = messages.flatMap((it) => {
    const key = it.metadata?.event_payload["key"];
    return typeof key === "string" ? key : [];
  });
  const mailKeys = mails.flatMap((it) => it.headers["x-playbooks-key"] ?? []);
  const cards = await shownCards(pool);
  const shown = new Map(messages.map((it) => [`${it.channel} ${it.ts}`, it]));
  const wrongCards = cards.flatMap(({ id, place, said, kind }) => {
    const message = shown.get(place);
    if (!message) return [`card ${id} is nowhere`];
    if (kind === "run" && !message.text.endsWith(said)) return [`card ${id} says ${message.text}`];
    const asks = kind !== "run" && JSON.stringify(message.blocks ?? []).includes('"do:');
    return asks ? [`card ${id} asks still`] : [];
  });
  const posted = new Set(keys);
  const sent = new Set(mailKeys);
  const names = async (text: string) =>
    (await many(pool, Name, { text, values: [] })).map((it) => it.name);
  return {
    runs: (await names("select id::text as name from playbook_executions")).length,
    mails: mails.length,
    messages: messages.length,
    turned: {
      cancelled: (await names(ends("cancelled"))).length,
      rolledBack: (await names(ends("rolled back"))).length,
    },
    lost: [
      ...(await lostEvents(pool, told)),
      ...(await names(standing)),
      ...(await people.vanished()).map(
        (click) => `a click on ${click} was taken, and never counted`,
      ),
      ...(await names(mailed)).filter((key) => !sent.has(key)).map((key) => `no mail of ${key}`),
      ...(await names(posts)).filter((key) => !posted.has(key)).map((key) => `no post ${key}`),
    ],
    doubled: [
      ...repeated(mailKeys).map((key) => `mail of ${key}`),
      ...repeated(keys).map((key) => `post ${key}`),
      ...(await doubledEvents(pool, told)),
      ...(await names(decidedTwice)),
    ],
    contradictions: [
      ...(await names(contradictions)),
      ...(await names(wrongWays)),
      ...mailKeys.filter((key) => key === "").map(() => "a mail without a key"),
      ...wrongCards,
    ],
  };
}

const Name = z.object({ name: z.string() });

function repeated(all: readonly string[]): string[] {
  return [...Map.groupBy(all, (it) => it)].filter(([, same]) => same.length > 1).map(([it]) => it);
}

// the load sees everything through, so nothing may be left standing
const standing = `
  select 'run ' || e.id || ' stands ' || e.segment || ': ' || coalesce((
    select string_agg(s.step_id || ' ' || s.status || coalesce(' ' || s.stage, '') || coalesce(' ' || s.failure, '') || coalesce(' settled ' || s.settled::text, ''), ', ')
    from playbook_step_executions s where s.workspace_id = e.workspace_id and s.run_id = e.id and s.ended_at is null), '') as name
  from playbook_executions e where e.status <> 'ended'
  union all
  select 'event ' || id || ' has come to nothing' from playbook_events where dispatched_at is null
  union all
  select 'from Slack: ' || key from slack_inbox where done_at is null
  union all
  select 'post ' || key || ' waits: ' || coalesce(failed, '') from slack_outbox where posted_ts is null
  union all
  select 'card ' || id || ' is not shown' from slack_cards where wanted > shown or ts is null`;

const mailed = `
  select run_id || ':' || step_id || ':' || iteration as name from playbook_effects where state = 'received'
  union
  select run_id || ':' || step_id || ':' || iteration from playbook_step_executions where step_id = 'mail' and result = 'sent'
  union
  select run_id || ':' || step_id || ':' || iteration from playbook_deliveries where status = 'sent'`;

const posts = `
  select run_id || ':' || step_id || ':' || iteration || ':0' as name
  from playbook_step_executions where result = 'posted' and status = 'done'`;

const number = "(e.inputs ->> 'number')::int";
// whose end people chose, with what was inside it
const isTurned = `exists (
  select 1 from playbook_executions r where r.id in (e.id, e.parent_run_id) and r.playbook_id = 'load'
    and (r.result = 'cancelled' or r.rollback is not null))`;

function ends(result: string): string {
  return `select e.id::text as name from playbook_executions e where e.playbook_id = 'load' and e.result = '${result}'`;
}

const placeOnWay = `array_position('{${wayBack.join()}}'::text[], s.step_id)`;
// each step of the way back once, after what had been done later, and none of a run that did not turn
const wrongWays = `
  select 'run ' || e.id || ' is ' || e.result || ', and went back by ' || coalesce(string_agg(s.step_id || ' ' || s.status, ', ' order by s.ended_at), 'nothing') as name
  from playbook_executions e
  left join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.id and ${placeOnWay} is not null
  where e.playbook_id = 'load' and e.status = 'ended'
  group by e.id, e.result
  having count(s.*) filter (where s.status = 'done') <> case when e.result = 'rolled back' then ${wayBack.length} else 0 end
    or count(s.*) <> count(distinct s.step_id)
  union all
  select 'run ' || s.run_id || ' took ' || s.step_id || ' back before ' || l.step_id
  from playbook_step_executions s join playbook_step_executions l on l.workspace_id = s.workspace_id and l.run_id = s.run_id
  where ${placeOnWay} > ${placeOnWay.replace("s.step_id", "l.step_id")} and s.started_at < l.ended_at
  union all
  select 'run ' || c.id || ' is inside ' || e.id || ', which was rolled back, and is ' || c.result
  from playbook_executions e join playbook_executions c on c.workspace_id = e.workspace_id and c.parent_run_id = e.id
  where e.result = 'rolled back' and c.playbook_id = 'load-part' and c.result <> 'rolled back'`;

const decidedTwice = `
  select 'decision on ' || subject as name from audit_log
  where action in ('approval approve') group by subject having count(*) > 1
  union all
  select 'end of ' || subject from audit_log where action = 'run succeeded' group by subject having count(*) > 1
  union all
  select action || ' ' || subject || ' ' || (details ->> 'step') from audit_log
  where action = 'step answered' group by action, subject, details ->> 'step' having count(*) > 1
  union all
  select action || ' ' || subject from audit_log where action in ('run started', 'run cancelled', 'run rolled back')
  group by action, subject having count(*) > 1`;

const contradictions = `
  select 'run ' || e.id || ' succeeded with ' || s.step_id || ' ' || s.status as name
  from playbook_executions e join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.id
  where e.result = 'succeeded' and not ${isTurned} and s.status <> case when s.step_id = 'never' then 'cancelled' else 'done' end
  union all
  select 'run ' || e.id || ' ended ' || coalesce(e.result, '') || ' with ' || count(s.*) || ' steps'
  from playbook_executions e join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.id
  where e.status = 'ended' and not ${isTurned} group by e.id, e.result, e.playbook_id
  having e.result <> case when e.playbook_id = 'load-vain' then 'cancelled' else 'succeeded' end
    or not count(s.*) = any (case e.playbook_id when 'load' then '{21,22}'::int[] when 'load-part' then '{3}' else '{1}' end)
  union all
  select 'run ' || p.id || ' has ' || count(e.id) || ' runs inside it' from playbook_executions p
  left join playbook_executions e on e.workspace_id = p.workspace_id and e.parent_run_id = p.id
  where p.playbook_id = 'load' and p.status = 'ended' and p.result <> 'cancelled'
  -- one may be given up before it has begun
  group by p.id having count(e.id) > 2 or count(e.id) filter (where e.playbook_id = 'load-part') <> 1
  union all
  select 'run ' || e.id || ' was to turn, and ' || e.result from playbook_executions e
  where e.playbook_id = 'load' and ((${turned.cancelled(number)} and e.result not in ('cancelled', 'succeeded'))
    or (${turned.rolledBack(number)} and e.result <> 'rolled back')
    or (${turned.rolledBackAtEnd(number)} and e.result not in ('rolled back', 'succeeded')))
  union all
  select 'run ' || e.id || ' is ' || e.result || ', and the run inside it ' || c.result
  from playbook_executions e join playbook_executions c on c.workspace_id = e.workspace_id and c.parent_run_id = e.id
  where e.result = 'cancelled' and e.playbook_id = 'load' and c.result <> 'cancelled'
    -- who asks for it late may find the run inside at its end already
    and c.ended_at >= e.ended_at
  union all
  select 'run ' || e.id || ' is ' || e.result || ', and its ' || s.step_id || ' is ' || s.status
  from playbook_executions e join playbook_step_executions s on s.workspace_id = e.workspace_id and s.run_id = e.id
  where e.status = 'ended' and (s.ended_at is null or (e.result = 'rolled back' and s.step_id = 'mark' and s.status = 'done'))
  union all
  select 'run ' || e.id || ' is cancelled, and sent something after it' from playbook_executions e
  join playbook_effects f on f.workspace_id = e.workspace_id and f.run_id = e.id
  where e.result = 'cancelled' and f.intended_at > e.ended_at
  union all
  select 'step ' || s.step_id || ' of ' || s.run_id || ' sent what nobody approved' from playbook_step_executions s
  where s.step_id = 'mail' and s.result = 'sent' and not exists (
    select 1 from approvals a where a.run_id = s.run_id and a.step_id = s.step_id and a.status = 'approved')
  union all
  select 'approval ' || a.id || ' is open in a run that has ended' from approvals a
  join playbook_executions e on e.workspace_id = a.workspace_id and e.id = a.run_id
  where a.decided_at is null and e.status = 'ended'
  union all
  select 'delivery of ' || d.run_id || ' is ' || d.status || ', its step ' || coalesce(s.result, s.status)
  from playbook_deliveries d join playbook_step_executions s
    on s.workspace_id = d.workspace_id and s.run_id = d.run_id and s.step_id = d.step_id and s.iteration = d.iteration
  where s.status = 'done' and d.status <> 'sent'
  union all
  select 'step ' || s.step_id || ' of ' || s.run_id || ' says that it changed what it did not' from playbook_step_executions s
  where s.result = 'updated' and not exists (
    select 1 from customer_changes c where c.run_id = s.run_id and c.step_id = s.step_id and c.iteration = s.iteration)
  union all
  select 'effect of ' || run_id || ' is open' from playbook_effects where state = 'open'
  union all
  select 'run ' || id || ' is held or queued, and has ended' from playbook_executions where status = 'ended' and segment <> 'none'
  union all
  select 'job of run ' || (data ->> 'runId') || ' is ' || state from pgboss.job where name = 'run' and state in ('created', 'retry', 'active', 'failed')`;

const Card = z.object({ id: z.string(), kind: z.string(), place: z.string(), said: z.string() });

/** What each card must say by now, or must not say any more. */
function shownCards(pool: Pool) {
  return many(pool, Card, {
    text: `
      select k.id::text, k.kind, k.channel_id || ' ' || k.ts as place,
        ': Done' as said
      from slack_cards k where k.ts is not null and k.kind not in ('draft', 'checklist') and (k.kind <> 'run' or exists (
        select 1 from playbook_executions e where e.id::text = k.subject and e.result = 'succeeded'))`,
    values: [],
  });
}

const Started = z.object({ event: z.string(), runs: z.number() });

/** How many runs each event started that was acknowledged. */
async function startsOf(pool: Pool, told: Load["told"]) {
  const rows = await many(pool, Started, {
    text: `select occurrence as event, count(*)::int as runs from trigger_firings where run_id is not null group by occurrence`,
    values: [],
  });
  const runs = new Map(rows.map((it) => [it.event, it.runs]));
  return told
    .filter((it) => it.type === "load.wanted" && it.statuses.includes(202))
    .map((it) => ({ id: it.id, runs: runs.get(it.id) ?? 0 }));
}

async function lostEvents(pool: Pool, told: Load["told"]): Promise<string[]> {
  const starts = await startsOf(pool, told);
  const open = await many(pool, Unsigned, { text: unsigned, values: [] });
  const waiting = new Map(open.map((it) => [it.number, it.events]));
  const signed = told.filter((it) => it.type === "load.signed" && waiting.has(it.number));
  return [
    ...starts.filter((it) => it.runs === 0).map((it) => `event ${it.id} started nothing`),
    ...signed.map(
      (it) => `event ${it.id} ended no wait (${it.statuses.join()}; ${waiting.get(it.number)})`,
    ),
  ];
}

const Unsigned = z.object({ number: z.number(), events: z.string() });

const unsigned = `
  select (e.inputs ->> 'number')::int as number, coalesce((
    select string_agg(v.id || ' dispatched ' || v.dispatched_at || ', parked ' || s.started_at, ' ')
    from playbook_events v where v.name = 'load.signed' and v.payload ->> 'number' = e.inputs ->> 'number'), 'no event') as events
  from playbook_step_executions s join playbook_executions e on e.workspace_id = s.workspace_id and e.id = s.run_id
  where s.event = 'load.signed' and s.settled is null and s.ended_at is null`;

async function doubledEvents(pool: Pool, told: Load["told"]): Promise<string[]> {
  const starts = await startsOf(pool, told);
  return starts.filter((it) => it.runs > 1).map((it) => `event ${it.id} started ${it.runs} runs`);
}
