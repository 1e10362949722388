import { startsOf } from "../playbook/describe.ts";
import type { PlaybookRow } from "../store/playbooks.ts";
import type { PlaybookLine } from "./replies.ts";

export type Counts = { open: number; lastRun: Date | null; nextRun: Date | null };

/** One playbook of a list. */
export function lineOf(
  { id, name, status, playbook }: PlaybookRow,
  { open, lastRun, nextRun }: Counts,
): PlaybookLine {
  const starts = startsOf(playbook).join("; ");
  return {
    id,
    name,
    status,
    goal: playbook.goal,
    starts: starts === "" ? "By hand" : starts,
    open,
    lastRun,
    nextRun,
  };
}
