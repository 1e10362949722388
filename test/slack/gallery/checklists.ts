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
  criteria: [
    { say: "Usage is up", met: true, because: "" },
    { say: "They pay in time", met: false, because: "payment days is not known" },
    { say: "The team is glad", met: true, because: "", asked: maya },
  ],
  snapshot: {
    customer: "Acme Robotics",
    fields: [
      { name: "plan", before: "starter" },
      { name: "health", before: "62" },
    ],
    sets: true,
  },
  back: {
    takes: ["Switch them back", "Take back what “moved” changed"],
    stays: [{ step: "Tell them about the move", why: "a mail cannot be taken back" }],
    rehearsed: null,
  },
  told: { to: [], delivered: [], by: null, at: null },
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
    button("Join #ops", "checklist-join"),
    button("Rehearse it", "checklist-rehearse"),
    button("Tell everybody", "checklist-tell"),
    button("Check again", "checklist-again"),
  ],
  ...more,
});

const ticked: Partial<ChecklistFacts> = {
  reviewed: { by: priya, at: on("2026-11-20") },
  prerequisites: [{ say: "The contract is signed", met: true, because: "" }],
  channels: [{ say: "I can post in #ops", met: true, because: "" }],
  criteria: nothing.criteria.map((it) => ({ ...it, met: true })),
  back: { ...nothing.back, rehearsed: { by: priya, at: on("2026-11-18") } },
};

export const checklistCards: Record<string, ChecklistCard> = {
  "nothing ticked": card({}),
  "nearly all ticked": card(
    {
      ...ticked,
      told: { to: [maya, priya], delivered: [maya], by: tom, at: on("2026-11-20") },
    },
    { buttons: [button("Check again", "checklist-again")] },
  ),
  over: card(
    {
      ...ticked,
      back: { takes: [], stays: [], rehearsed: null },
      told: { to: [maya, priya], delivered: [maya, priya], by: tom, at: on("2026-11-20") },
    },
    { over: true, buttons: [] },
  ),
};
