import { listInWords } from "./words.ts";
import { monthNames, weekdayNames } from "./zoned.ts";

/** Says a cron line so that people understand it; what `readSchedule` can say, it says in words it reads back. */
export function cronInWords(cron: string): string {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = plain(cron).split(" ");
  const days = daysInWords(day, month, weekday);
  const time = clockInWords(minute, hour);
  if (time.startsWith("at ")) return `${days} ${time}`;
  return days === "every day" ? time : `${time}, ${days}`;
}

const weekdayCodes = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** names and question marks as numbers and stars */
function plain(cron: string): string {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = cron
    .toLowerCase()
    .split(" ");
  const months = monthNames.map((name) => name.slice(0, 3).toLowerCase());
  const fields = [
    minute,
    hour,
    day,
    numbered(month, months, 1),
    numbered(weekday, weekdayCodes, 0),
  ];
  return fields.map((field) => (field === "?" ? "*" : field)).join(" ");
}

function numbered(field: string, names: readonly string[], first: number): string {
  return names.reduce((text, name, i) => text.replaceAll(name, String(i + first)), field);
}

function clockInWords(minute: string, hour: string): string {
  const minutes = numbersIn(minute);
  const hours = numbersIn(hour);
  if (minutes && hours) {
    const times = hours.flatMap((h) => minutes.map((m) => clock(h, m)));
    if (times.length <= 12) return `at ${listInWords(times)}`;
  }
  const [, step] = /^\*\/(\d+)$/.exec(hour) ?? [];
  const past = minute === "0" ? "" : ` at ${inWords(minute)} minutes past`;
  if (minutes && hour === "*") return `every hour${past}`;
  if (minutes && step !== undefined) return `every ${step} hours${past}`;
  const [, pace] = /^\*\/(\d+)$/.exec(minute) ?? [];
  const often = pace === undefined ? null : `every ${pace} minutes`;
  const how = minute === "*" ? "every minute" : (often ?? `at ${inWords(minute)} minutes past`);
  if (hour === "*") return how.startsWith("at ") ? `every hour ${how}` : how;
  const [, from, to] = /^(\d+)-(\d+)$/.exec(/^\d+$/.test(hour) ? `${hour}-${hour}` : hour) ?? [];
  if (from !== undefined && minute === "0")
    return `every hour from ${clock(Number(from), 0)} to ${clock(Number(to), 0)}`;
  if (from !== undefined)
    return `${asInterval(how)} from ${clock(Number(from), 0)} to ${clock(Number(to), 59)}`;
  return `${asInterval(how)} in the hours ${inWords(hour)}`;
}

// words that begin with "at" would be taken for a time of day
function asInterval(how: string): string {
  return how.startsWith("at ") ? `every hour ${how}` : how;
}

function daysInWords(day: string, month: string, weekday: string): string {
  const nth = nthInWords(weekday);
  if (day === "*" && nth !== null)
    return `${nth} of ${periodInWords(month, nth.startsWith("last"))}`;
  if (day === "*") return weekdaysInWords(weekday) + monthsInWords(month);
  if (weekday !== "*") {
    return `${daysInWords(day, month, "*")} and ${daysInWords("*", month, weekday)}`;
  }
  const single = /^\d+$/.test(day) && /^\d+$/.test(month);
  if (single) return `every ${day} ${monthNames[Number(month) - 1] ?? ""}`;
  const named = specialDays.get(day);
  if (named !== undefined) return `${named} of ${periodInWords(month, named.startsWith("last"))}`;
  const nearest = /^(\d+)w$/.exec(day)?.[1];
  if (nearest !== undefined)
    return `the weekday nearest to day ${nearest} of ${periodInWords(month, false)}`;
  const several = numbersIn(day);
  const days = several?.length === 1 ? `day ${day}` : `days ${inWords(day)}`;
  return `${days} of ${periodInWords(month, false)}`;
}

const specialDays: ReadonlyMap<string, string> = new Map([
  ["l", "last day"],
  ["1w", "first business day"],
  ["lw", "last business day"],
]);
const turns = ["first", "second", "third", "fourth", "fifth"];

function weekdaysInWords(field: string): string {
  if (field === "*") return "every day";
  if (field === "1-5") return "every weekday";
  const [, from, to] = /^(\d)-(\d)$/.exec(field) ?? [];
  if (from !== undefined) return `every ${weekdayName(from)} to ${weekdayName(to ?? "")}`;
  const numbers = numbersIn(field) ?? steppedIn(field);
  if (!numbers) return `on weekdays ${inWords(field)}`;
  const mondayFirst = numbers.map((n) => (n === 0 ? 7 : n)).toSorted((a, b) => a - b);
  return `every ${listInWords(mondayFirst.map((n) => weekdayName(String(n))))}`;
}

/** "first and third Monday", "second Monday and last Friday", or null */
function nthInWords(field: string): string | null {
  const parts = field.split(",").map((part) => /^(\d)(?:#(\d)|#?(l))$/.exec(part));
  if (parts.includes(null)) return null;
  const names = parts.map((part) => weekdayName(part?.[1] ?? ""));
  const which = parts.map((part) => (part?.[3] ? "last" : (turns[Number(part?.[2]) - 1] ?? "")));
  if (new Set(names).size === 1) return `${listInWords(which)} ${names[0] ?? ""}`;
  return listInWords(which.map((turn, i) => `${turn} ${names[i] ?? ""}`));
}

function periodInWords(month: string, last: boolean): string {
  if (month === "*") return "the month";
  if (month === (last ? "3,6,9,12" : "*/3")) return "the quarter";
  const [, step] = /^\*\/(\d+)$/.exec(month) ?? [];
  if (step !== undefined) return `every ${step} months`;
  return monthList(month);
}

function monthsInWords(month: string): string {
  const [, step] = /^\*\/(\d+)$/.exec(month) ?? [];
  if (step !== undefined) return ` in every ${turns[Number(step) - 1] ?? `${step}th`} month`;
  return month === "*" ? "" : ` in ${monthList(month)}`;
}

function monthList(field: string): string {
  return listInWords(field.split(",").map((part) => part.split("-").map(monthName).join(" to ")));
}

function monthName(number: string): string {
  return monthNames[Number(number) - 1] ?? number;
}

function weekdayName(number: string): string {
  return weekdayNames[(Number(number) + 6) % 7] ?? number;
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function numbersIn(field: string): number[] | null {
  return /^\d+(,\d+)*$/.test(field) ? field.split(",").map(Number) : null;
}

function steppedIn(field: string): number[] | null {
  const [, from, to, step] = /^(\d)-(\d)\/(\d)$/.exec(field) ?? [];
  if (from === undefined) return null;
  const all = Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  return all.filter((_, i) => i % Number(step) === 0);
}

// a comma list of numbers, ranges and steps
function inWords(field: string): string {
  const said = field.split(",").map((part) => {
    const [range = "", step] = part.split("/");
    const words = range === "*" ? "" : range.replace("-", " to ");
    return step === undefined ? words : `every ${step}${words === "" ? "" : ` from ${words}`}`;
  });
  return listInWords(said);
}
