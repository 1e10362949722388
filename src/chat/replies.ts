// what the program answers, as data; drawing it is the views' business

import type { Problem } from "../grammar/problem.ts";
import type { Shape } from "../grammar/shape.ts";
import type { PlaybookWords } from "../playbook/describe.ts";
import type { CriterionResult } from "../run/execution.ts";
import type { RunProgress } from "../run/progress.ts";
import type { Summary } from "../stats/summary.ts";
import type { ApprovalRow } from "../store/approvals.ts";
import type { PlaybookStatus } from "../store/playbooks.ts";
import type { ChecklistCard } from "./checklist.ts";
import type { DetailsShown } from "./details.ts";
import type { PreviewShown } from "./preview-shown.ts";
import type { RollbackShown } from "./rollback-shown.ts";

/** A button. `act` names what it does (see chat/acts), `value` what it does it to; nothing in it is trusted. */
export type Button = {
  label: string;
  act: string;
  value: string;
  style?: "primary" | "danger";
  /** stands in the menu behind the buttons */
  inMenu?: true;
  /** asked before it counts */
  confirm?: { title: string; text: string; yes: string };
};

/** Plain words with what to do next. */
export type Words = { is: "words"; text: string; buttons: Button[] };

/** The verbs, for somebody who asks or is lost. `nearest` is said first. */
export type Help = {
  is: "help";
  nearest: string | null;
  groups: { title: string; lines: { say: string; does: string }[] }[];
  tries: Button[];
};

export type PlaybookLine = {
  id: string;
  name: string;
  status: PlaybookStatus;
  goal: string;
  /** its rules for starting by itself, in words */
  starts: string;
  open: number;
  lastRun: Date | null;
  nextRun: Date | null;
};

export type PlaybookList = {
  is: "list";
  playbooks: PlaybookLine[];
  more: number;
  buttons: Button[];
};

export type PlaybookShown = {
  is: "playbook";
  id: string;
  status: PlaybookStatus;
  version: number;
  words: PlaybookWords;
  buttons: Button[];
};

/** A playbook being written; its card is drawn anew whenever this changes. */
export type DraftShown = {
  is: "draft";
  id: string;
  /** null: it was pasted */
  request: string | null;
  author: string;
  state:
    | { is: "thinking"; doing: string }
    | { is: "choosing"; because: string; candidates: { id: string; name: string; goal: string }[] }
    | { is: "asking"; questions: string[] }
    | {
        is: "proposed";
        /** null when the text cannot be read as it is */
        words: PlaybookWords | null;
        /** what a change did, in words; empty for a new one */
        changes: string[];
        notes: string[];
        problems: Problem[];
      }
    | { is: "settled"; text: string };
  buttons: Button[];
};

/** What turning on would start; once it is on, what it started and who comes first. */
export type TurnOnAsked = {
  is: "turn-on";
  id: string;
  name: string;
  on: boolean;
  started: number;
  matching: string[];
  next: { at: Date; customer: string | null } | null;
  starts: string[];
  buttons: Button[];
};

export type RunCard = { is: "run"; progress: RunProgress; buttons: Button[] };

export type ApprovalCard = {
  is: "approval";
  approval: ApprovalRow;
  playbook: string;
  step: string;
  customer: string | null;
  /** what the customer received lately */
  recent: { playbook: string; at: Date }[];
  /** approved, and waiting for the hours in which it may leave */
  leavesAt: Date | null;
  unready: string | null;
  buttons: Button[];
};

/** A step that a person must act on, may hurry, or has acted on: a task, a failure, a next try, a doubt. */
export type StepCard = {
  is: "step";
  about: "task" | "heard" | "failed" | "retrying" | "away" | "doubt" | "over";
  title: string;
  details: string | null;
  playbook: string;
  customer: string | null;
  who: string | null;
  /** who may do it as well by now */
  escalatedTo: string[];
  due: Date | null;
  /** since when it is late */
  late: Date | null;
  /** how often it was tried, of how often it may be; null where that says nothing */
  attempt: { count: number; of: number | null } | null;
  /** how it ended, once it has */
  outcome: string | null;
  asks: Shape;
  /** what one press answers, where the title does not ask it */
  question: string | null;
  /** the step whose gate it is, where the title is only the gate's */
  gateOf: string | null;
  /** how what must be so after its work stands, by whose word and when */
  gate: CriterionResult[];
  buttons: Button[];
};

export type RunsShown = {
  is: "runs";
  runs: {
    id: string;
    playbook: string;
    customer: string | null;
    status: string;
    waitsFor: string | null;
    /** since when the first of its steps is late */
    late: Date | null;
    startedAt: Date;
    link: string | null;
  }[];
};

/** Starts that a playbook's own limits held back. */
export type SkippedShown = {
  is: "skipped";
  /** "last 30 days" */
  period: string;
  starts: { playbook: string; customer: string | null; reason: string; at: Date }[];
  more: boolean;
};

export type StatsShown = {
  is: "stats";
  period: { words: string; from: Date; to: Date };
  buttons: Button[];
} & Summary;

/** `late`: since when it is */
type HomeItem = { text: string; link: string | null; late: Date | null; buttons: Button[] };

export type HomeShown = {
  is: "home";
  /** what waits for the person's yes, with a link to its card: nobody says yes to what they have not read */
  approvals: HomeItem[];
  tasks: HomeItem[];
  runs: RunsShown["runs"];
  playbooks: PlaybookLine[];
  /** how what playbooks depend on is, for admins */
  systems: string[];
  buttons: Button[];
};

export type FileShown = { is: "file"; name: string; title: string; text: string; comment: string };

export type Reply =
  | Words
  | Help
  | PlaybookList
  | PlaybookShown
  | TurnOnAsked
  | PreviewShown
  | RollbackShown
  | RunsShown
  | SkippedShown
  | DetailsShown
  | StatsShown
  | FileShown;

export type Card = RunCard | ApprovalCard | StepCard | DraftShown | ChecklistCard;

/** A form in a window of its own. `act` takes what is sent; `value` travels with it, unseen. */
export type Form = {
  title: string;
  submit: string;
  /** what closes it without doing anything; "Cancel" without it */
  close?: string;
  act: string;
  value: string;
  intro: string | null;
  fields: FormField[];
};

export type FormField = {
  name: string;
  label: string;
  /** a secret is sealed where it arrives, and no form shows it again */
  kind: "line" | "text" | "number" | "date" | "moment" | "choice" | "choices" | "person" | "secret";
  /** for choice and choices */
  options?: { label: string; value: string }[];
  initial?: string;
  optional?: boolean;
  hint?: string;
};
