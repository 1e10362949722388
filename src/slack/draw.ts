// from what the program answers to a message: one view for each kind

import type { Card, Reply } from "../chat/replies.ts";
import { approvalCard } from "./views/approval-card.ts";
import { checklistCard } from "./views/checklist-card.ts";
import type { Drawn } from "./views/blocks.ts";
import { detailsView } from "./views/details.ts";
import { draftCard } from "./views/draft-card.ts";
import { helpView } from "./views/help.ts";
import { listView } from "./views/list.ts";
import { playbookView, turnOnView } from "./views/playbook.ts";
import { previewView } from "./views/preview.ts";
import { rollbackView } from "./views/rollback.ts";
import { runCard } from "./views/run-card.ts";
import { runsView } from "./views/runs.ts";
import { skippedView } from "./views/skipped.ts";
import { statsView } from "./views/stats.ts";
import { stepCard } from "./views/step-card.ts";
import { fileView, wordsView } from "./views/words.ts";

export function drawReply(reply: Reply, now: Date): Drawn {
  switch (reply.is) {
    case "words":
      return wordsView(reply);
    case "help":
      return helpView(reply);
    case "list":
      return listView(reply);
    case "playbook":
      return playbookView(reply);
    case "turn-on":
      return turnOnView(reply);
    case "preview":
      return previewView(reply, now);
    case "rollback":
      return rollbackView(reply);
    case "runs":
      return runsView(reply);
    case "skipped":
      return skippedView(reply);
    case "details":
      return detailsView(reply);
    case "stats":
      return statsView(reply);
    case "file":
      return fileView(reply);
  }
}

export function drawCard(card: Card, now: Date): Drawn {
  switch (card.is) {
    case "run":
      return runCard(card, now);
    case "approval":
      return approvalCard(card);
    case "step":
      return stepCard(card);
    case "draft":
      return draftCard(card);
    case "checklist":
      return checklistCard(card);
  }
}

/** The person a card concerns most, who is told directly where it cannot be posted. */
/** The runs whose cards tell of this one, or lead to it once it is posted. */
export function toldBeside(card: Card, isNew: boolean): string[] {
  if (card.is !== "run") return [];
  const { around, lines } = card.progress;
  const inside = isNew ? lines.flatMap((it) => it.part?.runId ?? []) : [];
  return [...(around ? [around.runId] : []), ...inside];
}

export function concernedBy(card: Card): string | null {
  switch (card.is) {
    case "run":
      return card.progress.lines.flatMap((it) => it.waitsFor)[0] ?? card.progress.csm;
    case "approval":
      return card.approval.approvers[0]?.id ?? null;
    case "step":
      return card.who;
    case "draft":
      return card.author;
    case "checklist":
      return card.askedBy;
  }
}
