import type { AnyStep } from "./step-type.ts";

/** Steps inside a step: where they stand in it, and when they happen. */
export type Inside = {
  /** the path they lie on; null: the step has no choice of paths */
  name: string | null;
  when: string | null;
  steps: AnyStep[];
  path: (string | number)[];
  /** how it is taken, where no condition decides */
  said?: string;
  /** where it leads, if not to the next step */
  then?: string;
  /** they happen side by side, each behind those its `after` names */
  apart?: boolean;
  /** some of them may be given up */
  perhaps?: boolean;
  /** how many rounds they have at most, for a phase */
  rounds?: number;
};

/** What stands around a step: how many rounds the phase it lies in has at most. */
export type Around = { rounds: number };
