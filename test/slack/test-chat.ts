import type { Chat, Pressed, Response, Said, Submitted } from "../../src/chat/chat.ts";
import type { Button, HomeShown, RunCard, Words } from "../../src/chat/replies.ts";
import type { RunProgress } from "../../src/run/progress.ts";

export const emptyHome: HomeShown = {
  is: "home",
  approvals: [],
  tasks: [],
  runs: [],
  playbooks: [],
  systems: [],
  buttons: [],
};

/** A chat that has nothing to say; a test says what it wants of it. */
export const silentChat: Chat = {
  hear: async () => ({}),
  press: async () => ({}),
  submit: async () => ({}),
  replayOf: () => "run",
  mayWait: () => false,
  seal: (_workspaceId, typed) => `sealed, ${typed.length} long`,
  card: async () => null,
  home: async () => emptyHome,
  entered: async () => {},
};

export function words(text: string, ...buttons: Button[]): Words {
  return { is: "words", text, buttons };
}

/** A chat that notes what it is told and answers as told. */
export function noting(
  answers: Partial<{
    hear: Response;
    press: Response;
    submit: Awaited<ReturnType<Chat["submit"]>>;
  }> = {},
) {
  const said: Said[] = [];
  const pressed: Pressed[] = [];
  const submitted: Submitted[] = [];
  const chat: Partial<Chat> = {
    async hear(it) {
      said.push(it);
      return answers.hear ?? {};
    },
    async press(it) {
      pressed.push(it);
      return answers.press ?? {};
    },
    async submit(it) {
      submitted.push(it);
      return answers.submit ?? {};
    },
  };
  return { chat, said, pressed, submitted };
}

const progress: RunProgress = {
  runId: "5f0c1e52-0000-4000-8000-000000000001",
  playbook: { id: "renewal-90", name: "Renewal, 90 days out", version: 3, newer: false },
  csm: null,
  customer: { id: "acme", name: "Acme Robotics" },
  status: "running",
  result: null,
  reason: null,
  cause: "Started by itself: 90 days before the renewal date (renewal date: 19 Feb 2027)",
  around: null,
  gate: null,
  lines: [],
  turnedBack: false,
  canTurnBack: false,
  done: 0,
  total: 0,
  late: null,
  startedAt: new Date("2026-11-21T09:00:00Z"),
  pausedAt: null,
  shifted: 0,
  waits: false,
  endedAt: null,
  expectedEnd: null,
  success: null,
};

export function runCard(more: Partial<RunProgress> = {}, buttons: Button[] = []): RunCard {
  return { is: "run", progress: { ...progress, ...more }, buttons };
}
