import type { Button } from "./replies.ts";
import type { FieldKept } from "./snapshot.ts";

export type StepBack = {
  says: string;
  waitsFor: string | null;
  receives: boolean;
  obstacle: string | null;
  /** what a run goes back over that was a part of this one */
  inside: StepBack[];
};

/** What a rollback takes back, newest first, and what stays and why. */
export type RollbackShown = {
  is: "rollback";
  playbook: string;
  customer: string | null;
  /** "from “Cutover” on", "only “Offer”"; null: all of it */
  scope: string | null;
  /** nothing has been done: it was only tried out */
  rehearsed: boolean;
  /** it is not what was shown before */
  hasChanged?: boolean;
  back: StepBack[];
  stays: { step: string; why: string }[];
  /** what the steps that are taken back changed of the customer */
  changed: FieldKept[];
  buttons: Button[];
};
