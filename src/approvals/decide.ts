import { atPoint } from "../crash-points.ts";
import { UserError } from "../errors.ts";
import {
  type ApprovalRow,
  decideApproval,
  editApproval,
  findApproval,
  lockApproval,
  sendBackApproval,
} from "../store/approvals.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { lockRun } from "../store/control.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { capitalize } from "../grammar/words.ts";
import { kindOf } from "../steps/contents/all.ts";
import { hashOf } from "./content.ts";
import { mayDecide } from "./policy.ts";
import type { Pool } from "../store/db.ts";

export type Word =
  | { is: "approve" }
  | { is: "edit"; parts: Record<string, string> }
  | { is: "reject"; next: "send_back" | "skip" | "stop"; reason: string | null };

export type Said = {
  workspaceId: string;
  approvalId: string;
  /** the hash of what the person saw; another one means it changed under them */
  sha256: string;
  by: string;
  word: Word;
  at: Date;
};

/** What became of a word: it counted, or somebody else's was first, with their row. */
export type Verdict =
  | { is: "recorded"; approval: ApprovalRow; sends: boolean }
  | { is: "late"; approval: ApprovalRow }
  | { is: "changed"; approval: ApprovalRow }
  | { is: "not-yours"; approval: ApprovalRow };

export type Needs = {
  pool: Pool;
  /** tells the subject of the approval, in the same transaction; false when it has gone on without it */
  settle(
    tenant: Tenant,
    approval: ApprovalRow,
    choice: { choice: "approve" | "skip" | "stop"; by: string; reason: string | null },
  ): Promise<boolean>;
};

/** What was asked about has gone on: nothing of the word is kept. */
class Overtaken extends Error {
  override name = "Overtaken";
}

/** One transaction: who may, what they saw, first wins, audit, and what waits for it goes on. */
export async function decide(needs: Needs, said: Said): Promise<Verdict> {
  try {
    const verdict = await forWorkspace(needs.pool, said.workspaceId, (tenant) =>
      judge(needs, tenant, said),
    );
    atPoint("word committed");
    return verdict;
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    const approval = await forWorkspace(needs.pool, said.workspaceId, (tenant) =>
      findApproval(tenant, said.approvalId),
    );
    if (!approval) throw gone();
    return { is: "late", approval };
  }
}

async function judge(needs: Needs, tenant: Tenant, said: Said): Promise<Verdict> {
  const asked = await findApproval(tenant, said.approvalId);
  if (!asked) throw gone();
  // the run before its approval, as whoever ends a run does
  await lockRun(tenant, asked.runId);
  const approval = await lockApproval(tenant, said.approvalId);
  if (!approval) throw gone();
  if (approval.decidedAt || isRepeated(approval, said.word)) return { is: "late", approval };
  if (!mayActOn(approval, said)) return { is: "not-yours", approval };
  if (approval.contentSha256 !== said.sha256) return { is: "changed", approval };
  const verdict = await record(needs, tenant, approval, said);
  await touchCards(tenant, "approval", [approval.id]);
  await touchCards(tenant, "run", [approval.runId]);
  await audit(tenant, {
    at: said.at,
    actor: said.by,
    action: `approval ${said.word.is}`,
    subject: `approval:${approval.id}`,
    details: {
      sha256: verdict.approval.contentSha256,
      run: approval.runId,
      step: approval.stepId,
    },
  });
  return verdict;
}

function gone(): UserError {
  return new UserError("This approval no longer exists. Nothing was sent.");
}

function isRepeated({ status }: ApprovalRow, word: Word): boolean {
  return status === "sent back" && word.is === "reject" && word.next === "send_back";
}

function mayActOn(approval: ApprovalRow, { by, word }: Said): boolean {
  if (mayDecide(approval, by) !== null) return true;
  // what was sent back is the writers' to change, or to give up
  const isWriters = word.is === "edit" || (approval.status === "sent back" && word.is === "reject");
  return isWriters && approval.editors.includes(by);
}

async function record(
  needs: Needs,
  tenant: Tenant,
  approval: ApprovalRow,
  said: Said,
): Promise<Verdict> {
  const { word, sha256 } = said;
  switch (word.is) {
    case "approve":
      return close(needs, tenant, approval, said, { status: "approved", reason: null });
    case "edit":
      return edit(needs, tenant, approval, said, word.parts);
    case "reject": {
      const { next, reason } = word;
      if (next === "skip")
        return close(needs, tenant, approval, said, { status: "skipped", reason });
      if (next === "stop")
        return close(needs, tenant, approval, said, { status: "stopped", reason });
      await sendBackApproval(tenant, approval.id, sha256, reason);
      const sentBack = { ...approval, status: "sent back", reason } as const;
      return { is: "recorded", approval: sentBack, sends: false };
    }
  }
}

const choices = { approved: "approve", skipped: "skip", stopped: "stop" } as const;

async function close(
  needs: Needs,
  tenant: Tenant,
  approval: ApprovalRow,
  { by, at }: Said,
  { status, reason }: { status: keyof typeof choices; reason: string | null },
): Promise<Verdict> {
  const { content } = approval;
  const unready = status === "approved" ? kindOf(content).unready(content, at) : null;
  if (unready !== null)
    throw new UserError(`${capitalize(unready)}: press Edit. Nothing was sent.`);
  await decideApproval(tenant, approval.id, approval.contentSha256, { status, by, at, reason });
  const decided = { ...approval, status, decidedBy: by, decidedAt: at, reason };
  const settled = await needs.settle(tenant, decided, { choice: choices[status], by, reason });
  if (!settled) throw new Overtaken(`approval ${approval.id}`);
  return { is: "recorded", approval: decided, sends: status === "approved" };
}

async function edit(
  needs: Needs,
  tenant: Tenant,
  approval: ApprovalRow,
  said: Said,
  parts: Record<string, string>,
): Promise<Verdict> {
  const rewritten = kindOf(approval.content).rewrite(approval.content, parts);
  if ("problems" in rewritten)
    throw new UserError(`${Object.values(rewritten.problems).join(" ")} Nothing was changed.`);
  const { content } = rewritten;
  const contentSha256 = hashOf(content);
  const { by } = said;
  await editApproval(tenant, approval.id, said.sha256, { content, contentSha256, by });
  const edited: ApprovalRow = {
    ...approval,
    content,
    contentSha256,
    editedBy: by,
    revision: approval.revision + 1,
    status: "pending",
    reason: null,
  };
  // an approver's own edit is also their yes; somebody else's is asked about again
  if (mayDecide(edited, by) === null) return { is: "recorded", approval: edited, sends: false };
  return close(needs, tenant, edited, said, { status: "approved", reason: null });
}
