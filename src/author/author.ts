import type { Problem } from "../grammar/problem.ts";
import type { Surroundings } from "../playbook/check.ts";
import type { Playbook } from "../playbook/playbook.ts";

/** A template of the library, as it is offered. */
export type Template = {
  id: string;
  name: string;
  goal: string;
  source: string;
  playbook: Playbook;
};

/** One thing a person is asked before a playbook is written or a template filled. */
export type AuthorQuestion = {
  name: string;
  label: string;
  kind: "line" | "number" | "choice";
  options: string[];
  initial: string | null;
  optional: boolean;
};

/** A text that was accepted, and what its author should know of it. */
export type Written = {
  is: "written";
  source: string;
  playbook: Playbook;
  /** assumptions that were made, and what a person should look at, a sentence each */
  notes: string[];
};

export type Drafted =
  | Written
  /** something must be known first; `plan` is given back with the answers */
  | { is: "questions"; plan: string; questions: AuthorQuestion[] }
  /** nothing was written: why, in one sentence with a way on; and what came nearest, if anything did */
  | { is: "not-written"; because: string; partial: { source: string; problems: Problem[] } | null };

export type Changed =
  | (Written & { changes: string[] })
  | { is: "unchanged"; because: string }
  | { is: "not-written"; because: string; partial: { source: string; problems: Problem[] } | null };

/** What an author stands in: who asks, and what exists around them. */
export type AuthorContext = {
  workspaceId: string;
  surroundings: Surroundings;
  /** channels, for posts and runs */
  channels: string[];
  /** ids that are taken */
  taken: string[];
};

/** Turns what people say into texts that the reader accepts. Nothing in it stores or posts. */
export type Author = {
  /** null: no model, so sentences can only be matched with templates */
  hasModel: boolean;
  templates(): readonly Template[];
  /** the nearest first */
  nearest(sentence: string, most: number): Template[];
  /** a sentence becomes a playbook, by the model; `doing` says what it is at, for the card */
  draft(
    context: AuthorContext,
    request: { sentence: string; plan: string | null; answers: Record<string, string> },
    doing: (what: string) => void,
  ): Promise<Drafted>;
  /** what a template leaves to its user */
  questionsOf(template: Template): AuthorQuestion[];
  /** a template with a person's answers; problems by question */
  fill(
    context: AuthorContext,
    template: Template,
    answers: Record<string, string>,
  ): Written | { is: "wrong"; problems: Record<string, string> };
  /** a change said in words, or the whole text anew; untouched lines stay as they are */
  change(context: AuthorContext, source: string, instruction: string): Promise<Changed>;
};
