import { z } from "zod";
import { Content } from "../steps/world.ts";
import { many, maybeOne, run, sql } from "./db.ts";
import type { StepPlace } from "./steps.ts";
import type { Tenant } from "./tenant.ts";

/** Somebody who may decide, and in words why: "you are Acme's CSM". */
const Approver = z.object({ id: z.string(), because: z.string() });
type Approver = z.infer<typeof Approver>;

export const ApprovalRow = z.object({
  id: z.string(),
  runId: z.string(),
  stepId: z.string(),
  iteration: z.number(),
  status: z.enum(["pending", "sent back", "approved", "skipped", "stopped", "void"]),
  content: Content,
  contentSha256: z.string(),
  approvers: z.array(Approver),
  editors: z.array(z.string()),
  onReject: z.enum(["send_back", "skip", "stop"]),
  secondPerson: z.boolean(),
  revision: z.number(),
  askedAt: z.date(),
  decidedAt: z.date().nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
  editedBy: z.string().nullable(),
});
export type ApprovalRow = z.infer<typeof ApprovalRow>;

const columns = `id, run_id as "runId", step_id as "stepId", iteration, status, content,
  content_sha256 as "contentSha256", approvers, editors, on_reject as "onReject", second_person as "secondPerson", revision, asked_at as "askedAt",
  decided_at as "decidedAt", decided_by as "decidedBy", reason, edited_by as "editedBy"`;

export function findApproval({ db, workspaceId }: Tenant, id: string): Promise<ApprovalRow | null> {
  return maybeOne(db, ApprovalRow, {
    text: `select ${columns} from approvals where workspace_id = $1 and id = $2`,
    values: [workspaceId, id],
  });
}

/** The same, held against everybody else until the transaction ends. */
export function lockApproval({ db, workspaceId }: Tenant, id: string): Promise<ApprovalRow | null> {
  return maybeOne(db, ApprovalRow, {
    text: `select ${columns} from approvals where workspace_id = $1 and id = $2 for update`,
    values: [workspaceId, id],
  });
}

/** What is still to be decided in a run, the oldest first. */
export function listOpenApprovals(
  { db, workspaceId }: Tenant,
  runId: string,
): Promise<ApprovalRow[]> {
  return many(db, ApprovalRow, {
    text: `select ${columns} from approvals
           where workspace_id = $1 and run_id = $2 and status in ('pending', 'sent back') order by asked_at`,
    values: [workspaceId, runId],
  });
}

const firstAsked = `approvers -> 0 ->> 'id' = $2`;
// the rule of its index: few have more than one approver
const askedAlso = `jsonb_array_length(approvers) > 1 and approvers @> jsonb_build_array(jsonb_build_object('id', $2::text))
  and approvers -> 0 ->> 'id' <> $2`;

/** What waits for a person's yes, the oldest first. */
export function listApprovalsFor(
  { db, workspaceId }: Tenant,
  personId: string,
  limit: number,
): Promise<ApprovalRow[]> {
  const oldest = (which: string) =>
    `select * from approvals where workspace_id = $1 and status = 'pending' and ${which} order by asked_at limit $3`;
  return many(db, ApprovalRow, {
    text: `select ${columns} from ((${oldest(firstAsked)}) union all (${oldest(askedAlso)})) a order by asked_at limit $3`,
    values: [workspaceId, personId, limit],
  });
}

/** All that was ever asked in a run, the oldest first. */
export function listApprovals({ db, workspaceId }: Tenant, runId: string): Promise<ApprovalRow[]> {
  return many(db, ApprovalRow, {
    text: `select ${columns} from approvals where workspace_id = $1 and run_id = $2 order by asked_at`,
    values: [workspaceId, runId],
  });
}

/** What waits for a yes for a step, held until the transaction ends. */
export function openApprovalFor(
  { db, workspaceId }: Tenant,
  place: StepPlace,
): Promise<ApprovalRow | null> {
  return maybeOne(db, ApprovalRow, {
    text: `select ${columns} from approvals where workspace_id = $1 and run_id = $2 and step_id = $3 and iteration = $4
             and status in ('pending', 'sent back') order by asked_at desc limit 1 for update`,
    values: [workspaceId, place.runId, place.stepId, place.iteration],
  });
}

