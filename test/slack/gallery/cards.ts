// one of every card the program shows, as it would be in a real workspace
import type { Card } from "../../../src/chat/replies.ts";
import { approvalCards } from "./approvals.ts";
import { checklistCards } from "./checklists.ts";
import { draftCards } from "./drafts.ts";
import { runCards } from "./runs.ts";
import { stepCards } from "./steps.ts";

export const cards: Record<string, Card> = Object.fromEntries([
  ...Object.entries(runCards).map(([name, it]) => [`run: ${name}`, it]),
  ...Object.entries(approvalCards).map(([name, it]) => [`approval: ${name}`, it]),
  ...Object.entries(stepCards).map(([name, it]) => [`step: ${name}`, it]),
  ...Object.entries(checklistCards).map(([name, it]) => [`checklist: ${name}`, it]),
  ...Object.entries(draftCards).map(([name, it]) => [`draft: ${name}`, it]),
]);
