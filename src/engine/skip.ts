import type { SkippableClock } from "../clock.ts";
import { UserError } from "../errors.ts";
import { addDuration, readDuration } from "../grammar/duration.ts";
import { atLocalTime, dateInWords, timeInWords } from "../grammar/zoned.ts";
import { plural } from "../grammar/words.ts";
import { listStandings } from "../store/standings.ts";
import { nextDue } from "../store/triggers.ts";
import type { EngineNeeds } from "./needs.ts";

type Needs = Pick<EngineNeeds, "pool"> & {
  clock: SkippableClock;
  /** the zone dates without a time are read and said in */
  zone: string;
  /** resolves when everything that may go on by itself has */
  quiet(): Promise<void>;
  look(): Promise<void>;
};

export type SkipTo = { by: string } | { to: string };

// a schedule by the minute over ninety days is not walked through one by one
const mostStops = 1000;

/** Skips as people ask for it: by a duration, to a date, or to the next moment at which something happens. */
export async function skip(needs: Needs, wanted: SkipTo): Promise<{ now: string; said: string }> {
  // what is due by now happens first: it is not what comes next
  await needs.look();
  await needs.quiet();
  const before = await listStandings(needs.pool);
  let happened = "";
  for (let stops = 0; happened === "" && stops < mostStops; stops += 1) {
    const to = await target(needs, wanted);
    if (to <= needs.clock.now())
      throw new UserError("Time only goes forward: choose a later date.");
    await skipAhead(needs, to);
    happened = difference(before, await listStandings(needs.pool));
    // a look at a trigger may come to nothing; whoever wants what comes next wants to see it
    if (!("to" in wanted && wanted.to === "next")) break;
  }
  const now = needs.clock.now();
  const when = `${dateInWords(now, needs.zone)}, ${timeInWords(now, needs.zone)}`;
  const what = happened || "Nothing happened on the way";
  return { now: now.toISOString(), said: `It is ${when}. ${what}.` };
}

type Standing = Awaited<ReturnType<typeof listStandings>>[number];

/** "1 run started, 2 steps went on"; empty when all stands as before. */
function difference(before: Standing[], after: Standing[]): string {
  const keyOf = ({ run, step }: Standing) => `${run} ${step}`;
  const stood = new Map(before.map((it) => [keyOf(it), it.stands]));
  const known = new Set(before.map((it) => it.run));
  const started = new Set(after.map((it) => it.run).filter((run) => !known.has(run))).size;
  const moved = after.filter((it) => known.has(it.run) && stood.get(keyOf(it)) !== it.stands);
  const nudged = new Map(before.map((it) => [keyOf(it), it.nudges]));
  const reminders = after.filter((it) => it.nudges > (nudged.get(keyOf(it)) ?? 0)).length;
  return [
    started > 0 ? `${plural(started, "run")} started` : "",
    moved.length > 0 ? `${plural(moved.length, "step")} went on` : "",
    reminders > 0 ? `${plural(reminders, "reminder")} given` : "",
  ]
    .filter((it) => it !== "")
    .join(", ");
}

async function target(needs: Needs, wanted: SkipTo): Promise<Date> {
  const now = needs.clock.now();
  if ("by" in wanted) {
    const reading = readDuration(wanted.by);
    if (!reading.ok)
      throw new UserError(`“${wanted.by}” is no duration. Say “3 days”, for example.`);
    return addDuration(now, reading.value, { zone: needs.zone });
  }
  if (wanted.to === "next") {
    const next = await nextDue(needs.pool);
    if (!next)
      throw new UserError("Nothing is due: no run waits for a time, and nothing starts by date.");
    return next > now ? next : new Date(now.getTime() + 1000);
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(wanted.to)) return atLocalTime(wanted.to, "09:00", needs.zone);
  const at = new Date(wanted.to);
  if (Number.isNaN(at.getTime()))
    throw new UserError(`“${wanted.to}” is no date. Say 2027-01-31, for example.`);
  return at;
}

/**
 * Moves business time ahead, from one due moment to the next, and lets what is due there happen before going
 * on, in the order in which it would have happened.
 */
export async function skipAhead(needs: Omit<Needs, "zone">, to: Date): Promise<{ stops: number }> {
  let stops = 0;
  await needs.quiet();
  while (stops < mostStops) {
    const next = await nextDue(needs.pool);
    if (!next || next > to) break;
    needs.clock.skipTo(next);
    await needs.look();
    await needs.quiet();
    stops += 1;
  }
  needs.clock.skipTo(to);
  await needs.look();
  await needs.quiet();
  return { stops };
}