/** Somebody more may decide. */
export async function addApprover(
  { db, workspaceId }: Tenant,
  id: string,
  approver: Approver,
): Promise<void> {
  await run(
    db,
    sql`update approvals set approvers = approvers || ${JSON.stringify([approver])}::jsonb
        where workspace_id = ${workspaceId} and id = ${id} and status in ('pending', 'sent back')`,
  );
}

/** What was approved for a step, if it was. */
export function approvedFor(
  { db, workspaceId }: Tenant,
  place: StepPlace,
): Promise<ApprovalRow | null> {
  return maybeOne(db, ApprovalRow, {
    text: `select ${columns} from approvals where workspace_id = $1 and run_id = $2 and step_id = $3 and iteration = $4
             and status = 'approved' order by decided_at desc limit 1`,
    values: [workspaceId, place.runId, place.stepId, place.iteration],
  });
}

export type ApprovalToAsk = Pick<
  ApprovalRow,
  | "id"
  | "runId"
  | "stepId"
  | "iteration"
  | "content"
  | "contentSha256"
  | "approvers"
  | "editors"
  | "onReject"
  | "secondPerson"
  | "askedAt"
>;

export async function insertApproval(
  { db, workspaceId }: Tenant,
  it: ApprovalToAsk,
): Promise<void> {
  await run(
    db,
    sql`insert into approvals (workspace_id, id, run_id, step_id, iteration, status, content, content_sha256, approvers,
          editors, on_reject, second_person, revision, asked_at)
        values (${workspaceId}, ${it.id}, ${it.runId}, ${it.stepId}, ${it.iteration}, 'pending', ${JSON.stringify(it.content)},
          ${it.contentSha256}, ${JSON.stringify(it.approvers)}, ${JSON.stringify(it.editors)}, ${it.onReject}, ${it.secondPerson}, 1, ${it.askedAt})`,
  );
}

export type Decision = {
  status: "approved" | "skipped" | "stopped";
  by: string;
  at: Date;
  reason: string | null;
};

/** Compare-and-set: decides exactly the revision that was shown. False when another word was first. */
export async function decideApproval(
  { db, workspaceId }: Tenant,
  id: string,
  sha256: string,
  it: Decision,
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update approvals set status = ${it.status}, decided_by = ${it.by}, decided_at = ${it.at}, reason = ${it.reason}
        where workspace_id = ${workspaceId} and id = ${id} and content_sha256 = ${sha256}
          and status in ('pending', 'sent back')`,
  );
  return touched === 1;
}

export async function sendBackApproval(
  { db, workspaceId }: Tenant,
  id: string,
  sha256: string,
  reason: string | null,
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update approvals set status = 'sent back', reason = ${reason}
        where workspace_id = ${workspaceId} and id = ${id} and content_sha256 = ${sha256} and status = 'pending'`,
  );
  return touched === 1;
}

/** Replaces what would be sent; it is pending again, as nobody has said yes to this. */
export async function editApproval(
  { db, workspaceId }: Tenant,
  id: string,
  sha256: string,
  edit: { content: Content; contentSha256: string; by: string },
): Promise<boolean> {
  const touched = await run(
    db,
    sql`update approvals set status = 'pending', content = ${JSON.stringify(edit.content)},
          content_sha256 = ${edit.contentSha256}, reason = null, edited_by = ${edit.by}, revision = revision + 1
        where workspace_id = ${workspaceId} and id = ${id} and content_sha256 = ${sha256}
          and status in ('pending', 'sent back')`,
  );
  return touched === 1;
}

/** Closes what is still open for a run, or for one step of it, as nothing is to be decided any more. */
export function voidApprovals(
  { db, workspaceId }: Tenant,
  { runId, stepId }: { runId: string; stepId: string | null },
  at: Date,
  reason: string,
): Promise<ApprovalRow[]> {
  return many(db, ApprovalRow, {
    text: `update approvals set status = 'void', decided_at = $4, reason = $5
           where workspace_id = $1 and run_id = $2 and ($3::text is null or step_id = $3)
             and status in ('pending', 'sent back') returning ${columns}`,
    values: [workspaceId, runId, stepId, at, reason],
  });
}
