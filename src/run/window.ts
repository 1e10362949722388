// the hours in which what leaves the house may leave it

import { readDays, readHours } from "../grammar/hours-words.ts";
import type { Holidays } from "../grammar/holidays.ts";
import { nextOpening, type OpenHours } from "../grammar/open-hours.ts";
import { dateInWords, localDate, timeInWords, weekdayNames, weekdayOn } from "../grammar/zoned.ts";
import type { Window } from "../playbook/playbook.ts";

type Zones = { customer: string; workspace: string };

/** A playbook's window for one run; null: everything may leave at any time. */
export function hoursOf(
  window: Window | undefined,
  zones: Zones,
  holidays: Holidays | null,
): OpenHours | null {
  if (!window) return null;
  const days = readDays(window.days ?? "mon-fri");
  const hours = readHours(window.hours ?? "09:00-17:00");
  // the text was checked when it was saved
  if (!days.ok || !hours.ok) return null;
  return {
    zone: zoneOf(window.timezone ?? "customer", zones),
    days: days.value,
    ...hours.value,
    ...(holidays && { isOff: (date: string) => holidays(date) !== null }),
  };
}

function zoneOf(said: string, { customer, workspace }: Zones): string {
  if (said === "customer") return customer;
  return said === "workspace" ? workspace : said;
}

export type Leaving = { at: Date; because: string | null };

/** When something that is ready at a moment may leave, and why not at once. */
export function leavingAt(
  ready: Date,
  hours: OpenHours | null,
  holidays: Holidays | null,
): Leaving {
  const at = hours ? nextOpening(ready, hours) : ready;
  if (!hours || at <= ready) return { at: ready, because: null };
  const { zone } = hours;
  const day = localDate(at, zone);
  const when = `${weekdayNames[weekdayOn(day) - 1]} ${dateInWords(day, zone)}, ${timeInWords(at, zone)}`;
  const holiday = holidays?.(localDate(ready, zone)) ?? null;
  const why = holiday === null ? "outside its hours" : `${holiday} is a holiday`;
  return { at, because: `waits until ${when} (${zoneInWords(zone)} time), ${why}` };
}

/** "America/New_York" is "New York" */
export function zoneInWords(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
