import { closest } from "./closest.ts";
import { otherWaysToSay } from "./date-habits.ts";
import {
  addDuration,
  type Calendar,
  type Duration,
  durationInWords,
  readDuration,
} from "./duration.ts";
import { readMoment } from "./moment.ts";
import { type Fault, read, type Reading, unreadable } from "./problem.ts";
import { readTimeOfDay, splitTimes } from "./time-of-day.ts";
import { pathInWords } from "./words.ts";
import { readWrittenDate } from "./written-date.ts";
import { atLocalTime, localDate, monthNames, weekdayNames, weekdayOf, weekdayOn } from "./zoned.ts";

/** When something is to happen. `date` is as 2027-03-01, `time` as 09:00, `weekday` counts from 1 for Monday. */
export type DatePhrase =
  | { is: "date"; date: string; time: string | null }
  | { is: "around"; by: Duration; side: "before" | "after"; anchor: string; time: string | null }
  | { is: "later"; by: Duration; time: string | null }
  | { is: "day"; day: number; time: string | null }
  | { is: "weekday"; weekday: number; time: string | null };

/**
 * What a phrase is resolved against: when the run started, when the step before ended, and the dates it may name,
 * each a calendar day (2027-03-01) or an instant. `defaultTime` is for phrases that say no time of day, as 09:00.
 */
export type Anchors = {
  started: Date;
  previous: Date;
  now: Date;
  dateOf(name: string): string | Date | null;
  calendar: Calendar;
  defaultTime?: string;
};

/** Reads "75 days before renewal_date", "3 business days later", "day 30", "next Monday 09:00", "1 March 2027". */
export function readDatePhrase(text: string): Reading<DatePhrase> {
  const { rest, times } = splitTimes(text.replace(/^(\s*\d{4}-\d\d-\d\d)T(?=\d)/, "$1 "));
  const [written, another] = times;
  if (another !== undefined) return refuse(text, "One time of day is enough here.", advice);
  const time = written === undefined ? null : readTimeOfDay(written, { bare: true });
  if (time?.ok === false) return moved(time.faults, Math.max(0, text.lastIndexOf(written ?? "")));
  if (rest === "") return refuse(text, "It does not say on which day.", advice);
  return readDay(rest, time?.value ?? null);
}

/** "75 days before renewal date at 09:00" */
export function datePhraseInWords(p: DatePhrase): string {
  const time = p.time === null ? "" : ` at ${p.time}`;
  switch (p.is) {
    case "date": {
      const [year = "", month = "", day = ""] = p.date.split("-");
      return `${Number(day)} ${monthNames[Number(month) - 1] ?? ""} ${year}${time}`;
    }
    case "around": {
      const anchor = pathInWords(p.anchor.split("."));
      if (isZero(p.by)) return `on ${anchor}${time}`;
      return `${durationInWords(p.by)} ${p.side} ${anchor}${time}`;
    }
    case "later":
      return `${durationInWords(p.by)} later${time}`;
    case "day":
      return `day ${p.day}${time}`;
    case "weekday":
      return `next ${weekdayNames[p.weekday - 1] ?? ""}${time}`;
  }
}

/**
 * The moment a phrase means. Time of day: the phrase's own, else the default, else that of the instant it counts
 * from, else 09:00. A local time that does not exist moves forward by the gap; one that exists twice is the first.
 */
export function resolveDatePhrase(
  p: DatePhrase,
  a: Anchors,
): { is: "at"; at: Date } | { is: "unknown"; anchor: string } {
  const { calendar, started, previous } = a;
  switch (p.is) {
    case "date":
      return at(atLocalTime(p.date, p.time ?? a.defaultTime ?? morning, calendar.zone));
    case "day":
      return at(onTime(addDuration(started, { ...nothing, days: p.day }, calendar), p.time, a));
    case "later": {
      const later = addDuration(previous, p.by, calendar);
      return at(p.time === null ? later : onTime(later, p.time, a));
    }
    case "weekday": {
      // counted from the step before and not from now, or on Monday "next Monday" would move away
      const days = ((p.weekday - weekdayOn(localDate(previous, calendar.zone)) + 6) % 7) + 1;
      const day = addDuration(previous, { ...nothing, days }, calendar);
      return at(onTime(day, p.time ?? a.defaultTime ?? morning, a));
    }
    case "around":
      return resolveAround(p, a);
  }
}

function resolveAround(p: DatePhrase & { is: "around" }, a: Anchors) {
  const { zone } = a.calendar;
  const anchor = readMoment(a.dateOf(p.anchor), zone);
  if (!anchor) return { is: "unknown" as const, anchor: p.anchor };
  const from = anchor.at ?? atLocalTime(anchor.date, a.defaultTime ?? morning, zone);
  const found = addDuration(from, p.by, a.calendar, p.side === "before" ? -1 : 1);
  // "2 hours before qbr" is exact, whatever the usual time of day
  return at(p.by.minutes > 0 ? found : onTime(found, p.time, a));
}

function onTime(day: Date, time: string | null, { calendar, defaultTime }: Anchors): Date {
  const { zone } = calendar;
  const said = time ?? defaultTime;
  return said === undefined ? day : atLocalTime(localDate(day, zone), said, zone);
}

