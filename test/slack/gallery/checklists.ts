import type { ChecklistCard } from "../../../src/chat/checklist.ts";
import { checklistOf, type ChecklistFacts } from "../../../src/run/checklist.ts";
import { maya, priya, tom } from "../stand.ts";
import { button, on } from "./parts.ts";

const nothing: ChecklistFacts = {
  reviewed: null,
  prerequisites: [
    { say: "The contract is signed", met: false, because: "contract status: open" },
    { say: "A sponsor is named", met: null, because: "", asked: maya },
  ],
  channels: [
    {
      say: "I can post in #ops",
      met: false,
      because: "I am not in #ops. Invite me there with /invite @Playbooks, then try again.",
    },
  ],
  monitors: [],
  criteria: { measured: 3, asked: 1 },
  customer: "Acme Robotics",
  rehearsed: { at: null },
  told: { to: [], delivered: [] },
};

const card = (
  facts: Partial<ChecklistFacts>,
  more: Partial<ChecklistCard> = {},
): ChecklistCard => ({
  is: "checklist",
  playbook: "Move to the new database",
  version: 3,
  customer: "Acme Robotics",
  askedBy: tom,
  over: false,
  items: checklistOf({ ...nothing, ...facts }),
  buttons: [
    button("I have looked at it", "checklist-review"),
    button("Tell everybody", "checklist-tell"),
    button("Check again", "checklist-again"),
  ],
  ...more,
});

export const checklistCards: Record<string, ChecklistCard> = {
  "nothing ticked": card({}),
  "nearly all ticked": card({
    reviewed: { by: priya, at: on("2026-11-20") },
    prerequisites: [{ say: "The contract is signed", met: true, because: "" }],
    channels: [{ say: "I can post in #ops", met: true, because: "" }],
    rehearsed: { at: on("2026-11-18") },
    told: { to: [maya, priya], delivered: [maya] },
  }),
  over: card(
    {
      reviewed: { by: priya, at: on("2026-11-20") },
      prerequisites: [],
      channels: [],
      rehearsed: null,
      told: { to: [maya, priya], delivered: [maya, priya] },
    },
    { over: true, buttons: [] },
  ),
};
