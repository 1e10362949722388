import type { DetailsShown, StepDetails } from "../../../src/chat/details.ts";
import { maya, priya } from "../stand.ts";
import { button, on } from "./parts.ts";

const step = (name: string, more: Partial<StepDetails> = {}): StepDetails => ({
  name,
  round: null,
  late: null,
  status: "done",
  startedAt: on("2026-11-18"),
  endedAt: on("2026-11-18"),
  who: null,
  why: "",
  attempt: null,
  earlier: [],
  gate: [],
  came: [],
  sent: [],
  asked: [],
  changed: [],
  started: [],
  ...more,
});

const riskLink = "https://northwind.slack.com/archives/C1/p1";

const steps: StepDetails[] = [
  step("Sum up the year in five lines", {
    why: "by the renewal agent",
    attempt: { count: 2, of: 4 },
    earlier: [
      {
        attempt: 1,
        at: on("2026-11-17"),
        criteria: [
          { say: "It scores at least 0.8", met: true, because: "score: 0.9" },
          {
            say: "The risks are named",
            met: false,
            because: "The churned plant is missing",
            asked: priya,
            by: priya,
            at: "2026-11-17T09:00:00Z",
          },
        ],
      },
    ],
    gate: [
      {
        say: "It scores at least 0.8",
        met: true,
        because: "score: 0.9",
        at: "2026-11-18T09:00:00Z",
        since: "2026-11-17T09:00:00Z",
      },
      {
        say: "The risks are named",
        met: true,
        because: "",
        asked: priya,
        by: priya,
        at: "2026-11-18T09:00:00Z",
      },
    ],
    came: [
      {
        name: "summary",
        value: `They use it daily in two of three plants. ${"The third one starts in May. ".repeat(9)}`,
      },
      { name: "score", value: "0.9" },
    ],
  }),
  step("Log how the review went", {
    who: maya,
    why: "done",
    endedAt: on("2026-11-19"),
    came: [
      { name: "mood", value: "green" },
      { name: "discount", value: "10" },
    ],
  }),
  step("Offer or rescue?", { why: "Offer (outcome mood: green)" }),
  step("Send the renewal offer", {
    why: "sent",
    endedAt: on("2026-11-20"),
    asked: [
      {
        status: "approved",
        decidedBy: priya,
        decidedAt: on("2026-11-20"),
        editedBy: maya,
        reason: null,
      },
    ],
    sent: [
      {
        address: "dana@acme.test",
        subject: "Your renewal",
        at: on("2026-11-20"),
        status: "sent",
        reason: null,
      },
    ],
  }),
  step("Set renewal status to offered", {
    round: 2,
    why: "updated",
    changed: [
      { name: "renewal status", before: "open", after: "offered" },
      { name: "health", before: "not known", after: "70" },
    ],
    started: [{ playbook: "Customer at risk", stands: "succeeded", link: riskLink }],
  }),
];

const shown: DetailsShown = {
  is: "details",
  runId: "5f0c1e52-0000-4000-8000-000000000001",
  playbook: "Renewal, 90 days out",
  version: 3,
  customer: "Acme Robotics",
  startedAt: on("2026-11-09"),
  endedAt: null,
  zone: "Europe/Berlin",
  before: [
    { name: "renewal status", before: "open", now: "offered", stays: false },
    { name: "health", before: "not known", now: "70", stays: false },
    { name: "plan", before: "Growth", now: "Growth", stays: false },
  ],
  inside: [
    { playbook: "Customer at risk", stands: "succeeded", link: riskLink },
    { playbook: "Say thank you", stands: "under way", link: null },
  ],
  steps,
  from: 0,
  total: 6,
  log: [],
  buttons: [button("Later", "details-page"), button("All of it as a file", "details-file")],
};

export const detailsShown: Record<string, DetailsShown> = {
  "details of a run": shown,
  "details, the last page": {
    ...shown,
    before: [],
    inside: [],
    from: 5,
    steps: [
      step("Wait for the answer", {
        status: "waiting",
        endedAt: null,
        why: "waits for contract.signed",
      }),
    ],
    log: [
      { at: on("2026-11-18"), actor: maya, action: "run paused" },
      { at: on("2026-11-18"), actor: maya, action: "run resumed" },
      { at: on("2026-11-20"), actor: priya, action: "approval approve" },
    ],
    buttons: [button("Earlier", "details-page"), button("All of it as a file", "details-file")],
  },
  "details of a run that has not begun": {
    ...shown,
    before: [],
    inside: [],
    steps: [],
    total: 0,
    buttons: [button("All of it as a file", "details-file")],
  },
};
