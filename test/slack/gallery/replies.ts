import type { HomeShown, PlaybookLine, Reply } from "../../../src/chat/replies.ts";
import { maya, priya } from "../stand.ts";
import { systems } from "./connectors.ts";
import { detailsShown } from "./details.ts";
import { words } from "./drafts.ts";
import { preview, previewInside, wayBack } from "./foreseen.ts";
import { button, now, on, yes } from "./parts.ts";

const playbook = (name: string, more: Partial<PlaybookLine> = {}): PlaybookLine => ({
  id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
  name,
  status: "on",
  goal: "Renew on time at the same or a higher price.",
  starts: "90 days before the renewal date, at 09:00",
  open: 3,
  lastRun: on("2026-11-18"),
  nextRun: on("2026-11-24"),
  ...more,
});
const playbooks = [
  playbook("Renewal, 90 days out"),
  playbook("Customer at risk", {
    goal: "Find out what is wrong and win them back.",
    starts: "When health falls below 60",
    open: 0,
    nextRun: null,
  }),
  playbook("Onboarding", {
    status: "draft",
    goal: "Get to the first success within 30 days.",
    starts: "By hand",
    open: 0,
    lastRun: null,
    nextRun: null,
  }),
  playbook("Price change", { status: "off", starts: "By hand", open: 1, nextRun: null }),
];

const runs = [
  {
    id: "1",
    playbook: "Renewal, 90 days out",
    customer: "Acme Robotics",
    status: "waiting",
    waitsFor: maya,
    late: on("2026-11-20"),
    startedAt: on("2026-11-09"),
    link: "https://northwind.slack.com/archives/C1/p1",
  },
  {
    id: "2",
    playbook: "Onboarding",
    customer: "Borealis Health",
    status: "needs help",
    waitsFor: null,
    late: null,
    startedAt: on("2026-11-18"),
    link: null,
  },
  {
    id: "3",
    playbook: "Weekly report",
    customer: null,
    status: "running",
    waitsFor: null,
    late: null,
    startedAt: on("2026-11-21"),
    link: null,
  },
];

