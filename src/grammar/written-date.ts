import { closest } from "./closest.ts";
import { isDate } from "./moment.ts";
import { read, type Reading, unreadable } from "./problem.ts";
import { monthNames } from "./zoned.ts";

/** Reads "2027-03-01", "1 March 2027" or "March 1st, 2027" as 2027-03-01; null when it does not look like a date. */
export function readWrittenDate(text: string): Reading<string> | null {
  const written = text.trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(written)) return existing(written);
  const [, y = "", m = "", d = ""] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written) ?? [];
  if (y !== "") return existing(iso(y, Number(m), d));
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(written)) return ambiguous(written);
  const found = dayFirst.exec(written) ?? monthFirst.exec(written);
  if (!found?.groups) return null;
  const { day = "", month = "", year } = found.groups;
  const index = monthOf(month);
  if (index === 0) return notAMonth(month, written);
  if (year === undefined) {
    return unreadable("bad-date", `"${written}" has no year.`, {
      length: text.length,
      fix: `Write the year, as ${day} ${monthNames[index - 1] ?? month} 2027.`,
    });
  }
  return existing(iso(year, index, day));
}

/** The number of a month by its name or its first letters (1 to 12), or 0. */
export function monthOf(name: string): number {
  const start = name.toLowerCase().replace(/\.$/, "");
  if (start.length < 3) return 0;
  return monthNames.findIndex((month) => month.toLowerCase().startsWith(start)) + 1;
}

const dayFirst =
  /^(?:the\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(?<month>[a-z]{3,}\.?)(?:,?\s+(?<year>\d{4}))?$/i;
const monthFirst =
  /^(?<month>[a-z]{3,}\.?)\s+(?:the\s+)?(?<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?<year>\d{4}))?$/i;

function iso(year: string, month: number, day: string): string {
  return `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function existing(date: string): Reading<string> {
  if (isDate(date)) return read(date);
  return unreadable("bad-date", `There is no day ${date}.`, {
    length: date.length,
    fix: "Check the day and the month; the order is year-month-day.",
  });
}

function ambiguous(written: string): Reading<never> {
  return unreadable("bad-date", `"${written}" may be read with the day or the month first.`, {
    length: written.length,
    fix: "Write it as 2027-03-01 or as 1 March 2027.",
  });
}

function notAMonth(name: string, written: string): Reading<never> | null {
  // "day 30" has the shape of a date, is one letter away from May, and is something else
  const near = name.length > 3 ? closest(name, monthNames) : null;
  if (near === null) return null;
  return unreadable("bad-date", `"${name}" is not a month.`, {
    length: written.length,
    fix: `Did you mean ${near}?`,
  });
}
