// how somebody outside is by what was heard, and when nobody asks them: whoever is down is tried by one step for all

import { z } from "zod";
import { dateInWords, localDate, timeInWords } from "../grammar/zoned.ts";
import { zoneInWords } from "./window.ts";

export const Health = z.object({
  provider: z.string(),
  doneAt: z.date().nullable(),
  failedAt: z.date().nullable(),
  failure: z.string().nullable(),
  /** for passing reasons, since it last took something */
  failures: z.number(),
  failingSince: z.date().nullable(),
  /** until then nobody asks it, and how often that was so in a row */
  aloneUntil: z.date().nullable(),
  rests: z.number(),
});
export type Health = z.infer<typeof Health>;

export function unheard(provider: string): Health {
  const never = { doneAt: null, failedAt: null, failure: null, failingSince: null };
  return { provider, ...never, failures: 0, aloneUntil: null, rests: 0 };
}

/** What an answer says about whoever gave it. `refused`: only that this one was not wanted. */
export type Heard =
  | { is: "well" }
  | { is: "refused"; reason: string }
  | { is: "ill"; reason: string; after?: number | undefined };

/** `first`: it was left alone long enough, and one may try it for all. */
type May = { is: "go" } | { is: "first"; seen: Date } | { is: "wait"; until: Date };

export function mayAsk({ aloneUntil }: Health, now: Date): May {
  if (!aloneUntil) return { is: "go" };
  return aloneUntil > now ? { is: "wait", until: aloneUntil } : { is: "first", seen: aloneUntil };
}

const minute = 60_000;
const day = 86_400_000;
/** how long the one that tries it for all may take; then another one does */
export const longestTry = minute;
// so many in a row are no accident
const enough = 3;
const pauses = [2, 4, 8, 16, 30];
// that it still answers is worth a write so often
const worthWriting = minute;

/** How it is after one more answer; null when that is nothing new. `first`: it was asked for all. */
export function afterwards(
  health: Health,
  heard: Heard,
  { at, first }: { at: Date; first: boolean },
): Health | null {
  const { provider, failedAt, failure } = health;
  const isRecent = (then: Date | null) => then && at.getTime() - then.getTime() < worthWriting;
  switch (heard.is) {
    case "well":
      if (health.failures === 0 && !health.aloneUntil && isRecent(health.doneAt)) return null;
      return { ...unheard(provider), failedAt, failure, doneAt: at };
    case "refused": {
      const { reason } = heard;
      if (!first && failure === reason && isRecent(failedAt)) return null;
      // the next one may try it at once
      return { ...health, failedAt: at, failure: reason, ...(first && { aloneUntil: at }) };
    }
    case "ill": {
      const failed = {
        ...health,
        failedAt: at,
        failure: heard.reason,
        failures: health.failures + 1,
        failingSince: health.failingSince ?? at,
      };
      return { ...failed, ...restOf(failed, heard.after ?? 0, { at, first }) };
    }
  }
}

function restOf(
  { failures, aloneUntil, rests }: Health,
  asked: number,
  { at, first }: { at: Date; first: boolean },
): Pick<Health, "aloneUntil" | "rests"> {
  const wanted = at.getTime() + Math.min(asked, day);
  // it was on its way when others found out
  if (!first && aloneUntil && aloneUntil > at)
    return { aloneUntil: new Date(Math.max(aloneUntil.getTime(), wanted)), rests };
  if (failures < enough) {
    if (asked === 0) return { aloneUntil: null, rests };
    return { aloneUntil: new Date(wanted), rests: rests + 1 };
  }
  const pause = (pauses[Math.min(rests, pauses.length - 1)] ?? 0) * minute;
  return { aloneUntil: new Date(Math.max(at.getTime() + pause, wanted)), rests: rests + 1 };
}

/** Whether it has failed again and again; else it only asks to be left alone. */
export function isDown({ failures, aloneUntil }: Health): boolean {
  return aloneUntil !== null && failures >= enough;
}

/** What passes by itself calls nobody; what has not in half an hour may. */
export function isWorthTelling(health: Health): boolean {
  return isDown(health) && health.rests >= pauses.length;
}

/** After a day whoever waits for it asks a person. */
export function isHopeless(health: Health, now: Date): boolean {
  const { failingSince: since } = health;
  return isWorthTelling(health) && since !== null && now.getTime() - since.getTime() >= day;
}

/** "the mail server is down since 09:40 (New York time)" */
export function whyAlone(who: string, health: Health, now: Date, zone: string): string {
  const { failingSince: since } = health;
  if (!isDown(health) || !since) return `${who} asks to be left alone for a while`;
  return `${who} is down since ${momentInWords(since, now, zone)} (${zoneInWords(zone)} time)`;
}

/** "09:40", and on another day "25 Nov, 09:40" */
export function momentInWords(at: Date, now: Date, zone: string): string {
  const isToday = localDate(at, zone) === localDate(now, zone);
  return `${isToday ? "" : `${dateInWords(at, zone, now)}, `}${timeInWords(at, zone)}`;
}
