// the words for hours and days of the week, as a playbook's window has them

import { read, type Reading, unreadable } from "./problem.ts";
import { readTimeOfDay } from "./time-of-day.ts";
import { listInWords } from "./words.ts";
import { weekdayNames, weekdayOf } from "./zoned.ts";

/** Reads "mon-fri", "Monday to Thursday", "mon, wed, fri", "every day"; days count from 1 for Monday. */
export function readDays(text: string): Reading<number[]> {
  const said = text.trim().toLowerCase();
  if (/^(every day|daily|all days)$/.test(said)) return read([1, 2, 3, 4, 5, 6, 7]);
  if (/^weekdays$/.test(said)) return read([1, 2, 3, 4, 5]);
  const days = new Set<number>();
  for (const part of said.split(/\s*(?:,|\band\b)\s*/)) {
    const [first, last, more] = part.split(/\s*(?:-|–|\bto\b)\s*/).map(weekdayOf);
    if (!first || last === 0 || more !== undefined)
      return unreadable("bad-date", `"${text}" does not name days of the week.`, {
        length: text.length,
        fix: "Write mon-fri, or mon, wed, fri.",
      });
    for (let day = first; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === (last ?? first)) break;
    }
  }
  return read([...days].toSorted((a, b) => a - b));
}

/** Reads "09:00-17:00", "9am to 5pm". They end on the day they begin. */
export function readHours(text: string): Reading<{ from: string; to: string }> {
  const parts = text.split(/\s*(?:-|–|\bto\b|\buntil\b)\s*/i).map((it) => readTimeOfDay(it));
  const [from, to, more] = parts;
  if (!from?.ok || !to?.ok || more)
    return unreadable("bad-date", `"${text}" is not a part of a day.`, {
      length: text.length,
      fix: "Write 09:00-17:00.",
    });
  if (from.value < to.value) return read({ from: from.value, to: to.value });
  return unreadable("bad-date", "These hours end before they begin.", {
    length: text.length,
    fix: "Write the earlier time first, as in 09:00-17:00.",
  });
}

/** "Monday to Friday", "Monday, Wednesday and Friday" */
export function daysInWords(days: readonly number[]): string {
  const names = days.map((day) => weekdayNames[day - 1] ?? "");
  if (days.length === 7) return "every day";
  const [first = 0] = days;
  const inOne = days.length > 2 && days.every((day, i) => day === first + i);
  return inOne ? `${names[0]} to ${names.at(-1)}` : listInWords(names);
}