function at(moment: Date) {
  return { is: "at" as const, at: moment };
}

const morning = "09:00";
const advice =
  "Write a date such as 2027-03-01, 75 days before renewal_date, 3 days later or day 30.";
const nothing: Duration = { months: 0, days: 0, businessDays: 0, minutes: 0 };

function readDay(text: string, time: string | null): Reading<DatePhrase> {
  const plain = text.replace(/^on\s+(?:the\s+)?/i, "");
  const date = readWrittenDate(plain);
  if (date) return date.ok ? read({ is: "date", date: date.value, time }) : date;

  const [, day] = /^day\s+(\d{1,4})$/i.exec(plain) ?? [];
  if (day !== undefined) return read({ is: "day", day: Number(day), time });

  const [, next, weekday = ""] = /^(next\s+)?([a-z]+)$/i.exec(plain) ?? [];
  const number = weekdayOf(weekday);
  if (number !== 0 && next !== undefined) return read({ is: "weekday", weekday: number, time });
  if (number !== 0) return refuse(text, "It does not say which one.", `Write next ${weekday}.`);

  const [, by] = /^(.+?)\s+later$/i.exec(text) ?? [];
  if (by !== undefined)
    return withLength(by, text, time, (d) => read({ is: "later", by: d, time }));

  const around = /^(.+?)\s+(before|after)\s+(?:the\s+)?(.+)$/i.exec(text);
  if (around) return readAround(text, around, time);
  if (plain !== text) return readOn(text, plain, time);
  return unknownPhrase(text);
}

function readAround(text: string, parts: RegExpExecArray, time: string | null) {
  const [, length = "", side = "", written = ""] = parts;
  return withLength(length, text, time, (by): Reading<DatePhrase> => {
    const anchor = readAnchor(written, text);
    if (!anchor.ok) return anchor;
    const before = side.toLowerCase() === "before";
    return read({
      is: "around",
      by,
      side: before ? "before" : "after",
      anchor: anchor.value,
      time,
    });
  });
}

function readOn(text: string, written: string, time: string | null): Reading<DatePhrase> {
  const anchor = readAnchor(written, text);
  if (!anchor.ok) return anchor;
  return read({ is: "around", by: nothing, side: "after", anchor: anchor.value, time });
}

function withLength(
  written: string,
  text: string,
  time: string | null,
  then: (by: Duration) => Reading<DatePhrase>,
): Reading<DatePhrase> {
  const by = readDuration(written);
  if (!by.ok) return sayOtherwise(text) ?? asDateFaults(by.faults);
  if (by.value.minutes > 0 && time !== null) {
    const message = "Hours and minutes count exactly, so a time of day cannot be added.";
    return refuse(written, message, "Leave one of them out, or write days.");
  }
  return then(by.value);
}

/** The name of a date: an identifier, maybe dotted; `customer.` goes without saying. */
function readAnchor(written: string, text: string): Reading<string> {
  const offset = Math.max(0, text.lastIndexOf(written));
  const place = { offset, length: written.length };
  if (/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/.test(written)) {
    if (!relative.has(written)) return read(written.replace(/^customer\./, ""));
    const fix =
      "Write 3 days later to count from the step before, or day 3 to count from the start.";
    return unreadable("bad-date", `"${written}" is no date to count from.`, { ...place, fix });
  }
  const name = written
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
  const fix = /^[a-z][a-z0-9_.]*$/.test(name) ? `Write ${name}.` : advice;
  return unreadable("bad-date", `"${written}" is not the name of a date.`, { ...place, fix });
}

const relative = new Set(["now", "today", "tomorrow", "yesterday", "here", "that", "this"]);

function unknownPhrase(text: string): Reading<never> {
  return sayOtherwise(text) ?? misspelled(text) ?? refuse(text, `"${text}" is not a date.`, advice);
}

function sayOtherwise(text: string): Reading<never> | null {
  const said = otherWaysToSay(text).find((way) => readDatePhrase(way).ok);
  if (said === undefined) return null;
  return refuse(text, `"${text}" is not a date as a playbook writes it.`, `Write ${said}.`);
}

function asDateFaults(faults: Fault[]): Reading<never> {
  return { ok: false, faults: faults.map((fault) => ({ ...fault, code: "bad-date" })) };
}

// "90 days befor renewal_date"
function misspelled(text: string): Reading<never> | null {
  for (const { 0: word, index } of text.matchAll(/[a-z]{4,}/gi)) {
    const near = closest(word, ["before", "after", "later"]);
    if (near !== null && near !== word.toLowerCase()) {
      const place = { offset: index, length: word.length, fix: `Did you mean "${near}"?` };
      return unreadable("bad-date", `"${word}" is not a word of a date.`, place);
    }
  }
  return null;
}

function isZero(d: Duration): boolean {
  return d.months === 0 && d.days === 0 && d.businessDays === 0 && d.minutes === 0;
}

function moved(faults: Fault[], by: number): Reading<never> {
  return { ok: false, faults: faults.map((fault) => ({ ...fault, offset: fault.offset + by })) };
}

function refuse(text: string, message: string, fix: string): Reading<never> {
  return unreadable("bad-date", message, { length: text.length, fix });
}
