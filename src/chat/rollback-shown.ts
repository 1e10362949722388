import type { Button } from "./replies.ts";

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
  back: { says: string; waitsFor: string | null; receives: boolean; obstacle: string | null }[];
  stays: { step: string; why: string }[];
  buttons: Button[];
};
