import { Temporal } from "temporal-polyfill";

/** Moves by business days and keeps the local time of day; from a day off, the next business day is the first. */
export function addBusinessDays(
  from: Temporal.ZonedDateTime,
  count: number,
  direction: 1 | -1,
  isBusinessDay: (date: string) => boolean = isMondayToFriday,
): Temporal.ZonedDateTime {
  if (count === 0) return from;
  let day = from.toPlainDate();
  let daysOff = 0;
  for (let left = count; left > 0;) {
    day = day.add({ days: direction });
    // a calendar that never opens must not hold a run for ever
    const counts = isBusinessDay(day.toString()) || daysOff >= longestBreak;
    daysOff = counts ? 0 : daysOff + 1;
    if (counts) left -= 1;
  }
  return day.toPlainDateTime(from.toPlainTime()).toZonedDateTime(from.timeZoneId);
}

const longestBreak = 60;

function isMondayToFriday(date: string): boolean {
  return Temporal.PlainDate.from(date).dayOfWeek < 6;
}
