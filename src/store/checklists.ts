import { z } from "zod";
import { many, maybeOne, one, run, sql } from "./db.ts";
import type { Tenant } from "./tenant.ts";

const ChecklistRow = z.object({
  id: z.string(),
  playbookId: z.string(),
  version: z.number(),
  customerId: z.string().nullable(),
  wanted: z.record(z.string(), z.unknown()),
  askedBy: z.string(),
  reviewedBy: z.string().nullable(),
  reviewedAt: z.date().nullable(),
  told: z.array(z.string()),
  runId: z.string().nullable(),
});
export type ChecklistRow = z.infer<typeof ChecklistRow>;

const IdRow = z.object({ id: z.string() });

const columns = `id, playbook_id as "playbookId", version, customer_id as "customerId", wanted, asked_by as "askedBy",
  reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", told, run_id as "runId"`;

export type ChecklistToOpen = Pick<
  ChecklistRow,
  "id" | "playbookId" | "version" | "customerId" | "wanted" | "askedBy"
> & { at: Date };

/** The checklist for the next run of this version and customer: the one there is, with what is ticked, else a new one. */
export async function openChecklist(
  { db, workspaceId }: Tenant,
  it: ChecklistToOpen,
): Promise<ChecklistRow> {
  await run(
    db,
    sql`insert into prerun_checklists (workspace_id, id, playbook_id, version, customer_id, wanted, asked_by, asked_at, told)
        values (${workspaceId}, ${it.id}, ${it.playbookId}, ${it.version}, ${it.customerId}, ${JSON.stringify(it.wanted)},
          ${it.askedBy}, ${it.at}, '[]')
        on conflict do nothing`,
  );
  return one(db, ChecklistRow, {
    text: `update prerun_checklists set wanted = $5
           where workspace_id = $1 and playbook_id = $2 and version = $3 and coalesce(customer_id, '') = coalesce($4, '')
             and run_id is null returning ${columns}`,
    values: [workspaceId, it.playbookId, it.version, it.customerId, JSON.stringify(it.wanted)],
  });
}

export function findChecklist(
  { db, workspaceId }: Tenant,
  id: string,
): Promise<ChecklistRow | null> {
  return maybeOne(db, ChecklistRow, {
    text: `select ${columns} from prerun_checklists where workspace_id = $1 and id = $2`,
    values: [workspaceId, id],
  });
}

const mostOpen = 20;

/** Whose runs have not begun, the newest. */
export async function listOpenChecklists({ db, workspaceId }: Tenant): Promise<string[]> {
  const rows = await many(
    db,
    IdRow,
    sql`select id from prerun_checklists where workspace_id = ${workspaceId} and run_id is null
        order by asked_at desc limit ${mostOpen}`,
  );
  return rows.map((row) => row.id);
}

/** A lead has looked at it. False when one had before, or its run has begun. */
export async function reviewChecklist(
  { db, workspaceId }: Tenant,
  id: string,
  by: string,
  at: Date,
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update prerun_checklists set reviewed_by = ${by}, reviewed_at = ${at}
        where workspace_id = ${workspaceId} and id = ${id} and reviewed_by is null and run_id is null`,
  );
  return touched === 1;
}

/** Notes who is told. False when somebody was told before, or its run has begun. */
export async function tellOfChecklist(
  { db, workspaceId }: Tenant,
  id: string,
  told: readonly string[],
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update prerun_checklists set told = ${JSON.stringify(told)}
        where workspace_id = ${workspaceId} and id = ${id} and told = '[]' and run_id is null`,
  );
  return touched === 1;
}

/** The run it was for has begun: the next one gets a checklist of its own. */
export function closeChecklist(
  { db, workspaceId }: Tenant,
  { playbookId, version, customerId }: Pick<ChecklistRow, "playbookId" | "version" | "customerId">,
  runId: string,
): Promise<{ id: string } | null> {
  return maybeOne(
    db,
    IdRow,
    sql`update prerun_checklists set run_id = ${runId}
        where workspace_id = ${workspaceId} and playbook_id = ${playbookId} and version = ${version}
          and coalesce(customer_id, '') = coalesce(${customerId}, '') and run_id is null returning id`,
  );
}

const PlaceRow = z.object({ place: z.string() });

/** The people to whom the notice of a checklist has been delivered. */
export async function listDelivered(
  { db, workspaceId }: Tenant,
  id: string,
  told: readonly string[],
): Promise<string[]> {
  const rows = await many(
    db,
    PlaceRow,
    sql`select place from slack_outbox where workspace_id = ${workspaceId} and posted_ts is not null
          and key = any (${told.map((person) => noticeKey(id, person))}) order by id`,
  );
  return rows.map((row) => row.place);
}

const Told = z.object({ by: z.string(), at: z.date() });

/** what is written down when those concerned are told */
export const toldAction = "checklist told";

/** Who had them told, and when; null: nobody yet. */
export function whoTold(
  { db, workspaceId }: Tenant,
  id: string,
): Promise<{ by: string; at: Date } | null> {
  return maybeOne(
    db,
    Told,
    sql`select actor as by, at from audit_log
        where workspace_id = ${workspaceId} and subject = ${`checklist:${id}`} and action = ${toldAction}
        order by id limit 1`,
  );
}

export function noticeKey(id: string, person: string): string {
  return `checklist:${id}:${person}`;
}
