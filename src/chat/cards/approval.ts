import { stepInWords } from "../../playbook/describe.ts";
import { rowsOf } from "../../run/situation.ts";
import { kindOf } from "../../steps/contents/all.ts";
import { findApproval, type ApprovalRow } from "../../store/approvals.ts";
import { recentCommunications } from "../../store/effects.ts";
import type { StepRow } from "../../store/steps.ts";
import type { Tenant } from "../../store/tenant.ts";
import { loadRun } from "../load-run.ts";
import type { ChatNeeds } from "../needs.ts";
import type { ApprovalCard, Button } from "../replies.ts";
import { approvalValue } from "../verbs/approve.ts";
import { stepValue } from "../verbs/step-place.ts";

// what a customer received in this time is said to whoever approves the next thing
const lately = 24 * 3_600_000;

export async function approvalCard(
  needs: ChatNeeds,
  tenant: Tenant,
  id: string,
): Promise<ApprovalCard | null> {
  const approval = await findApproval(tenant, id);
  const run = approval && (await loadRun(needs, tenant, approval.runId));
  if (!run) return null;
  const { situation, customer } = run;
  const step = rowsOf(situation).find(({ row }) => row.id === approval.stepId)?.step;
  const waits = waiting(approval, situation.states.get(approval.stepId));
  const since = new Date(needs.clock.now().getTime() - lately);
  const recent = customer ? await recentCommunications(tenant, customer.id, since) : [];
  const unready =
    approval.status === "pending"
      ? kindOf(approval.content).unready(approval.content, needs.clock.now())
      : null;
  return {
    is: "approval",
    approval,
    playbook: situation.playbook.name,
    step: step ? stepInWords(step, customer) : approval.stepId,
    customer: customer?.name ?? null,
    recent: recent.map(({ playbook, at }) => ({ playbook, at })),
    leavesAt: waits?.due ?? null,
    unready,
    buttons: waits
      ? [sendNow(approval, waits)]
      : [...buttonsOf(approval, unready), ...giving(approval)],
  };
}

/** Approved, and waiting for the hours in which it may leave. */
function waiting({ status, iteration }: ApprovalRow, state: StepRow | undefined): StepRow | null {
  if (status !== "approved" || state?.stage !== "window" || state.settled) return null;
  return state.iteration === iteration ? state : null;
}

function sendNow({ runId, stepId, iteration }: ApprovalRow, { turn }: StepRow): Button {
  return {
    label: "Send now",
    act: "send-now",
    value: stepValue({ runId, stepId, iteration, turn }),
    confirm: {
      title: "Send it outside its hours?",
      text: "The playbook would wait. The customer receives it at once.",
      yes: "Send now",
    },
  };
}

function giving({ decidedAt, runId, stepId, iteration }: ApprovalRow): Button[] {
  if (decidedAt) return [];
  const value = `${runId} ${stepId} ${iteration}`;
  return [{ label: "Give it to somebody…", act: "reassign-step", value, inMenu: true }];
}

function buttonsOf(approval: ApprovalRow, unready: string | null): Button[] {
  const value = approvalValue(approval);
  const edit: Button = { label: "Edit", act: "approval-edit", value };
  // what cannot go out as it is must be edited first
  if (unready !== null)
    return [
      { ...edit, style: "primary" },
      { label: "Reject", act: "approval-reject", value, style: "danger" },
    ];
  if (approval.status === "pending")
    return [
      { label: "Approve", act: "approve", value, style: "primary" },
      edit,
      { label: "Reject", act: "approval-reject", value, style: "danger" },
    ];
  if (approval.status === "sent back")
    return [
      { ...edit, style: "primary" },
      { label: "Give up", act: "approval-reject", value },
    ];
  return [];
}
