import type { PreviewStep } from "../../../src/chat/preview-shown.ts";
import type { StepBack } from "../../../src/chat/rollback-shown.ts";
import { maya, priya } from "../stand.ts";
import { approval } from "./approvals.ts";
import { button, on, yes } from "./parts.ts";

const previewLine = (name: string, day: string, more: Partial<PreviewStep> = {}): PreviewStep => ({
  at: on(day),
  name,
  depth: 0,
  path: null,
  says: name,
  because: null,
  perhaps: false,
  skipped: false,
  waitsFor: null,
  obstacle: null,
  inside: [],
  ...more,
});
const insideLines = [
  previewLine("Ask for half an hour", "2026-11-21"),
  previewLine("Prepare the offer", "2026-11-21", { waitsFor: "Tom Okafor" }),
  previewLine("Have the contract looked at", "2026-11-22", {
    inside: [
      previewLine("Find the contract", "2026-11-22"),
      previewLine("Look at its terms", "2026-11-22", { waitsFor: "Priya Nair" }),
    ],
  }),
  previewLine("Send what was agreed", "2026-11-24", { obstacle: "there is no champion" }),
  ...["Log the call", "Set the next date", "Tell the manager", "Thank them"].map((it) =>
    previewLine(it, "2026-11-25"),
  ),
];
const stepBack = (says: string, more: Partial<StepBack> = {}): StepBack => ({
  says,
  waitsFor: null,
  receives: false,
  obstacle: null,
  inside: [],
  ...more,
});
export const wayBack = {
  is: "rollback" as const,
  playbook: "PostgreSQL migration",
  customer: null,
  scope: null,
  rehearsed: false,
  back: [
    stepBack("Switch the application back", { waitsFor: "Tom Weber" }),
    stepBack("Roll back Move one database", {
      inside: [
        stepBack("Point the readers at the old primary", { waitsFor: "Tom Weber" }),
        stepBack("Roll back Copy one table", { inside: [stepBack("Drop the copy")] }),
        ...["orders", "invoices", "users", "events"].map((it) => stepBack(`Unlock ${it}`)),
      ],
    }),
    stepBack("Take back what “renewed” changed"),
    stepBack("Cancel the review", { receives: true }),
  ],
  stays: [{ step: "Send the renewal offer", why: "a mail that was sent cannot be taken back" }],
  changed: [
    { name: "renewal status", before: "open", now: "offered", stays: false },
    { name: "health", before: "60", now: "55", stays: true },
  ],
  buttons: [
    { ...button("Roll back", "roll-back-now"), style: "danger" as const },
    { ...button("Only from “Cutover”", "roll-back"), inMenu: true as const },
  ],
};

export const preview = {
  is: "preview" as const,
  playbook: "Renewal, 90 days out",
  customer: "Acme Robotics",
  warnings: ["Customer at risk is already running for Acme Robotics.", "It is a draft."],
  prerequisites: [
    { say: "Renewal date is known", met: true, because: "renewal date: 19 Feb 2027" },
    { say: "An executive sponsor is named", met: null, because: "", asked: maya },
    { say: "I can post in #renewals", met: true, because: "" },
  ],
  lines: [
    previewLine("Summarise the year in five lines", "2026-11-21"),
    previewLine("Log how the review went", "2026-12-05", { waitsFor: "Maya Chen" }),
    previewLine("Offer or rescue?", "2026-12-06", {
      because: "outcome mood is not known yet",
      perhaps: true,
    }),
    previewLine("Send the renewal offer", "2026-12-06", { depth: 1, path: "Offer", perhaps: true }),
    previewLine("Call the sponsor", "2026-12-07", {
      skipped: true,
      because: "there is no sponsor",
    }),
    previewLine("Send the contract", "2027-01-15", { obstacle: "contract link is not known" }),
  ],
  mails: [
    { at: on("2026-12-06"), content: approval.content, approver: maya, perhaps: true },
    {
      at: on("2027-01-15"),
      content: { ...approval.content, subject: "Your contract" },
      approver: priya,
      perhaps: false,
    },
  ],
  endsAt: on("2027-02-03"),
  zone: "America/Los_Angeles",
  full: false,
  buttons: [
    yes("Turn on and run", "start"),
    button("Send the mails to me first", "test-mails"),
    button("Change the answers", "run-inputs"),
    button("Details", "preview-full"),
  ],
};

export const previewInside = {
  ...preview,
  warnings: [],
  prerequisites: [],
  lines: [
    previewLine("Summarise the year in five lines", "2026-11-21"),
    previewLine("Hold the save call", "2026-11-21", { inside: insideLines }),
    previewLine("Send the contract", "2027-01-15"),
  ],
};
