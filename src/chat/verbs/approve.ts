import { decide, type Verdict, type Word } from "../../approvals/decide.ts";
import { mayDecide } from "../../approvals/policy.ts";
import { settleApproval } from "../../engine/signal.ts";
import { listInWords } from "../../grammar/words.ts";
import { type ApprovalRow, findApproval, listOpenApprovals } from "../../store/approvals.ts";
import { findCardAt } from "../../store/cards.ts";
import { kindOf } from "../../steps/contents/all.ts";
import { addressed } from "../../steps/contents/content-kind.ts";
import { forWorkspace } from "../../store/tenant.ts";
import type { Pressed, Response, Submitted } from "../chat.ts";
import type { ChatNeeds } from "../needs.ts";
import type { Form } from "../replies.ts";
import { matching, type Verb } from "../verb.ts";
import { say } from "../words.ts";

/** An approval and exactly the content that was seen, as a button carries them. */
export function approvalValue({
  id,
  contentSha256,
}: Pick<ApprovalRow, "id" | "contentSha256">): string {
  return `${id} ${contentSha256}`;
}

export const approve: Verb = {
  name: "approve",
  group: "Run",
  help: [
    { say: "approve", does: "said in a run's thread, where one approval is open", first: true },
  ],
  reads: (text) => matching(text, [/^(?:approved?|yes,? send it|send it)[.!]?$/i]),
  async hear(needs, said) {
    const open = await forWorkspace(needs.pool, said.workspaceId, async (tenant) => {
      const { channel, thread } = said.place;
      const card = thread === null ? null : await findCardAt(tenant, channel, thread);
      if (card?.kind !== "run") return null;
      return listOpenApprovals(tenant, card.subject);
    });
    if (!open) return say("Say “approve” in the thread of a run, or press Approve on its card.");
    const [only] = open;
    if (open.length !== 1 || !only)
      return say(
        open.length === 0
          ? "Nothing waits for approval here."
          : "Several approvals are open here: press Approve on the one you mean.",
      );
    return word(needs, { ...said, value: approvalValue(only) }, { is: "approve" });
  },
  acts: {
    approve: { replay: "run", press: (needs, pressed) => word(needs, pressed, { is: "approve" }) },
    "approval-edit": {
      replay: "ask again",
      press: (needs, pressed) => openForm(needs, pressed, editForm),
    },
    "approval-edited": {
      replay: "answer",
      submit: async (needs, sent) => {
        const [id = ""] = sent.value.split(" ");
        const approval = await forWorkspace(needs.pool, sent.workspaceId, (tenant) =>
          findApproval(tenant, id),
        );
        if (!approval) return say("This approval no longer exists. Nothing was sent.");
        const parts = Object.fromEntries(
          Object.entries(sent.fields).map(([name, value]) => [name, String(value ?? "")]),
        );
        const rewritten = kindOf(approval.content).rewrite(approval.content, parts);
        if ("problems" in rewritten) return { problems: rewritten.problems };
        return word(needs, sent, { is: "edit", parts });
      },
    },
    "approval-reject": {
      replay: "ask again",
      press: (needs, pressed) => openForm(needs, pressed, rejectForm),
    },
    "approval-rejected": {
      replay: "answer",
      submit: (needs, sent) => {
        const wanted = String(sent.fields["then"] ?? "");
        const next = wanted === "skip" || wanted === "stop" ? wanted : "send_back";
        const reason = String(sent.fields["reason"] ?? "").trim() || null;
        return word(needs, sent, { is: "reject", next, reason });
      },
    },
  },
};

async function word(
  needs: ChatNeeds,
  { workspaceId, by, value }: Pick<Pressed | Submitted, "workspaceId" | "by" | "value">,
  said: Word,
): Promise<Response> {
  const [approvalId = "", sha256 = ""] = value.split(" ");
  const settle = settleApproval(needs.engine.jobs);
  const at = needs.clock.now();
  const verdict = await decide(
    { pool: needs.pool, settle },
    { workspaceId, approvalId, sha256, by, word: said, at },
  );
  needs.wake();
  return answerTo(verdict);
}

const closedHow: Partial<Record<ApprovalRow["status"], string>> = {
  approved: "approved",
  skipped: "skipped",
  stopped: "rejected",
};

/** What the person is told alone; what counted is shown by the card. */
function answerTo({ is, approval }: Verdict): Response {
  switch (is) {
    case "recorded":
      return {};
    case "late": {
      const who = approval.decidedBy === null ? "" : ` by <@${approval.decidedBy}>`;
      const how = closedHow[approval.status] ?? "closed";
      return say(`This was ${how}${who} already, so your click did nothing.`);
    }
    case "changed":
      return say(
        "The text was changed after this was shown to you. Look at the card again, then decide.",
      );
    case "not-yours": {
      const who = listInWords(
        approval.approvers.map((it) => `<@${it.id}>`),
        "or",
      );
      return say(`This is for ${who} to decide, so your click did nothing.`);
    }
  }
}

async function openForm(
  needs: ChatNeeds,
  { workspaceId, by, value }: Pressed,
  form: (approval: ApprovalRow, value: string, mayAll: boolean) => Form,
): Promise<Response> {
  const [id = ""] = value.split(" ");
  const approval = await forWorkspace(needs.pool, workspaceId, (tenant) =>
    findApproval(tenant, id),
  );
  if (!approval) return say("This approval no longer exists. Nothing was sent.");
  if (approval.decidedAt) return answerTo({ is: "late", approval });
  const may = mayDecide(approval, by) !== null;
  if (!may && !approval.editors.includes(by)) return answerTo({ is: "not-yours", approval });
  return { form: form(approval, approvalValue(approval), may) };
}

function editForm({ content, secondPerson }: ApprovalRow, value: string, may: boolean): Form {
  const sends = may && !secondPerson;
  const kind = kindOf(content);
  const to = listInWords(kind.receivers(content).map(addressed), "and");
  return {
    title: `Edit the ${kind.noun}`,
    submit: sends ? "Save and send" : "Save",
    act: "approval-edited",
    value,
    intro: `To ${to}${sends ? "" : ". Somebody else approves it after you."}`,
    fields: kind.editable(content),
  };
}

function rejectForm({ onReject, status }: ApprovalRow, value: string): Form {
  const options = [
    { label: "Send back to be changed", value: "send_back" },
    { label: "Skip this one and go on", value: "skip" },
    { label: "Stop the run", value: "stop" },
  ];
  return {
    title: "Do not send it",
    submit: "Reject",
    act: "approval-rejected",
    value,
    intro: null,
    fields: [
      {
        name: "then",
        label: "What then?",
        kind: "choice",
        options: status === "sent back" ? options.slice(1) : options,
        initial: status === "sent back" ? "skip" : onReject,
      },
      { name: "reason", label: "Why?", kind: "text", optional: true },
    ],
  };
}
