import { Temporal } from "temporal-polyfill";
import { addBusinessDays } from "./business-days.ts";
import { didYouMean } from "./closest.ts";
import { joinBusinessDays, numberWords, type Unit, units } from "./duration-words.ts";
import { read, type Reading, unreadable } from "./problem.ts";
import { plural } from "./words.ts";
import { momentOf, zonedAt } from "./zoned.ts";

/** `days` and `months` are calendar ones and keep the local time of day; `minutes` are exact elapsed time. */
export type Duration = { months: number; days: number; businessDays: number; minutes: number };

/** Where and on which days time passes; without `isBusinessDay` Monday to Friday are business days. */
export type Calendar = { zone: string; isBusinessDay?: (date: string) => boolean };

/** Reads "21d", "45m", "3 business days", "1 day 12 hours", "two weeks", "a month". */
export function readDuration(text: string): Reading<Duration> {
  const spelled = joinBusinessDays(joinHalves(text.toLowerCase()));
  const words = [...spelled.matchAll(/\d+(?:\.\d+)?|[a-z]+|-(?!\p{L})|[^\s,-]/gu)]
    .map((match) => ({ word: match[0], offset: match.index }))
    .filter(({ word }) => word !== "and");
  if (words.length === 0) return unreadable("bad-duration", "A length of time is missing.", advice);
  const total: Duration = { months: 0, days: 0, businessDays: 0, minutes: 0 };
  const seen = new Set<Unit>();
  for (let i = 0; i < words.length; i += 2) {
    const [number, name] = [words[i], words[i + 1]];
    const count = number && countOf(number.word);
    if (number === undefined || count === undefined) return notANumber(text, number);
    const place = { offset: number.offset, length: text.length - number.offset };
    if (name === undefined) return noUnit(number.word, place);
    const unit = units.get(name.word);
    if (!unit) return unknownUnit(name);
    const amount = count * unit.each;
    if (!Number.isInteger(amount) || (count % 1 !== 0 && unit.part !== "minutes")) {
      return unreadable("bad-duration", `${count} ${unit.name}s is not a whole number.`, {
        ...place,
        fix: "Write it with a smaller unit, such as 36 hours.",
      });
    }
    if (seen.has(unit)) {
      return unreadable("bad-duration", `The ${unit.name}s stand twice.`, { ...place, ...advice });
    }
    seen.add(unit);
    total[unit.part] += amount;
  }
  return withinTenYears(total, text);
}

/** "3 business days", "1 day 12 hours": what `readDuration` reads back as the same. */
export function durationInWords(d: Duration): string {
  const years = d.months % 12 === 0;
  const parts = [
    part(years ? d.months / 12 : d.months, years ? "year" : "month"),
    part(d.days, "day"),
    part(d.businessDays, "business day"),
    part(Math.floor(d.minutes / 60), "hour"),
    part(d.minutes % 60, "minute"),
  ].filter((words) => words !== "");
  return parts.join(" ") || "0 days";
}

/** The one short spelling, as a playbook writes it: "21d", "1d 12h", "3 business days". */
export function durationAsText(d: Duration): string {
  return durationInWords(d).replace(/ (?<!business )(d|h|m)(?:ay|our|inute)s?\b/g, "$1");
}

/** Months first, then days, business days and minutes; `-1` goes back in time. */
export function addDuration(
  at: Date,
  d: Duration,
  calendar: Calendar,
  direction: 1 | -1 = 1,
): Date {
  const moved = zonedAt(at, calendar.zone).add({
    months: direction * d.months,
    days: direction * d.days,
  });
  const local = addBusinessDays(moved, d.businessDays, direction, calendar.isBusinessDay);
  return momentOf(local.add({ minutes: direction * d.minutes }));
}

/** Roughly how long, to compare and to estimate; never to add. */
export function lengthInDays(d: Duration): number {
  return d.months * 30.44 + d.days + d.businessDays * 1.4 + d.minutes / (24 * 60);
}

/** Elapsed time as people say it: "3 days", "2 h 10 min", "under a minute". */
export function spanInWords(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (!Number.isFinite(minutes)) return "for ever";
  if (minutes < 1) return "under a minute";
  const span = Temporal.Duration.from({ minutes }).round({ largestUnit: "days" });
  if (span.days >= 3) return plural(span.days, "day");
  const parts = [
    span.days > 0 ? plural(span.days, "day") : "",
    span.hours > 0 ? `${span.hours} h` : "",
    span.days === 0 && span.minutes > 0 ? `${span.minutes} min` : "",
  ];
  return parts.filter((text) => text !== "").join(" ");
}

const advice = { fix: "Write a number and a unit, such as 45m, 48h, 21d or 3 business days." };
const most: Duration = { months: 120, days: 3653, businessDays: 2609, minutes: 3653 * 24 * 60 };

// the same length, so that places in the text stay right
function joinHalves(text: string): string {
  return text
    .replace(/\bhalf an hour\b/, (words) => "30m".padEnd(words.length))
    .replace(/\ban hour and a half\b/, (words) => "90m".padEnd(words.length));
}

function part(count: number, name: string): string {
  return count === 0 ? "" : `${count} ${name}${count === 1 ? "" : "s"}`;
}

function countOf(word: string): number | undefined {
  return /^\d/.test(word) ? Number(word) : numberWords.get(word);
}

function withinTenYears(total: Duration, text: string): Reading<Duration> {
  const parts = ["months", "days", "businessDays", "minutes"] as const;
  if (parts.every((name) => total[name] <= most[name])) return read(total);
  return unreadable("bad-duration", "That is longer than ten years.", {
    length: text.length,
    fix: "Write a shorter time.",
  });
}

function noUnit(number: string, place: { offset: number; length: number }): Reading<never> {
  return unreadable("bad-duration", `${number} of what? The unit is missing.`, {
    ...place,
    fix: `Write ${number}m for minutes, ${number}h for hours or ${number}d for days.`,
  });
}

function unknownUnit({ word, offset }: { word: string; offset: number }): Reading<never> {
  const place = { offset, length: word.length };
  if (/^(s|sec|secs|seconds?|ms)$/.test(word)) {
    return unreadable("bad-duration", "The shortest unit is a minute.", {
      ...place,
      fix: "Write 1m or longer.",
    });
  }
  if (word === "-") {
    return unreadable("bad-duration", "A range is not a length of time.", {
      ...place,
      fix: "Write one length, such as 3 days.",
    });
  }
  const names = [...units.keys()].filter((name) => name.length > 3 || name === "day");
  const fix = didYouMean(word, names) ?? "The units are m, h, d, weeks, months and business days.";
  return unreadable("bad-duration", `"${word}" is not a unit of time.`, { ...place, fix });
}

function notANumber(
  text: string,
  found: { word: string; offset: number } | undefined,
): Reading<never> {
  const place = { offset: found?.offset ?? 0, length: found?.word.length ?? text.length };
  if (found?.word === "-") {
    return unreadable("bad-duration", "A length of time has no minus.", {
      ...place,
      fix: "Leave it out; a date says before or after.",
    });
  }
  const rest = text.trim().replace(/^(in|after|for|within|about|every|wait|wait for)\s+/i, "");
  const shorter = rest === text.trim() || !readDuration(rest).ok ? null : rest;
  return unreadable("bad-duration", `"${found?.word ?? text}" is not a number.`, {
    ...place,
    fix: shorter === null ? advice.fix : `Write ${shorter}.`,
  });
}
