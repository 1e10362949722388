import { Temporal } from "temporal-polyfill";
import { atLocalTime, localDate, timeInWords, weekdayOn } from "./zoned.ts";

/** When something may happen. `days` counts from 1 for Monday; `from` and `to` are as 09:00, and `to` is outside. */
export type OpenHours = {
  zone: string;
  days: readonly number[];
  from: string;
  to: string;
  /** a day of the week that is none, as a holiday */
  isOff?: (date: string) => boolean;
};

// hours that never open must not hold anything for ever
const longestBreak = 60;

/** `at` itself while it is open, else the next opening. */
export function nextOpening(at: Date, hours: OpenHours): Date {
  const { zone, from, to } = hours;
  const today = localDate(at, zone);
  const time = timeInWords(at, zone);
  if (isOpenDay(today, hours) && time < to) return time >= from ? at : opening(today, hours);
  let day = Temporal.PlainDate.from(today);
  for (let left = longestBreak; left > 0; left -= 1) {
    day = day.add({ days: 1 });
    if (isOpenDay(day.toString(), hours)) return opening(day.toString(), hours);
  }
  return at;
}

function isOpenDay(date: string, { days, isOff }: OpenHours): boolean {
  return days.includes(weekdayOn(date)) && !isOff?.(date);
}

function opening(date: string, { zone, from }: OpenHours): Date {
  return atLocalTime(date, from, zone);
}
