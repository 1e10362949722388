import type { StepCard } from "../../../src/chat/replies.ts";
import { maya, priya } from "../stand.ts";
import { button, on, yes } from "./parts.ts";

const step = (more: Partial<StepCard>): StepCard => ({
  is: "step",
  about: "task",
  title: "Log how the review with Acme Robotics went",
  details: "Ask for the mood in the team.\nWrite down every promise we made.",
  playbook: "Renewal, 90 days out",
  customer: "Acme Robotics",
  who: maya,
  escalatedTo: [],
  due: on("2026-11-28"),
  late: null,
  attempt: null,
  outcome: null,
  asks: { mood: ["green", "yellow", "red"], discount: "number" },
  question: null,
  gateOf: null,
  gate: [],
  buttons: [yes("Done", "done")],
  ...more,
});

export const stepCards: Record<string, StepCard> = {
  task: step({}),
  "task that is late": step({ due: null, late: on("2026-11-20") }),
  "task that was escalated": step({ escalatedTo: [priya] }),
  "task without anything": step({ who: null, due: null, details: null, asks: {}, customer: null }),
  "meeting to come": step({
    about: "heard",
    title: "Quarterly review with Acme Robotics",
    details:
      "Tuesday 1 December 2026, 10:00 to 10:45 (Europe/Berlin)\nWhen it is over, I ask whether it was held.",
    due: on("2026-12-01"),
    asks: { meeting: ["They accepted", "They declined", "It was moved"] },
    buttons: [
      button("They accepted", "choose"),
      button("They declined", "choose"),
      button("It was moved", "choose"),
    ],
  }),
  "meeting that was": step({
    title: "Was “Quarterly review with Acme Robotics” held?",
    details: "Tuesday 1 December 2026, 10:00 to 10:45 (Europe/Berlin)",
    due: null,
    asks: { meeting: ["It was held", "It was not", "It was moved"] },
    buttons: [
      button("It was held", "choose"),
      button("It was not", "choose"),
      button("It was moved", "choose"),
    ],
  }),
  "meeting that is over": step({
    about: "over",
    title: "Quarterly review",
    details: null,
    outcome: `“not held” by <@${maya}>`,
    buttons: [],
  }),
  failed: step({
    about: "failed",
    title: "Send the renewal offer",
    details: "Acme Robotics has no champion with an address",
    attempt: { count: 4, of: 4 },
    buttons: [
      yes("Try again", "retry"),
      button("Skip it", "skip-step"),
      button("Take over", "take-over"),
      { ...button("Stop the run", "stop-run"), inMenu: true },
    ],
  }),
  "held up by its gate once more": step({
    about: "failed",
    title: "Gate: Usage is up and The sponsor is glad",
    details: null,
    asks: {},
    gate: [
      {
        say: "Usage is up",
        met: false,
        because: "usage: 41",
        at: on("2026-11-20").toISOString(),
        since: on("2026-11-19").toISOString(),
      },
      {
        say: "The sponsor is glad",
        met: true,
        because: "",
        asked: priya,
        by: priya,
        at: on("2026-11-19").toISOString(),
      },
    ],
    buttons: [
      yes("Try again", "retry"),
      button("Go on anyway", "accept"),
      button("Skip it", "skip-step"),
      { ...button("Stop the run", "stop-run"), inMenu: true },
    ],
  }),
  "gate that was passed": step({
    about: "over",
    title: "The sponsor is glad",
    details: null,
    outcome: `Passed by <@${priya}>`,
    gate: [
      {
        say: "Usage is up",
        met: true,
        because: "usage: 62",
        at: on("2026-11-20").toISOString(),
      },
      {
        say: "The sponsor is glad",
        met: true,
        because: "",
        asked: priya,
        by: priya,
        at: on("2026-11-20").toISOString(),
      },
    ],
    buttons: [],
  }),
  "tries again": step({
    about: "retrying",
    title: "Send the renewal offer",
    details: "the mail server cannot be reached (connect ECONNREFUSED)",
    attempt: { count: 2, of: 4 },
    due: on("2026-11-22"),
    buttons: [
      yes("Retry now", "retry"),
      button("Skip it", "skip-step"),
      button("Take over", "take-over"),
      { ...button("Stop the run", "stop-run"), inMenu: true },
    ],
  }),
  "left alone": step({
    about: "away",
    title: "Send the renewal offer",
    details: "the mail server is down since 09:40 (New York time)",
    due: on("2026-11-22"),
    buttons: [
      yes("Retry now", "retry"),
      button("Skip it", "skip-step"),
      button("Take over", "take-over"),
      { ...button("Stop the run", "stop-run"), inMenu: true },
    ],
  }),
  doubt: step({
    about: "doubt",
    title: "Send the renewal offer",
    details: "the mail server closed the line after it had the mail",
    buttons: [
      yes("It arrived", "arrived"),
      {
        ...button("Send again", "send-again"),
        confirm: {
          title: "Send it again?",
          text: "If the first one did arrive, the customer receives it twice.",
          yes: "Send again",
        },
      },
      button("Skip it", "skip-step"),
    ],
  }),
  over: step({ about: "over", outcome: `Done by <@${maya}>`, buttons: [] }),
  "over by itself": step({ about: "over", outcome: "Nobody answered in time", buttons: [] }),
};
