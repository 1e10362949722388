import { createHash } from "node:crypto";

/** One try of one step. */
export type Tried = { runId: string; id: string; iteration: number; attempt: number };

const most = 2 ** 32;

/** From 0 up to 1, evenly spread over runs and steps; for one try of one step always the same. */
export function chanceOf({ runId, id, iteration, attempt }: Tried): number {
  const of = [runId, id, iteration, attempt].join(":");
  return createHash("sha256").update(of).digest().readUInt32BE() / most;
}

const share = 0.2;
const longest = 3_600_000;

/**
 * A pause that what failed together does not share: longer or shorter by a fifth, never shorter than `asked`. What comes
 * within the hour still does.
 */
export function spread(pause: number, asked: number, chance: number): number {
  const middle = pause > longest ? pause : Math.min(pause, longest / (1 + share));
  const own = middle + Math.min(middle, longest) * share * (2 * chance - 1);
  const least = asked + Math.min(asked, longest) * share * chance;
  return Math.round(Math.max(own, least));
}
