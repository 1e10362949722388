import type { KnownBlock } from "@slack/types";
import type { ApprovalCard } from "../../chat/replies.ts";
import type { ApprovalRow } from "../../store/approvals.ts";
import { kindOf, receiverNames } from "../../steps/contents/all.ts";
import { addressed } from "../../steps/contents/content-kind.ts";
import type { Content } from "../../steps/world.ts";
import { capitalize, listInWords, plural } from "../../grammar/words.ts";
import { actions, context, type Drawn, facts, quote, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { day, dotted, foreign, moment, person } from "./text.ts";

export function approvalCard(card: ApprovalCard): Drawn {
  const { approval, playbook, step, customer, buttons } = card;
  const { content, status } = approval;
  const kind = kindOf(content);
  const about = dotted([foreign(customer ?? "", 80), foreign(playbook, 80), foreign(step, 120)]);
  const isOpen = status === "pending" || status === "sent back";
  return fit({
    text: `${notice(approval)}: “${foreign(kind.title(content), 150)}” to ${foreign(receiverNames(content).join(", "), 80)}`,
    // all of it, as it is what is approved; afterwards it is known by its subject
    head: isOpen
      ? [...section(headline(card)), ...context(about), facts(kind.facts(content))]
      : [...section(`${headline(card)}\n${briefly(content)}`), ...context(about)],
    body: isOpen ? quote(kind.body(content)) : [],
    foot: isOpen ? [...asked(card), ...actions(buttons)] : actions(buttons),
    shortened: `…the ${kind.noun} is longer than a message can be: press Edit to read all of it.`,
  });
}

function briefly(content: Content): string {
  const kind = kindOf(content);
  const whom = listInWords(kind.receivers(content).map(addressed), "and");
  return `“${foreign(kind.title(content), 150)}” to ${foreign(whom, 150)}`;
}

/** What is asked, or what came of it: who, when and why. */
function headline({ approval, leavesAt }: ApprovalCard): string {
  const { status, decidedBy, decidedAt, reason, editedBy } = approval;
  const who = decidedBy === null ? "" : ` by ${person(decidedBy)}`;
  const when = decidedAt === null ? "" : moment(decidedAt);
  const why = reason === null ? "" : `\n${foreign(capitalize(reason), 500)}`;
  switch (status) {
    case "pending":
      return `:raised_hand: *May this ${kindOf(approval.content).noun} go out?*${editedBy === null ? "" : `\nChanged by ${person(editedBy)}.`}`;
    case "sent back":
      return `:leftwards_arrow_with_hook: *Sent back to be changed*${why}`;
    case "approved":
      return `:white_check_mark: ${dotted([`*Approved*${who}`, when])}${edited(approval)}${why}${leavesAt === null ? "" : `\nIt goes out ${moment(leavesAt)}, in its hours.`}`;
    case "skipped":
      return `:fast_forward: ${dotted([`*Not sent, the run goes on*${who}`, when])}${why}`;
    case "stopped":
      return `:octagonal_sign: ${dotted([`*Not sent, the run was stopped*${who}`, when])}${why}`;
    case "void":
      return `:heavy_minus_sign: ${dotted(["*Closed, nothing was sent*", when])}${why}`;
  }
}

function edited({ editedBy, decidedBy }: ApprovalRow): string {
  if (editedBy === null) return "";
  return editedBy === decidedBy ? " · with changes" : ` · with changes by ${person(editedBy)}`;
}

function notice({ status, content }: ApprovalRow): string {
  switch (status) {
    case "pending":
      return `A ${kindOf(content).noun} waits for your yes`;
    case "sent back":
      return `A ${kindOf(content).noun} was sent back to be changed`;
    case "approved":
      return "Approved";
    case "skipped":
    case "stopped":
      return "Not sent";
    case "void":
      return "Closed, nothing was sent";
  }
}

function asked({ approval, recent, customer, unready }: ApprovalCard): KnownBlock[] {
  const { approvers, editors, status, secondPerson } = approval;
  const who =
    status === "sent back"
      ? `${listInWords(editors.map(person), "or")} can change it.`
      : approvers
          .map(({ id, because }) => `${person(id)}, you can approve: ${foreign(because, 120)}.`)
          .join("\n");
  return context(
    unready === null ? "" : `:warning: ${foreign(capitalize(unready), 200)}: press Edit.`,
    who,
    secondPerson ? "Whoever wrote, started or changed it cannot approve it." : "",
    recently(recent, customer),
  );
}

function recently(recent: ApprovalCard["recent"], customer: string | null): string {
  if (recent.length === 0) return "";
  const last = recent.slice(0, 3).map(({ playbook, at }) => `${foreign(playbook, 80)} ${day(at)}`);
  const whom = foreign(customer ?? "the customer", 80);
  return `:information_source: ${whom} got ${plural(recent.length, "message")} lately: ${last.join(", ")}.`;
}
