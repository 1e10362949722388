import { kindOf } from "./contents/all.ts";
import { meetingTime } from "./contents/meeting.ts";
import { justSent } from "./sending.ts";
import type { Content, Outcome, Output, Signal } from "./world.ts";

/** How a meeting can end. */
export const endings = ["sent", "accepted", "declined", "held", "not held", "timed out"] as const;
type Ending = (typeof endings)[number];

type Question = {
  ask(title: string): string;
  hears: string[];
  answers: string[];
};

const questions: Record<"accepted" | "held", Question> = {
  accepted: {
    ask: (title) => `Do they come to “${title}”?`,
    hears: ["meeting.accepted", "meeting.declined", "meeting.held"],
    answers: ["They accepted", "They declined"],
  },
  held: {
    ask: (title) => `Was “${title}” held?`,
    hears: ["meeting.declined", "meeting.held"],
    answers: ["It was held", "It was not"],
  },
};

const meant = new Map<string, Ending>([
  ["meeting.accepted", "accepted"],
  ["meeting.declined", "declined"],
  ["meeting.held", "held"],
  ["They accepted", "accepted"],
  ["They declined", "declined"],
  ["It was held", "held"],
  ["It was not", "not held"],
]);

type Ends = {
  done_when?: "sent" | "accepted" | "held" | undefined;
  match?: string | undefined;
};

/** The invitation has left: that is all, or its host and the customer's events say how it went. */
export function afterInvited({ done_when = "held", match }: Ends, content: Content): Outcome {
  if (content.kind !== "meeting") return justSent(content);
  // kept whole, as it is cancelled in the same words
  const output: Output = { ...kindOf(content).output(content), invitation: content };
  if (done_when === "sent") return { is: "done", output, result: "sent" };
  const { ask, hears, answers } = questions[done_when];
  const when = meetingTime(content);
  return {
    is: "waiting",
    for: {
      kind: "answer",
      who: content.host.id,
      title: ask(content.title),
      details: when,
      form: { meeting: answers },
      hears,
      match: match ?? null,
    },
    note: when,
    keep: output,
  };
}

/** What the end of that wait means. */
export function endOf(signal: Signal): Ending {
  switch (signal.is) {
    case "event":
      return meant.get(signal.name) ?? "timed out";
    case "answer": {
      const { meeting } = signal.values;
      return (typeof meeting === "string" ? meant.get(meeting) : null) ?? "timed out";
    }
    case "time":
    case "timeout":
    case "run":
      return "timed out";
  }
}
