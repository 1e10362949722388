import { cron, schedule as scheduleField } from "../grammar/field.ts";
import {
  nextOccurrence,
  occurrencesBetween,
  readCron,
  readSchedule,
  scheduleInWords,
} from "../grammar/schedule.ts";
import { defineTrigger } from "./trigger-type.ts";

const hour = 3_600_000;
// how far to look back for the occurrence that was missed last, the near past first
const looks = [hour, 48 * hour, 40 * 24 * hour, 400 * 24 * hour];

type Fields = { every?: string | undefined; cron?: string | undefined };

export const schedule = defineTrigger({
  by: "schedule",
  about: "Fires again and again, by the calendar.",
  example: `by: schedule
every: Monday 09:00`,
  fields: {
    every: scheduleField("as `Monday 09:00` or `every weekday at 8:30`").optional(),
    cron: cron("the same as a cron line of five fields").optional(),
  },
  faults(trigger) {
    if (trigger.every === undefined && trigger.cron === undefined)
      return [
        {
          code: "missing-field",
          path: ["every"],
          message: "It does not say when.",
          fix: "Add every: Monday 09:00",
        },
      ];
    if (trigger.every !== undefined && trigger.cron !== undefined)
      return [
        {
          code: "not-allowed",
          path: ["cron"],
          message: "It has `every` already.",
          fix: "Keep one of the two.",
        },
      ];
    return [];
  },
  summary(trigger) {
    const found = scheduleOf(trigger);
    return found ? scheduleInWords(found) : (trigger.every ?? trigger.cron ?? "");
  },
  moments(trigger, subject, { now, since }) {
    const found = scheduleOf(trigger);
    if (!found) return { open: null, next: null };
    const next = nextOccurrence(found, now, subject.zone);
    const at = lastBetween(found, since, now, subject.zone);
    const until = next ?? new Date(now.getTime() + hour);
    return { open: at ? { at, until, occurrence: at.toISOString() } : null, next };
  },
});

function scheduleOf(trigger: Fields) {
  const reading =
    trigger.cron === undefined ? readSchedule(trigger.every ?? "") : readCron(trigger.cron);
  return reading.ok ? reading.value : null;
}

// of all that were missed only the last is caught up
function lastBetween(found: { cron: string }, since: Date, now: Date, zone: string): Date | null {
  for (const look of looks) {
    const from = new Date(Math.max(since.getTime(), now.getTime() - look));
    const last = occurrencesBetween(found, from, now, zone, 5000).at(-1);
    if (last) return last;
    if (from.getTime() === since.getTime()) return null;
  }
  return null;
}
