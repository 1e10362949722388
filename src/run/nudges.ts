// when people are reminded of what waits for them, and who is asked as well; pure

import { addDuration, type Calendar, type Duration, readDuration } from "../grammar/duration.ts";
import { nextOpening, type OpenHours } from "../grammar/open-hours.ts";
import type { NudgeWords } from "../steps/nudge-words.ts";
import type { StepState } from "./state.ts";

type Parked = Pick<StepState, "stage"> & {
  event: string | null;
  ask: { quiet?: true | undefined } | null;
};

/** Whether it waits for somebody, so that reminding makes sense. */
export function waitsForSomebody({ stage, event, ask }: Parked): boolean {
  if (stage === "work") return ask ? !ask.quiet : event !== null;
  return stage === "asking" || stage === "failed" || stage === "doubt" || stage === "gate";
}

/** How far the nudges of a park have come: since when it waits, up to when they were given. */
export type Nudged = { since: Date; until: Date } & Calendar;

export type NudgeDue = { at: Date; escalatesTo: string | null };

/** The next nudge after those given. What several reminders would have said while nobody looked is said once. */
export function nextNudge(
  words: NudgeWords,
  { since, until, ...calendar }: Nudged,
): NudgeDue | null {
  const due: NudgeDue[] = escalations(words, since, calendar).filter((it) => it.at > until);
  const reminder = nextReminder(words, { since, until, ...calendar });
  if (reminder) due.push({ at: reminder, escalatesTo: null });
  return due.reduce<NudgeDue | null>((a, b) => (a && a.at <= b.at ? a : b), null);
}

/** Whom to ask as well by `now` who has not been asked yet. */
export function escalatedBy(words: NudgeWords, { since, until, ...calendar }: Nudged, now: Date) {
  return escalations(words, since, calendar).filter(({ at }) => at > until && at <= now);
}

function escalations({ escalate = [] }: NudgeWords, since: Date, calendar: Calendar) {
  return escalate.flatMap(({ in: after, who }) => {
    const reading = readDuration(after);
    return reading.ok
      ? [{ at: addDuration(since, reading.value, calendar), escalatesTo: who }]
      : [];
  });
}

function nextReminder({ remind }: NudgeWords, { since, until, ...calendar }: Nudged): Date | null {
  const reading = remind === undefined ? null : readDuration(remind);
  if (!reading?.ok) return null;
  const nth = (n: number) => addDuration(since, times(reading.value, n), calendar);
  if (nth(1) <= since) return null;
  // the first one after `until`: further and further, then in between, as it may be years of minutes
  let high = 1;
  while (nth(high) <= until) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (nth(middle) <= until) low = middle;
    else high = middle;
  }
  return nth(high);
}

function times(d: Duration, n: number): Duration {
  return {
    months: d.months * n,
    days: d.days * n,
    businessDays: d.businessDays * n,
    minutes: d.minutes * n,
  };
}

export function sooner(a: Date | null, b: Date | null): Date | null {
  return a && b ? (a <= b ? a : b) : (a ?? b);
}

/** Nobody is reminded at night or on a weekend: what falls there comes in the morning. */
function awake(zone: string): OpenHours {
  return { zone, days: [1, 2, 3, 4, 5], from: "08:00", to: "20:00" };
}

/** The same moment, or the next one at which somebody there may be disturbed. */
export function considerate(at: Date, zone: string): Date {
  return nextOpening(at, awake(zone));
}
