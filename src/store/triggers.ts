import { z } from "zod";
import { Trigger } from "../triggers/all.ts";
import type { AnyTrigger } from "../triggers/trigger-type.ts";
import { many, maybeOne, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

export type TriggerToSave = {
  identity: string;
  trigger: AnyTrigger;
  event: string | null;
  byTime: boolean;
};

/** Makes these the triggers that are live for a playbook; those it had already go on as they were. */
export async function replaceTriggers(
  { db, workspaceId }: Tenant,
  playbookId: string,
  triggers: TriggerToSave[],
  now: Date,
): Promise<void> {
  await run(
    db,
    sql`delete from playbook_triggers where workspace_id = ${workspaceId} and playbook_id = ${playbookId}
        and identity <> all (${triggers.map((it) => it.identity)})`,
  );
  for (const { identity, trigger, event, byTime } of triggers)
    await run(
      db,
      sql`insert into playbook_triggers (workspace_id, playbook_id, identity, trigger, event, since, next_at)
          values (${workspaceId}, ${playbookId}, ${identity}, ${JSON.stringify(trigger)}, ${event}, ${now}, ${byTime ? now : null})
          on conflict (workspace_id, playbook_id, identity) do nothing`,
    );
}

const TriggerRow = z.object({
  workspaceId: z.string(),
  playbookId: z.string(),
  identity: z.string(),
  trigger: Trigger,
  since: z.date(),
});
export type TriggerRow = z.infer<typeof TriggerRow>;

const columns = `workspace_id as "workspaceId", playbook_id as "playbookId", identity, trigger, since`;

/**
 * A trigger by time that is due to be looked at, of any workspace. It is due again at `until`, should whoever takes
 * it not come to its end; two workers take different ones.
 */
export function takeDueTrigger(
  db: Tenant["db"],
  now: Date,
  until: Date,
): Promise<TriggerRow | null> {
  return maybeOne(db, TriggerRow, {
    text: `with due as (
             select workspace_id as w, playbook_id as p, identity as i from playbook_triggers
             where next_at <= $1 order by next_at limit 1 for update skip locked)
           update playbook_triggers set next_at = $2 from due
           where workspace_id = due.w and playbook_id = due.p and identity = due.i
           returning ${columns}`,
    values: [now, until],
  });
}

export function listEventTriggers(
  { db, workspaceId }: Tenant,
  event: string,
): Promise<TriggerRow[]> {
  return many(db, TriggerRow, {
    text: `select ${columns} from playbook_triggers where workspace_id = $1 and event = $2 order by playbook_id, identity`,
    values: [workspaceId, event],
  });
}

/** When to look at it next, unless somebody asked for a look since it was taken. */
export async function setNextLook(
  { db, workspaceId }: Tenant,
  { playbookId, identity, taken }: { playbookId: string; identity: string; taken: Date },
  next: Date | null,
): Promise<void> {
  await run(
    db,
    sql`update playbook_triggers set next_at = ${next}
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and identity = ${identity}
          and next_at = ${taken}`,
  );
}

/** After customers came or changed, dates may mean other moments: look at every trigger by time at once. */
export async function lookAgain({ db, workspaceId }: Tenant, now: Date): Promise<void> {
  await run(
    db,
    sql`with by_time as (
          select playbook_id, identity from playbook_triggers
          where workspace_id = ${workspaceId} and event is null order by playbook_id, identity for no key update)
        update playbook_triggers t set next_at = ${now} from by_time b
        where t.workspace_id = ${workspaceId} and t.playbook_id = b.playbook_id and t.identity = b.identity`,
  );
}

export type Firing = {
  playbookId: string;
  identity: string;
  /** a customer's id, or the workspace's */
  subject: string;
  occurrence: string;
};

/** Whether this is the first time: only then may what it decides be done, in the same transaction. */
export async function recordFiring(
  { db, workspaceId }: Tenant,
  { playbookId, identity, subject, occurrence }: Firing,
  at: Date,
): Promise<boolean> {
  const inserted = await run(
    db,
    sql`insert into trigger_firings (workspace_id, playbook_id, identity, subject, occurrence, outcome, fired_at)
        values (${workspaceId}, ${playbookId}, ${identity}, ${subject}, ${occurrence}, 'started', ${at})
        on conflict do nothing`,
  );
  return inserted === 1;
}

export type FiringOutcome = {
  outcome: "started" | "passed over" | "limited";
  reason: string | null;
  runId: string | null;
};

export async function settleFiring(
  { db, workspaceId }: Tenant,
  { playbookId, identity, subject, occurrence }: Firing,
  { outcome, reason, runId }: FiringOutcome,
): Promise<void> {
  await run(
    db,
    sql`update trigger_firings set outcome = ${outcome}, reason = ${reason}, run_id = ${runId}
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and identity = ${identity}
          and subject = ${subject} and occurrence = ${occurrence}`,
  );
}

const HeldBackRow = z.object({
  playbook: z.string(),
  customer: z.string().nullable(),
  reason: z.string(),
  at: z.date(),
});

/** The starts that a playbook's own limits held back since a moment, the last ones first. */
export function listHeldBack(
  { db, workspaceId }: Tenant,
  { playbookIds, since, limit }: { playbookIds: string[]; since: Date; limit: number },
) {
  return many(
    db,
    HeldBackRow,
    sql`select p.name as playbook, c.name as customer, coalesce(f.reason, '') as reason, f.fired_at as at
        from playbooks p, lateral (
          select * from trigger_firings f
          where f.workspace_id = p.workspace_id and f.playbook_id = p.id and f.outcome = 'limited' and f.fired_at > ${since}
          order by f.fired_at desc, f.subject, f.occurrence limit ${limit}) f
        left join customers c on c.workspace_id = f.workspace_id and c.id = f.subject
        where p.workspace_id = ${workspaceId} and p.id = any(${playbookIds})
        order by f.fired_at desc, f.playbook_id, f.subject, f.occurrence limit ${limit}`,
  );
}

const NextRow = z.object({ at: z.date().nullable() });

/** The next moment anything is due in any workspace: a parked step's, a reminder's, or a trigger's look. */
export async function nextDue(db: Tenant["db"]): Promise<Date | null> {
  const { at } = await one(
    db,
    NextRow,
    sql`select least(
          (select s.due from playbook_step_executions s
           where s.due is not null and s.settled is null and exists (
             select 1 from playbook_executions e
             where e.workspace_id = s.workspace_id and e.id = s.run_id and e.status = 'running')
           order by s.due limit 1),
          (select s.nudge_at from playbook_step_executions s
           where s.nudge_at is not null and s.settled is null and exists (
             select 1 from playbook_executions e
             where e.workspace_id = s.workspace_id and e.id = s.run_id and e.status = 'running')
           order by s.nudge_at limit 1),
          (select min((gate ->> 'again')::timestamptz) from playbook_executions
           where gate is not null and status <> 'ended' and status = 'running'),
          (select min(next_at) from playbook_triggers where next_at is not null)) as at`,
  );
  return at;
}