const stats = (
  name: string,
  its: number,
  ended: number,
  succeeded: number,
  days: number | null,
) => ({
  name,
  runs: its,
  ended,
  succeeded,
  open: its - ended,
  median: days === null ? null : days * 86_400_000,
});
export const replies: Record<string, Reply> = {
  skipped: {
    is: "skipped",
    period: "last 30 days",
    more: false,
    starts: [
      {
        playbook: "Customer at risk",
        customer: "Acme Robotics",
        reason:
          "it rests 14 days for Acme Robotics after each run, and the last one ended on 2026-11-16",
        at: on("2026-11-20"),
      },
      {
        playbook: "Restock",
        customer: null,
        reason: "at most 20 of its runs may be under way at once, and 20 are",
        at: on("2026-11-19"),
      },
    ],
  },
  ...detailsShown,
  words: {
    is: "words",
    text: `This was approved by <@${maya}> already, so your click did nothing.`,
    buttons: [],
  },
  "words with buttons": {
    is: "words",
    text: "Several customers are called something like “acme”. Which one?",
    buttons: [
      button("Acme Robotics", "say"),
      button("Acme Foods", "say"),
      button("Acme Travel", "say"),
    ],
  },
  help: {
    is: "help",
    nearest: null,
    groups: [
      {
        title: "Write",
        lines: [
          {
            say: "create a playbook for renewals, 90 days before the renewal date",
            does: "writes one and shows it in words",
          },
          { say: "change renewal", does: "changes one by a sentence" },
        ],
      },
      {
        title: "Run",
        lines: [
          { say: "run renewal for Acme", does: "shows what would happen, then starts it" },
          { say: "on renewal", does: "lets it start by itself" },
          { say: "pause", does: "said in a run's thread" },
        ],
      },
      {
        title: "Look",
        lines: [
          { say: "list", does: "all playbooks, with what they do by themselves" },
          { say: "stats 30 days", does: "how it went" },
          { say: "help", does: "this" },
        ],
      },
    ],
    tries: [button("list", "say"), button("stats", "say")],
  },
  "help, nearest": {
    is: "help",
    nearest: "run renewal for Acme",
    groups: [],
    tries: [yes("run renewal for Acme", "say")],
  },
  list: { is: "list", playbooks, more: 12, buttons: [yes("Create one", "say")] },
  "list, empty": { is: "list", playbooks: [], more: 0, buttons: [yes("Create one", "say")] },
  playbook: {
    is: "playbook",
    id: "renewal-90",
    status: "on",
    version: 3,
    words,
    buttons: [
      yes("Run", "say"),
      button("Turn off", "turn-off"),
      button("Change", "change"),
      button("View YAML", "view-yaml"),
    ],
  },
  "turn on?": {
    is: "turn-on",
    id: "renewal-90",
    name: "Renewal, 90 days out",
    on: false,
    started: 0,
    matching: Array.from({ length: 11 }, (_, i) => `Customer ${i + 1}`),
    next: { at: on("2026-11-24"), customer: "Acme Robotics" },
    starts: ["90 days before the renewal date"],
    buttons: [
      button("Turn on, start 11 runs now", "turn-on-all"),
      yes("Turn on, only new ones", "turn-on-new"),
    ],
  },
  "turned on": {
    is: "turn-on",
    id: "renewal-90",
    name: "Renewal, 90 days out",
    on: true,
    started: 2,
    matching: [],
    next: { at: on("2026-11-24"), customer: "Acme Robotics" },
    starts: ["90 days before the renewal date"],
    buttons: [],
  },
  "way back": wayBack,
  preview,
  "preview in full": { ...preview, full: true, warnings: [] },
  "preview with a run inside": previewInside,
  "preview with a run inside, in full": { ...previewInside, full: true, mails: [] },
  "preview that cannot start": {
    ...preview,
    warnings: [],
    prerequisites: [
      { say: "The contract is signed", met: false, because: "contract status: open" },
      { say: "An executive sponsor is named", met: null, because: "", asked: maya },
      {
        say: "I can post in #renewals",
        met: false,
        because: "I am not in #renewals. Invite me there with /invite @Playbooks, then try again.",
      },
      { say: "There is somebody to receive each mail", met: true, because: "" },
    ],
    buttons: [button("Start anyway…", "start-anyway"), button("Details", "preview-full")],
  },
  "preview without mails": {
    ...preview,
    prerequisites: [],
    customer: null,
    mails: [],
    warnings: [],
    lines: preview.lines.slice(0, 1),
    endsAt: now,
  },
  runs: { is: "runs", runs },
  stats: {
    is: "stats",
    period: { words: "last 30 days", from: on("2026-10-22"), to: now },
    overall: { runs: 42, ended: 30, succeeded: 24, open: 12, median: 12 * 86_400_000 },
    rows: [
      stats("Renewal, 90 days out", 21, 15, 13, 62),
      stats("Customer at risk", 14, 11, 7, 9),
      stats("Onboarding", 5, 4, 4, 28),
      stats("Price change", 2, 0, 0, null),
    ],
    waiting: [
      { who: maya, count: 4, longest: 3 * 86_400_000 },
      { who: priya, count: 1, longest: 5 * 3_600_000 },
    ],
    failures: [
      {
        playbook: "Renewal, 90 days out",
        step: "Send the renewal offer",
        count: 3,
        reason: "no champion with an address",
      },
    ],
    buttons: [
      button("7 days", "stats-period"),
      button("90 days", "stats-period"),
      button("Share here", "stats-share"),
    ],
  },
  file: {
    is: "file",
    name: "renewal-90.yml",
    title: "Renewal, 90 days out",
    text: "format: 1\n",
    comment: "Renewal, 90 days out, version 3",
  },
};

export const homes: Record<string, HomeShown> = {
  full: {
    is: "home",
    approvals: [
      {
        text: "Your renewal in February → Dana Fox",
        link: "https://northwind.slack.com/archives/C0ACME/p1772610000000100",
        late: null,
        buttons: [yes("Approve", "approve")],
      },
      {
        text: "Welcome to Northwind → Ben Hart",
        link: null,
        late: null,
        buttons: [yes("Approve", "approve")],
      },
    ],
    tasks: [
      {
        text: "Log how the review went (Acme Robotics)",
        link: null,
        late: on("2026-11-20"),
        buttons: [yes("Done", "done")],
      },
    ],
    runs,
    playbooks,
    systems,
    buttons: [yes("Create a playbook", "say"), button("Stats", "say"), button("Help", "say")],
  },
  empty: {
    is: "home",
    approvals: [],
    tasks: [],
    runs: [],
    playbooks: [],
    systems: [],
    buttons: [yes("Create a playbook", "say")],
  },
};
