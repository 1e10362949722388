import { UserError } from "../errors.ts";
import {
  type ApprovalRow,
  decideApproval,
  editApproval,
  lockApproval,
  sendBackApproval,
  type StoredContent,
} from "../store/approvals.ts";
import { audit } from "../store/audit.ts";
import { touchCards } from "../store/cards.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { hashOf } from "./content.ts";
import { mayDecide } from "./policy.ts";
import type { Pool } from "../store/db.ts";

export type Word =
  | { is: "approve" }
  | { is: "edit"; content: Pick<StoredContent, "subject" | "body"> }
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
  /** tells the subject of the approval, in the same transaction */
  settle(
    tenant: Tenant,
    approval: ApprovalRow,
    choice: { choice: "approve" | "skip" | "stop"; by: string; reason: string | null },
  ): Promise<void>;
};

/** One transaction: who may, what they saw, first wins, audit, and what waits for it goes on. */
export function decide(needs: Needs, said: Said): Promise<Verdict> {
  return forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
    const approval = await lockApproval(tenant, said.approvalId);
    if (!approval) throw new UserError("This approval no longer exists. Nothing was sent.");
    if (approval.decidedAt) return { is: "late", approval };
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
  });
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
  const { word, by, at, sha256 } = said;
  if (word.is === "edit") {
    const content = { ...approval.content, ...word.content };
    const contentSha256 = hashOf(content);
    await editApproval(tenant, approval.id, sha256, { content, contentSha256, by });
    const edited = {
      ...approval,
      content,
      contentSha256,
      editedBy: by,
      revision: approval.revision + 1,
      status: "pending" as const,
    };
    // an approver's own edit is also their yes; somebody else's is asked about again
    if (mayDecide(edited, by) === null) return { is: "recorded", approval: edited, sends: false };
    await decideApproval(tenant, approval.id, contentSha256, {
      status: "approved",
      by,
      at,
      reason: null,
    });
    await needs.settle(tenant, edited, { choice: "approve", by, reason: null });
    return {
      is: "recorded",
      approval: { ...edited, status: "approved", decidedBy: by, decidedAt: at },
      sends: true,
    };
  }
  if (word.is === "reject" && word.next === "send_back") {
    await sendBackApproval(tenant, approval.id, sha256, word.reason);
    return {
      is: "recorded",
      approval: { ...approval, status: "sent back", reason: word.reason },
      sends: false,
    };
  }
  const [status, choice] =
    word.is === "approve"
      ? (["approved", "approve"] as const)
      : word.next === "skip"
        ? (["skipped", "skip"] as const)
        : (["stopped", "stop"] as const);
  const reason = word.is === "reject" ? word.reason : null;
  await decideApproval(tenant, approval.id, sha256, { status, by, at, reason });
  await needs.settle(tenant, approval, { choice, by, reason });
  return {
    is: "recorded",
    approval: { ...approval, status, decidedBy: by, decidedAt: at, reason },
    sends: status === "approved",
  };
}
