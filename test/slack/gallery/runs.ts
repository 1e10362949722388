import type { Button, RunCard } from "../../../src/chat/replies.ts";
import type { RunProgress, StepLine } from "../../../src/run/progress.ts";
import { maya, tom } from "../stand.ts";
import { button, on, yes } from "./parts.ts";

const line = (id: string, name: string, more: Partial<StepLine> = {}): StepLine => ({
  id,
  name,
  depth: 0,
  path: null,
  status: "to come",
  note: null,
  waitsFor: [],
  at: null,
  ...more,
});
const done = { status: "done" as const, at: on("2026-11-19") };

const renewalLines = [
  line("summary", "Summarise the year in five lines", { ...done, note: "by the renewal agent" }),
  line("qbr", "Ask for a review meeting", done),
  line("outcome", "Log how the review went", done),
  line("path", "Offer or rescue?", {
    ...done,
    note: "Offer (outcome mood: green)",
  }),
  line("offer", "Send the renewal offer", {
    depth: 1,
    path: "Offer",
    status: "asking",
    waitsFor: [maya],
  }),
  line("rescue", "Start the rescue", { depth: 1, path: "Rescue", status: "not taken" }),
  line("answer", "Wait for the answer"),
  line("sign", "Send the contract"),
];

const run: RunProgress = {
  runId: "5f0c1e52-0000-4000-8000-000000000001",
  playbook: { id: "renewal-90", name: "Renewal, 90 days out", version: 3, newer: false },
  customer: { id: "acme", name: "Acme Robotics" },
  csm: maya,
  status: "waiting",
  result: null,
  reason: null,
  cause: "Started by itself: 90 days before the renewal date (renewal date: 19 Feb 2027)",
  around: null,
  gate: null,
  lines: renewalLines,
  turnedBack: false,
  canTurnBack: false,
  done: 4,
  total: 7,
  late: null,
  startedAt: on("2026-11-09"),
  pausedAt: null,
  shifted: 0,
  waits: false,
  endedAt: null,
  expectedEnd: on("2027-02-03"),
  success: null,
};

const menu: Button[] = [
  { ...button("Details", "details"), inMenu: true },
  { ...button("Shift its dates…", "shift-run"), inMenu: true },
  { ...button("Give it to somebody…", "reassign-run"), inMenu: true },
];
const pause = [button("Pause", "pause"), button("Cancel…", "cancel-run"), ...menu];
const card = (more: Partial<RunProgress>, buttons: Button[] = pause): RunCard => ({
  is: "run",
  progress: { ...run, ...more },
  buttons,
});

const many: StepLine[] = [
  ...Array.from({ length: 14 }, (_, i) => line(`d${i}`, `Onboarding step ${i + 1}`, done)),
  line("call", "Call the sponsor", { status: "skipped", note: "there is no sponsor" }),
  line("mail", "Send the welcome mail", {
    status: "retrying",
    note: "the mail server is down since 09:40 (New York time)",
    at: on("2026-11-22"),
  }),
  line("wait", "Wait two days", { status: "waiting", at: on("2026-11-23") }),
  ...Array.from({ length: 30 }, (_, i) => line(`t${i}`, `Later step ${i + 1}`)),
];

const migration: StepLine[] = [
  line("prepare", "Prepare the move", { status: "open" }),
  line("export", "Export their data", { depth: 1, ...done }),
  line("trial", "Have them try the new one", { depth: 1, ...done }),
  line("prepare/gate", "Gate: Legal has seen the terms", {
    status: "waiting",
    waitsFor: [tom],
  }),
  line("trial/gate", "Gate: They find their way", { ...done, passedBy: tom }),
  line("saves", "Weekly save calls", { status: "open", note: "round 2" }),
  line("call", "Call the champion", { depth: 1, ...done, note: "done" }),
  line("saves/round", "Next round", {
    depth: 1,
    status: "waiting",
    note: "round 2 of 3",
    at: on("2026-11-28"),
    begins: true,
  }),
  line("usage", "Watch usage for 48 hours", {
    status: "waiting",
    note: "▂▃▃▅▇▅▃ 1,240",
  }),
  line("score", "Sum up the risks", {
    status: "retrying",
    note: "attempt 2 of 3: It scores at least 0.8: score: 0.72",
    at: on("2026-11-22"),
  }),
  line("mail", "Send the summary", { status: "waiting", at: on("2026-12-01"), begins: true }),
  line("cutover", "Cut over"),
];

const link = "https://northwind.slack.com/archives/C01RENEWALS/p1763712000000100";
const withInside = [
  line("own", "Look at their usage", done),
  line("call", "Hold the save call", {
    status: "waiting",
    note: "Save call: step 3 of 7",
    waitsFor: [tom],
    part: { runId: "r2", link },
  }),
  line("audit", "Have the contract looked at", {
    ...done,
    note: "as a run of its own, Contract audit",
    part: { runId: "r3", link },
  }),
  line("end", "Tell them how it goes on"),
];

