// a playbook in words, as it is proposed, shown and asked about

import type { KnownBlock } from "@slack/types";
import type { PlaybookWords } from "../../playbook/describe.ts";
import { listInWords } from "../../grammar/words.ts";
import { context, section } from "./blocks.ts";
import { foreign, indent } from "./text.ts";

export function playbookWords(words: PlaybookWords): KnownBlock[] {
  const {
    goal,
    why,
    audience,
    starts,
    limits,
    steps,
    receives,
    needs,
    window,
    ends,
    back,
    asks,
    takes,
  } = words;
  const about = [
    foreign(goal, 500),
    line("For", audience ?? "every customer"),
    line("Starts", starts.length > 0 ? starts.map(inside).join("; or ") : "by hand"),
    limits.length > 0 && line("Limits", limits.join("; ")),
    asks.length > 0 && line("Asks first", asks.join("; ")),
    needs.length > 0 && line("Must be so first", needs.map(inside).join("; ")),
    window !== null && line("Sends only", window),
    ends.length > 0 && line("Ends early when", listInWords(ends.map(inside), "or")),
    back.length > 0 && line("On a rollback also", back.join("; ")),
    takes !== null && line("Takes about", takes),
  ].filter((said) => said !== false);
  return [
    ...section(about.join("\n")),
    ...(why === null ? [] : context(`Why: ${foreign(why, 500)}`)),
    ...section(stepLines(steps)),
    ...(receives.length === 0 ? [] : section(receivesLines(receives))),
  ];
}

// sentences of their own, as one
export function inside(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence[0]?.toLowerCase() + sentence.slice(1) : sentence;
}

function line(name: string, said: string): string {
  return `*${name}:* ${foreign(said, 600)}`;
}

function stepLines(steps: PlaybookWords["steps"]): string {
  const lines: string[] = [];
  let path: string | null = null;
  for (const step of steps) {
    // the name of a path stands once, above its first step
    if (step.path !== null && step.path !== path)
      lines.push(`${indent(step.depth - 1)}\u2002↳ _${foreign(step.path, 200)}_`);
    path = step.path;
    lines.push(`${indent(step.depth)}${foreign(step.number, 20)}. ${foreign(step.text, 250)}`);
  }
  return ["*Steps*", ...lines].join("\n");
}

function receivesLines(receives: PlaybookWords["receives"]): string {
  const lines = receives.map(
    ({ what, approver, by }) =>
      `:envelope: ${foreign(what, 200)}, once ${foreign(whoseYes(approver), 80)} says yes${by === undefined ? "" : ` (by ${foreign(by, 80)})`}`,
  );
  return ["*What the customer receives*", ...lines].join("\n");
}

const roles: Record<string, string> = {
  csm: "the CSM",
  manager: "the manager",
  owner: "the playbook's owner",
  starter: "whoever started it",
};

function whoseYes(approver: string): string {
  return roles[approver] ?? approver;
}
