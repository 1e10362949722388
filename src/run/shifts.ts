// how far the dates of one run are shifted: by days, from the moment somebody said so

import { addDuration } from "../grammar/duration.ts";
import { readMoment } from "../grammar/moment.ts";
import { dateLater } from "../grammar/zoned.ts";
import type { Shift } from "./execution.ts";

/** `at` so many calendar days later, at the same time of day. */
export function daysLater(at: Date, days: number, zone: string): Date {
  const by = { months: 0, days: Math.abs(days), businessDays: 0, minutes: 0 };
  return addDuration(at, by, { zone }, days < 0 ? -1 : 1);
}

/** By how many days what counts from this moment is shifted. What happened after a shift has moved with it already. */
export function shiftedSince(shifts: readonly Shift[], since: Date | null): number {
  const counted = shifts.filter((it) => since === null || it.at > since);
  return counted.reduce((sum, it) => sum + it.days, 0);
}

/** A moment that something happened, as what counts from it sees it. */
export function shiftedMoment(at: Date, shifts: readonly Shift[], zone: string): Date {
  return shifts.filter((it) => it.at > at).reduce((moment, it) => movedBy(moment, it, zone), at);
}

/** What waits for a length of time, after one shift. */
export function movedBy(at: Date, { days, pause = 0 }: Shift, zone: string): Date {
  return new Date((days === 0 ? at : daysLater(at, days, zone)).getTime() + pause);
}

/** A date of the customer or of a result, as what counts from it sees it. */
export function shiftedDate(value: string | Date, days: number, zone: string): string | Date {
  if (days === 0) return value;
  const moment = readMoment(value, zone);
  if (!moment) return value;
  if (moment.at) return daysLater(moment.at, days, zone);
  return dateLater(moment.date, days);
}