export const runCards: Record<string, RunCard> = {
  "a run inside": card({ lines: withInside, done: 2, total: 4 }),
  "inside a run": card({
    playbook: { id: "save-call", name: "Save call", version: 1, newer: false },
    cause: "A part of Renewal, 90 days out: Hold the save call",
    around: { runId: "r1", playbook: "Renewal, 90 days out", step: "Hold the save call", link },
    lines: [
      line("invite", "Invite them", done),
      line("prepare", "Prepare the offer", done),
      line("talk", "Talk to them", { status: "waiting", waitsFor: [tom] }),
      line("note", "Write down what they said"),
    ],
    done: 2,
    total: 7,
  }),
  "gates, rounds and a watch": card({ lines: migration, done: 3, total: 9, waits: true }),
  "between two rounds": card(
    {
      lines: [
        line("saves", "Weekly save calls", { status: "open", note: "round 2" }),
        line("call", "Call the sponsor", { ...done, depth: 1 }),
        line("saves/round", "Next round", {
          depth: 1,
          status: "waiting",
          note: "round 2 of 3",
          at: on("2026-11-26"),
          begins: true,
          early: { of: "Weekly save calls", iteration: 1, turn: 1 },
        }),
        line("last", "Sum up"),
      ],
      done: 1,
      total: 3,
    },
    [button("Begin now", "begin-now"), ...pause],
  ),
  late: card({
    late: on("2026-11-19"),
    lines: renewalLines.map((it) =>
      it.id === "offer" || it.id === "sign" ? { ...it, late: on("2026-11-19") } : it,
    ),
  }),
  "waiting for a yes": card({}),
  "waiting for what must be so": card(
    {
      status: "waiting to start",
      gate: {
        is: "prerequisites",
        who: maya,
        criteria: [
          { say: "Renewal date is known", met: true, because: "renewal date: 19 Feb 2027" },
          { say: "An executive sponsor is named", met: null, because: "", asked: maya },
          { say: "Legal has seen the terms", met: false, because: "", asked: tom, by: tom },
        ],
      },
    },
    [
      button("2: Yes", "prerequisite-yes"),
      button("2: No", "prerequisite-no"),
      button("3: Yes", "prerequisite-yes"),
      button("Start anyway…", "gate-anyway"),
      button("Do not start", "gate-cancel"),
    ],
  ),
  "over, with a question": card(
    {
      status: "ended",
      result: "succeeded",
      endedAt: on("2027-02-03"),
      success: [
        { say: "Contract renewed", met: true, because: "renewal status: renewed" },
        { say: "The sponsor is happy with how it went", met: null, because: "", asked: maya },
      ],
    },
    [button("2: Yes", "success-yes"), button("2: No", "success-no")],
  ),
  working: card({
    status: "running",
    cause: `Started by <@${tom}>`,
    lines: renewalLines.map((it) =>
      it.id === "offer" ? { ...it, status: "running", waitsFor: [], note: null } : it,
    ),
  }),
  "a long one": card({
    lines: many,
    done: 15,
    total: 47,
    status: "waiting",
    playbook: { ...run.playbook, newer: true },
  }),
  "needs help": card({
    status: "needs help",
    lines: renewalLines.map((it) =>
      it.id === "offer"
        ? {
            ...it,
            status: "failed",
            waitsFor: [],
            note: "Acme Robotics has no champion with an address",
          }
        : it,
    ),
  }),
  "in doubt": card({
    status: "needs help",
    lines: renewalLines.map((it) =>
      it.id === "offer"
        ? { ...it, status: "unknown", waitsFor: [], note: "the mail server closed the line" }
        : it,
    ),
  }),
  paused: card(
    { status: "paused", reason: `paused by <@${tom}>`, pausedAt: on("2026-11-18"), shifted: 5 },
    [
      yes("Resume", "resume"),
      button("Resume, waits shift", "resume-longer"),
      button("Cancel…", "cancel-run"),
      ...menu,
    ],
  ),
  "must know something first": card(
    {
      status: "waiting to start",
      done: 0,
      lines: renewalLines.map((it) => ({
        ...it,
        status: "to come",
        note: null,
        waitsFor: [],
        at: null,
      })),
      gate: { is: "inputs", missing: ["the highest discount"], who: maya },
    },
    [yes("Answer", "gate-inputs"), button("Do not start", "gate-cancel")],
  ),
  "another run is there": card(
    {
      status: "waiting to start",
      done: 0,
      lines: [],
      gate: { is: "conflict", with: "r2", other: "Customer at risk", who: maya },
    },
    [
      yes("Start now", "gate-start"),
      button("Wait for the other", "gate-wait"),
      button("Do not start", "gate-cancel"),
    ],
  ),
  "its turn comes": card(
    {
      status: "waiting to start",
      lines: [],
      gate: {
        is: "turn",
        with: "r2",
        other: "Customer at risk",
        who: maya,
        date: { step: "Send the renewal offer", at: on("2026-12-06") },
      },
    },
    [button("Start now", "gate-start")],
  ),
  "its date came before its turn": card(
    {
      status: "waiting to start",
      lines: [],
      gate: {
        is: "conflict",
        with: "r2",
        other: "Customer at risk",
        who: maya,
        late: { step: "Send the renewal offer", at: on("2026-12-06") },
      },
    },
    [
      yes("Start now", "gate-start"),
      button("Wait for the other", "gate-wait"),
      button("Do not start", "gate-cancel"),
    ],
  ),
  done: card(
    {
      status: "ended",
      result: "succeeded",
      endedAt: on("2026-11-20"),
      done: 7,
      lines: renewalLines.map((it) => (it.id === "rescue" ? it : { ...it, ...done, waitsFor: [] })),
      success: [
        { say: "Contract renewed", met: true, because: "renewal status: renewed" },
        { say: "At the same price or higher", met: false, because: "ARR: 118,000" },
        { say: "The champion is happy", met: null, because: "NPS is not known" },
      ],
    },
    [],
  ),
  stopped: card(
    {
      status: "ended",
      result: "stopped",
      reason: "Customer left",
      endedAt: on("2026-11-20"),
      lines: renewalLines.map((it) =>
        it.status === "asking" ? { ...it, status: "cancelled" } : it,
      ),
    },
    [],
  ),
  cancelled: card(
    {
      status: "ended",
      result: "cancelled",
      reason: "somebody cancelled it",
      endedAt: on("2026-11-20"),
      lines: [],
    },
    [],
  ),
};
