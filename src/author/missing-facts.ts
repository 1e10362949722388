import { readDatePhrase } from "../grammar/date-phrase.ts";
import { type Duration, durationInWords, readDuration } from "../grammar/duration.ts";
import { readSchedule } from "../grammar/schedule.ts";
import type { Doubt, Placed } from "./doubts.ts";
import type { Fact } from "./facts.ts";

/** The times somebody named that appear nowhere in what was made of them. */
export function missingFacts(fields: readonly Placed[], facts: readonly Fact[]): Doubt[] {
  const known = new Set(fields.flatMap(timesIn));
  return facts.flatMap(({ said, write, kind }) => {
    const [time] = write === null ? [] : timesOf(kind, write);
    if (time === undefined || known.has(time)) return [];
    if (fields.some(({ value }) => value.toLowerCase().includes(said.toLowerCase()))) return [];
    return [{ step: null, field: null, message: `You said “${said}”, but no time in it says so.` }];
  });
}

function timesIn({ kind, value }: Placed): string[] {
  if (kind === "cron") return [daysOf(value)];
  return kind === "date" || kind === "duration" || kind === "schedule" ? timesOf(kind, value) : [];
}

// a phrase stands for itself without its time of day, and for the length in it
function timesOf(kind: Fact["kind"], written: string): string[] {
  if (kind === "schedule") {
    const reading = readSchedule(written);
    return reading.ok ? [daysOf(reading.value.cron)] : [];
  }
  if (kind === "duration") {
    const reading = readDuration(written);
    return reading.ok ? [lengthOf(reading.value)] : [];
  }
  const reading = readDatePhrase(written);
  if (!reading.ok) return [];
  const phrase = reading.value;
  if (phrase.is === "around")
    return [
      `${lengthOf(phrase.by)} ${phrase.side} ${anchorOf(phrase.anchor)}`,
      lengthOf(phrase.by),
    ];
  if (phrase.is === "later") return [lengthOf(phrase.by)];
  if (phrase.is === "day") return [`day ${phrase.day}`, `${phrase.day} days`];
  return phrase.is === "date" ? [phrase.date] : [];
}

// counting from the step in which the kickoff is held is as good as from the kickoff's date
function anchorOf(anchor: string): string {
  return anchor.replace(/\..+$|_date$/, "");
}

// "2 weeks" and "14 days" are the same
function lengthOf(duration: Duration): string {
  return durationInWords(duration);
}

function daysOf(cron: string): string {
  return cron.split(/\s+/).slice(2).join(" ");
}
