import { read, type Reading, unreadable } from "./problem.ts";

/** Reads "09:00", "9am", "9:30 pm", "noon" or, where `bare` hours are clear, "9"; gives "09:00". */
export function readTimeOfDay(text: string, { bare = false } = {}): Reading<string> {
  const named = names.get(text.trim().toLowerCase());
  if (named !== undefined) return read(named);
  const match = /^(\d{1,2})(?:[:.](\d{2}))?\s*(?:([ap])\.?m\.?)?$/i.exec(text.trim());
  const [, hours = "", minutes, half] = match ?? [];
  if (!match || (minutes === undefined && half === undefined && !bare)) return notATime(text);
  const hour = half === undefined ? Number(hours) : twelveHour(Number(hours), half);
  if (hour > 23 || Number(minutes ?? 0) > 59) return notATime(text);
  return read(`${String(hour).padStart(2, "0")}:${minutes ?? "00"}`);
}

/**
 * Takes the times off the end of a phrase: "Monday at 9 and 17" leaves "Monday".
 * The times are as written; a bare hour counts only after "at".
 */
export function splitTimes(text: string): { rest: string; times: string[] } {
  const match = bareAtEnd.exec(text) ?? clockAtEnd.exec(text);
  if (!match) return { rest: text.trim(), times: [] };
  const [all, list = ""] = match;
  const rest = text.slice(0, text.length - all.length).trim();
  return { rest, times: list.split(/\s*(?:,|\band\b|&)\s*/i).filter((time) => time !== "") };
}

const clock = String.raw`(?:\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|noon|midnight)`;
const between = String.raw`(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)`;
const bareOrClock = String.raw`(?:${clock}|\d{1,2})`;
const clockAtEnd = new RegExp(
  String.raw`(?:^|\s|,)(?:at\s+)?(${clock}(?:${between}${clock})*)\s*$`,
  "i",
);
const bareAtEnd = new RegExp(
  String.raw`(?:^|\s)at\s+(${bareOrClock}(?:${between}${bareOrClock})*)\s*$`,
  "i",
);
const names: ReadonlyMap<string, string> = new Map([
  ["noon", "12:00"],
  ["midnight", "00:00"],
]);

// 13pm is nobody's time: sent past the end of the day, where it is refused
function twelveHour(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 24;
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
}

function notATime(text: string): Reading<never> {
  return unreadable("bad-date", `"${text.trim()}" is not a time of day.`, {
    length: text.length,
    fix: "Write it as 09:00 or 9am.",
  });
}
