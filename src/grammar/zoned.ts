import { Temporal } from "temporal-polyfill";

/** "2027-03-01": the calendar day it is there at that moment. */
export function localDate(at: Date, zone: string): string {
  return zonedAt(at, zone).toPlainDate().toString();
}

/** "09:00" */
export function timeInWords(at: Date, zone: string): string {
  return zonedAt(at, zone).toPlainTime().toString({ smallestUnit: "minute" });
}

/**
 * The moment a clock on the wall there shows that day and time. Where clocks skip the time, it moves forward by
 * what they skip; where they show it twice, it is the first.
 * @param date as 2027-03-01
 * @param time as 09:00
 */
export function atLocalTime(date: string, time: string, zone: string): Date {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  return momentOf(wall.toZonedDateTime(zone, { disambiguation: "compatible" }));
}

/** Whether it is the name of a time zone, as Europe/Paris or UTC; a bare offset is not, it knows no summer time. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Whole days from one calendar day (2027-03-01) to another; negative when it lies before. */
export function daysBetween(fromDate: string, toDate: string): number {
  return Temporal.PlainDate.from(fromDate).until(Temporal.PlainDate.from(toDate)).days;
}

/** "3 Feb 2027"; the year is left out when `now` is given and lies in the same year. */
export function dateInWords(date: Date | string, zone: string, now?: Date): string {
  const day = dayOf(date, zone);
  const short = `${day.day} ${(monthNames[day.month - 1] ?? "").slice(0, 3)}`;
  const known = now !== undefined && zonedAt(now, zone).year === day.year;
  return known ? short : `${short} ${day.year}`;
}

/** "Wednesday 3 February 2027" */
export function longDateInWords(date: Date | string, zone: string): string {
  const day = dayOf(date, zone);
  const name = weekdayNames[day.dayOfWeek - 1] ?? "";
  return `${name} ${day.day} ${monthNames[day.month - 1] ?? ""} ${day.year}`;
}

/** The number of a weekday by its name or its first letters (1 is Monday), or 0. */
export function weekdayOf(name: string): number {
  const start = name.toLowerCase();
  if (start.length < 3) return 0;
  return weekdayNames.findIndex((day) => day.toLowerCase().startsWith(start)) + 1;
}

/** Which weekday a calendar day (2027-03-01) is; 1 is Monday. */
export function weekdayOn(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

export function zonedAt(at: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
}

export function momentOf(at: Temporal.ZonedDateTime): Date {
  return new Date(at.epochMilliseconds);
}

/** Monday first, as ISO numbers them from 1 */
/** The date so many days later; earlier where that is negative. */
export function dateLater(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

export const weekdayNames = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

function dayOf(date: Date | string, zone: string): Temporal.PlainDate {
  if (typeof date === "string") return Temporal.PlainDate.from(date.slice(0, 10));
  return zonedAt(date, zone).toPlainDate();
}
