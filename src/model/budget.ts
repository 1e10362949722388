import type { RealTime } from "./real-time.ts";

/** Tokens set aside for a call that has not ended yet. */
type Reservation = { settle(tokens: number): void };

export type Budget = {
  /** Sets tokens aside before a call, or null when the day's limit does not leave so many. */
  reserve(workspaceId: string, tokens: number): Reservation | null;
};

const day = 86_400_000;

/**
 * Tokens of each workspace in the current UTC day, in this process's memory: a seam for a shared ledger.
 * @param limit tokens per workspace and day; null counts without limiting
 */
export function createBudget(time: RealTime, limit: number | null): Budget {
  let today = -1;
  let used = new Map<string, number>();

  return {
    reserve(workspaceId, tokens) {
      const now = Math.floor(time.now() / day);
      if (now !== today) used = new Map();
      today = now;
      const counted = used;
      const add = (more: number) =>
        counted.set(workspaceId, (counted.get(workspaceId) ?? 0) + more);
      if (limit !== null && (used.get(workspaceId) ?? 0) + tokens > limit) return null;
      add(tokens);
      return { settle: (actual) => void add(actual - tokens) };
    },
  };
}
