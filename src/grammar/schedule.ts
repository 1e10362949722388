import { Cron } from "croner";
import { cronInWords } from "./cron-words.ts";
import { cronOf } from "./phrase-to-cron.ts";
import { read, type Reading, unreadable } from "./problem.ts";
import { atLocalTime, localDate, timeInWords } from "./zoned.ts";

/** When something happens again and again, as five cron fields: minute, hour, day, month, weekday. */
export type Schedule = { cron: string };

/** Reads "Monday 09:00", "every weekday at 9", "first Monday of the month 09:00", "every 15 minutes". */
export function readSchedule(text: string): Reading<Schedule> {
  const cron = cronOf(text);
  return cron.ok ? read({ cron: cron.value }) : cron;
}

/** Reads five cron fields; also L, W and # for "last", "nearest weekday" and "the second Monday". */
export function readCron(text: string): Reading<Schedule> {
  const cron = text.trim().replaceAll(/\s+/g, " ");
  const fields = cron.split(" ");
  if (cron.length > longest) return refuse(text, "This is too long for a cron line.");
  if (fields.length > 5) {
    const fix = `Leave out the seconds or the year, as ${fields.slice(-5).join(" ")}.`;
    return refuse(text, `A cron line has five fields, this one has ${fields.length}.`, fix);
  }
  if (fields.length < 5) return refuse(text, "A cron line has five fields.");
  // to the library it means the minute or day on which the line is read
  if (cron.includes("?"))
    return refuse(text, "A ? says nothing.", `Write ${cron.replaceAll("?", "*")}.`);
  const pattern = patternOf(cron);
  if (typeof pattern === "string") return refuse(text, pattern);
  if (!pattern.nextRun(new Date("2024-01-01T00:00:00Z"))) {
    return refuse(text, "No such day ever comes.", "Check the day and the month.");
  }
  return read({ cron });
}

/** "every Monday at 09:00", "first Monday of the month at 09:00" */
export function scheduleInWords(s: Schedule): string {
  return cronInWords(s.cron);
}

/** The first time after `after`, or null when there is none. */
export function nextOccurrence(s: Schedule, after: Date, zone: string): Date | null {
  if (!isFixed(s.cron)) return runner(s.cron, zone).nextRun(after);
  return nextFixed(runner(s.cron, "UTC"), after, zone);
}

/** The times after `from`, up to and with `to`, at most `limit` of them, in order. */
export function occurrencesBetween(
  s: Schedule,
  from: Date,
  to: Date,
  zone: string,
  limit: number,
): Date[] {
  const found: Date[] = [];
  let next = nextOccurrence(s, from, zone);
  while (next && next <= to && found.length < limit) {
    found.push(next);
    next = nextOccurrence(s, next, zone);
  }
  return found;
}

const longest = 100;
// a zone may skip a whole day, as Samoa did in 2011
const longestGap = 25 * 3600_000;

// "every 15 minutes" counts elapsed time; "09:00" is what the clock on the wall shows
function isFixed(cron: string): boolean {
  const [minute = "", hour = ""] = cron.split(" ");
  return !/[*?/]/.test(minute + hour);
}

/**
 * The rule of `atLocalTime` for schedules too: a time that clocks skip moves forward by what they skip, one that
 * they show twice is the first. So the wall times are counted as if there were no zone, and then placed in it.
 */
function nextFixed(pattern: Cron, after: Date, zone: string): Date | null {
  // only where clocks have just changed may a wall time of the past lie ahead
  const shift = wallOf(after, zone) - after.getTime();
  const earlier = new Date(after.getTime() - longestGap);
  const back = wallOf(earlier, zone) - earlier.getTime() === shift ? 0 : longestGap;
  let wall = pattern.nextRun(new Date(after.getTime() + shift - back));
  let best: Date | null = null;
  while (wall && (best === null || wall.getTime() <= wallOf(best, zone))) {
    const [date = "", time = ""] = wall.toISOString().slice(0, 16).split("T");
    const at = atLocalTime(date, time, zone);
    if (at > after && (best === null || at < best)) best = at;
    wall = pattern.nextRun(wall);
  }
  return best;
}

function wallOf(at: Date, zone: string): number {
  const seconds = at.getTime() % 60_000;
  return Date.parse(`${localDate(at, zone)}T${timeInWords(at, zone)}Z`) + seconds;
}

function runner(cron: string, zone: string): Cron {
  return new Cron(cron, { mode: "5-part", timezone: zone, paused: true });
}

/** the pattern, or why it is none */
function patternOf(cron: string): Cron | string {
  try {
    return runner(cron, "UTC");
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : "";
    const [, field = "", value] = /Invalid value for (\w+): (\S+)$/.exec(reason) ?? [];
    if (value === undefined) return "This is not a cron line.";
    return `This is not a cron line: its ${field.replace("dayOfWeek", "weekday")} cannot be ${value}.`;
  }
}

function refuse(text: string, message: string, fix = advice): Reading<never> {
  return unreadable("bad-schedule", message, { length: text.length, fix });
}

const advice = 'Write minute, hour, day, month and weekday, as "0 9 * * 1" for Monday 09:00.';
