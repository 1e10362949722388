import type { Button, DraftShown } from "../../../src/chat/replies.ts";
import type { PlaybookWords } from "../../../src/playbook/describe.ts";
import { maya } from "../stand.ts";
import { button, yes } from "./parts.ts";

export const words: PlaybookWords = {
  name: "Renewal, 90 days out",
  goal: "Renew on time at the same or a higher price.",
  why: "Late renewals churn twice as often.",
  audience: "segment is enterprise",
  limits: ["once every 180 days for each customer", "at most 3 times in 7 days"],
  starts: [
    "90 days before the renewal date, at 09:00",
    "When champion.left happens and event seats are above 50",
  ],
  steps: [
    {
      number: "1",
      depth: 0,
      text: "Summarise the year in five lines (by the renewal agent)",
      path: null,
    },
    {
      number: "2",
      depth: 0,
      text: "Log how the review went (by the CSM; 75 days before renewal date; at most 21 days)",
      path: null,
    },
    { number: "3", depth: 0, text: "Choose a path", path: null },
    {
      number: "3a1",
      depth: 1,
      text: "Send “Your renewal” to the champion",
      path: "Offer: if outcome mood is not red",
    },
    {
      number: "3a2",
      depth: 1,
      text: "Wait for the answer (at most 14 days)",
      path: "Offer: if outcome mood is not red",
    },
    {
      number: "3b1",
      depth: 1,
      text: "Run the playbook “Customer at risk”",
      path: "Rescue: otherwise",
    },
  ],
  receives: [
    { what: "An email to the champion: “Your renewal”", approver: "csm" },
    { what: "Text the champion: “Shall we talk?”", approver: "manager", by: "Save call" },
  ],
  needs: ["An executive sponsor is named"],
  window:
    "Monday to Friday, 09:00 to 17:00, the customer's time, not on holidays in the United States",
  ends: ["Customer left", "Renewed early"],
  back: ["tell the team"],
  asks: ["Highest discount we may offer?"],
  takes: "3 months",
};

const draft = (state: DraftShown["state"], buttons: Button[] = []): DraftShown => ({
  is: "draft",
  id: "d1",
  request: "create a playbook for renewals 90 days out",
  author: maya,
  state,
  buttons,
});
const keep = [
  yes("Turn on", "draft-on"),
  button("Save draft", "draft-save"),
  button("Change", "draft-change"),
  button("View YAML", "draft-yaml"),
  button("Discard", "draft-drop"),
];
const problem = (message: string, fix: string | null, at: number) => ({
  code: "bad-date" as const,
  message,
  fix,
  path: "steps.1.at",
  line: at,
  column: 5,
  excerpt: "    at: 90 days befor renewal_date\n            ^",
});

export const draftCards: Record<string, DraftShown> = {
  thinking: draft({ is: "thinking", doing: "Looking for playbooks like it" }),
  choosing: draft(
    {
      is: "choosing",
      because:
        "No model is set up, so I cannot write from a sentence. These templates come nearest:",
      candidates: [
        {
          id: "renewal-90",
          name: "Renewal, 90 days out",
          goal: "Renew on time at the same or a higher price.",
        },
        {
          id: "at-risk",
          name: "Customer at risk",
          goal: "Find out what is wrong and win them back.",
        },
      ],
    },
    [
      button("Renewal, 90 days out", "draft-template"),
      button("Customer at risk", "draft-template"),
      button("Discard", "draft-drop"),
    ],
  ),
  asking: draft(
    {
      is: "asking",
      questions: ["Which customers is it for?", "What is the highest discount we may offer?"],
    },
    [yes("Answer", "draft-answer"), button("Discard", "draft-drop")],
  ),
  proposed: draft(
    {
      is: "proposed",
      words,
      changes: [],
      notes: ["I assumed that the CSM approves the offer."],
      problems: [],
    },
    keep,
  ),
  changed: draft(
    {
      is: "proposed",
      words,
      changes: [
        "Starts 60 days before the renewal date instead of 90",
        "The manager approves “Your renewal” now",
      ],
      notes: [],
      problems: [],
    },
    keep,
  ),
  "with problems": draft(
    {
      is: "proposed",
      words: null,
      changes: [],
      notes: [],
      problems: [
        problem('"befor" is not a word of a date.', "Did you mean before?", 14),
        problem("There is no person @mya.", "Did you mean @maya?", 22),
      ],
    },
    [button("Change", "draft-change"), button("Discard", "draft-drop")],
  ),
  settled: draft({ is: "settled", text: "Saved as a draft: Renewal, 90 days out." }),
};
