import { didYouMean } from "./closest.ts";
import { numberWords } from "./duration-words.ts";
import { read, type Reading, unreadable } from "./problem.ts";
import { daysOf } from "./schedule-days.ts";
import { readTimeOfDay, splitTimes } from "./time-of-day.ts";
import { weekdayNames } from "./zoned.ts";

/** "every weekday at 9" becomes `0 9 * * 1-5`; without a time of day it is 09:00. */
export function cronOf(text: string): Reading<string> {
  const phrase = timeLast(text.trim().toLowerCase().replaceAll(/\s+/g, " "));
  if (/^\S+( \S+){4}$/.test(phrase) && /^[\d*,/-]+ [\d*,/-]+ /.test(phrase)) {
    return refuse(text, "This is a cron line.", `Write it under cron, as cron: "${text.trim()}".`);
  }
  const { rest, times } = splitTimes(phrase);
  const interval = intervalOf(rest);
  if (interval !== null) {
    if (typeof interval !== "string") return refuse(text, interval.message, interval.fix);
    if (times.length === 0) return read(interval);
    return refuse(text, "This has an interval and a time of day.", "Leave one of them out.");
  }
  const days = daysOf(rest);
  if (days === null) return unknown(text, rest);
  if (typeof days !== "string") return refuse(text, days.message, days.fix);
  const clock = clockOf(times.length > 0 ? times : ["09:00"]);
  if (typeof clock !== "string") return refuse(text, clock.message, clock.fix);
  return read(`${clock} ${days}`);
}

type Refusal = { message: string; fix: string };

// "at 9 every weekday" means the same as "every weekday at 9"
function timeLast(phrase: string): string {
  return phrase.replace(
    /^(at )?(\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?),? ((?:every|each|on) .+)$/,
    (_all, at, time, days) => `${days} ${at === undefined ? "" : "at "}${time}`,
  );
}

function intervalOf(phrase: string): string | Refusal | null {
  if (/^(?:hourly|(?:every|each) hour)$/.test(phrase)) return "0 * * * *";
  if (/^(?:every|each) minute$/.test(phrase)) return "* * * * *";
  const [, count = "", unit = ""] = /^every (\w+) (minute|hour)s?$/.exec(phrase) ?? [];
  if (count === "") return null;
  const every = Number(count) || (numberWords.get(count) ?? 0);
  const whole = unit === "hour" ? 24 : 60;
  if (every < 1 || every > whole || whole % every !== 0 || every === whole) {
    const allowed =
      unit === "hour" ? "1, 2, 3, 4, 6, 8 or 12 hours" : "1, 5, 10, 15, 20 or 30 minutes";
    const message = `Every ${count} ${unit}s does not come out even over ${unit === "hour" ? "a day" : "an hour"}.`;
    return { message, fix: `Write every ${allowed}.` };
  }
  if (unit === "minute") return every === 1 ? "* * * * *" : `*/${every} * * * *`;
  return every === 1 ? "0 * * * *" : `0 */${every} * * *`;
}

/** the minute and hour fields */
function clockOf(times: string[]): string | Refusal {
  const readings = times.map((time) => readTimeOfDay(time, { bare: true }));
  const clocks = readings.map((time) => (time.ok ? time.value : "")).toSorted();
  const wrong = times[clocks.length === 0 ? 0 : readings.findIndex((time) => !time.ok)];
  if (wrong !== undefined) {
    return { message: `"${wrong}" is not a time of day.`, fix: "Write it as 09:00 or 9am." };
  }
  const minutes = new Set(clocks.map((clock) => Number(clock.slice(3))));
  if (minutes.size > 1) {
    const message = "The times of one schedule have the same minutes.";
    return { message, fix: "Make two schedules, or write times such as 09:30 and 17:30." };
  }
  const hours = new Set(clocks.map((clock) => Number(clock.slice(0, 2))));
  return `${[...minutes].join("")} ${[...hours].join(",")}`;
}

function unknown(text: string, rest: string): Reading<never> {
  if (rest === "") return refuse(text, "It does not say on which days.", advice);
  for (const word of rest.match(/[a-z]{4,}/g) ?? []) {
    const names = [...weekdayNames.map((name) => name.toLowerCase()), ...keywords];
    const near = names.includes(word.replace(/s$/, "")) ? null : didYouMean(word, names);
    if (near !== null) return refuse(text, `"${word}" is not a word of a schedule.`, near);
  }
  return refuse(text, `"${text.trim()}" is not a schedule.`, advice);
}

const keywords = [
  "every",
  "weekday",
  "daily",
  "hourly",
  "month",
  "quarter",
  "year",
  "first",
  "last",
];
const advice =
  "Write it as Monday 09:00, every weekday at 9, first Monday of the month 09:00 or hourly.";

function refuse(text: string, message: string, fix: string): Reading<never> {
  return unreadable("bad-schedule", message, { length: text.length, fix });
}
