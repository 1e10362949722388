import type { CriterionResult } from "../run/execution.ts";
import type { Content } from "../steps/world.ts";
import type { Button } from "./replies.ts";

export type PreviewStep = {
  at: Date;
  name: string;
  depth: number;
  path: string | null;
  says: string;
  because: string | null;
  perhaps: boolean;
  skipped: boolean;
  waitsFor: string | null;
  obstacle: string | null;
  /** what the run would do that it starts */
  inside: PreviewStep[];
};

export type PreviewShown = {
  is: "preview";
  playbook: string;
  customer: string | null;
  /** what stands in the way, said first */
  warnings: string[];
  /** what must be so before it starts */
  prerequisites: CriterionResult[];
  lines: PreviewStep[];
  mails: { at: Date; content: Content; approver: string; perhaps: boolean }[];
  endsAt: Date;
  zone: string;
  /** true: every line and every mail in full */
  full: boolean;
  buttons: Button[];
};
