import { Temporal } from "temporal-polyfill";
import { atLocalTime, localDate } from "./zoned.ts";

/** A date as it comes from a record: a whole calendar day (`at` is null), or an instant with the day it falls on. */
export type Moment = { date: string; at: Date | null };

/**
 * Reads 2027-03-01, an ISO date with a time (without an offset it is local) or a Date; null when it is none of them.
 */
export function readMoment(value: unknown, zone: string): Moment | null {
  if (value instanceof Date) return instant(value, zone);
  if (typeof value !== "string") return null;
  const [, date, time, seconds = "", offset] = shape.exec(value) ?? [];
  if (date === undefined || !isDate(date)) return null;
  if (time === undefined) return { date, at: null };
  if (!isTime(time)) return null;
  if (offset === undefined) return instant(atLocalTime(date, time + seconds, zone), zone);
  return instant(new Date(`${date}T${time}${seconds.slice(0, 7)}${offset}`), zone);
}

/** Before is negative. A whole day is compared by days, so "today" is neither before nor after now. */
export function compareMoments(a: Moment, b: Moment): number {
  if (a.at && b.at) return a.at.getTime() - b.at.getTime();
  if (a.date === b.date) return 0;
  return a.date < b.date ? -1 : 1;
}

/** A day that exists: 2027-02-28, but not 2027-02-30. */
export function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return false;
  return (
    Number(day) <= Temporal.PlainYearMonth.from(`${year}-${month}`).daysInMonth && year !== "0000"
  );
}

// a date, and maybe a time with maybe an offset
const shape =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:[0-5]\d(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function instant(at: Date, zone: string): Moment | null {
  if (Number.isNaN(at.getTime())) return null;
  const date = localDate(at, zone);
  // a year of more than four digits is a slip of somebody's, and no date of a customer
  return isDate(date) ? { date, at } : null;
}
