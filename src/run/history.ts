import { addDuration, type Duration } from "../grammar/duration.ts";

/** The numbers of a customer over time, oldest first: each holds until the next of its field. */
export type History = readonly { field: string; since: Date; value: number }[];

/** How much a number has changed over a time: now minus then. null when it was not known then. */
export function changeOver(
  history: History,
  field: string,
  over: Duration,
  now: Date,
  zone: string,
): number | null {
  const then = addDuration(now, over, { zone }, -1);
  const of = history.filter((it) => it.field === field);
  const last = of.at(-1);
  const before = of.findLast((it) => it.since <= then);
  return last && before ? last.value - before.value : null;
}
