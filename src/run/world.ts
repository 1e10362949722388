import { addDuration, type Calendar, readDuration } from "../grammar/duration.ts";
import { readDatePhrase, resolveDatePhrase } from "../grammar/date-phrase.ts";
import { evaluate, type Helpers, holds, measured } from "../grammar/evaluate.ts";
import { readExpression } from "../grammar/expression.ts";
import { expressionInWords } from "../grammar/expression-words.ts";
import { isRecord } from "../grammar/field.ts";
import type { Holidays } from "../grammar/holidays.ts";
import { readMoment } from "../grammar/moment.ts";
import type { OpenHours } from "../grammar/open-hours.ts";
import { renderText } from "../grammar/render-text.ts";
import { readText } from "../grammar/text.ts";
import { listInWords, nameInWords } from "../grammar/words.ts";
import { weekdayOn } from "../grammar/zoned.ts";
import type { Somebody, World } from "../steps/world.ts";
import type { Shift } from "./execution.ts";
import { daysLater, shiftedDate, shiftedMoment, shiftedSince } from "./shifts.ts";
import { leavingAt } from "./window.ts";

export type WorldNeeds = {
  now: Date;
  zone: string;
  started: Date;
  /** when the step before this one ended */
  previous: Date;
  values: Record<string, unknown>;
  /** when something may leave the house that is ready at a moment, and which days are holidays */
  hours?: OpenHours | null;
  holidays?: Holidays | null;
  people: { roles: Record<string, Somebody | null>; handles: ReadonlyMap<string, Somebody> };
  contact: World["contact"];
  history: Pick<Helpers, "change" | "atStart">;
  /** by how much people shifted the dates of the run */
  shifts?: readonly Shift[];
  round: World["round"];
  inside: World["inside"];
  /** for a preview: whether a name is a result that will only be known later */
  later?: (name: string) => boolean;
};

export type SeenWorld = World & {
  /** in a preview: names a text needed and did not find */
  missing: string[];
};

/** A text that cannot be written, as something in it is not known. It must not leave with a hole. */
export class Held extends Error {
  override name = "Held";
}

/** What a step sees. Text and conditions that were checked at save are read again here, and never throw. */
export function createWorld(needs: WorldNeeds): SeenWorld {
  const { now, zone, people } = needs;
  const missing: string[] = [];
  const later = needs.later ?? (() => false);
  const { hours = null, holidays = null } = needs;
  const calendar = calendarOf(zone, holidays);
  const helpers = { now, zone, ...needs.history };
  const shifts = needs.shifts ?? [];

  return {
    now,
    zone,
    get values() {
      return needs.values;
    },
    missing,
    contact: needs.contact,
    round: needs.round,
    inside: needs.inside,
    person: (who) =>
      (who.startsWith("@") ? people.handles.get(who.slice(1)) : people.roles[who]) ?? null,
    render(source, channel, also) {
      const text = readText(source);
      if (!text.ok) throw new Held("its text cannot be read");
      const mark = (name: string) => {
        if (!later(name) && !missing.includes(name)) missing.push(name);
        return `«${nameInWords(name)}»`;
      };
      const options = { channel, zone, now, ...(needs.later && { mark }) };
      const rendering = renderText(text.value, { ...needs.values, ...also }, options);
      if (rendering.is === "text") return rendering.text;
      if (rendering.is === "error") throw new Held(rendering.message);
      throw new Held(notKnown(rendering.names));
    },
    judge(source, also) {
      const seenValues = { ...needs.values, ...also };
      const reading = readExpression(source);
      const not = { holds: false, known: true, unsure: false };
      if (!reading.ok) return { ...not, because: "the condition cannot be read" };
      const answer = holds(reading.value, seenValues, helpers);
      if (answer.missing.length > 0) {
        const unsure = answer.missing.every(later);
        const because = `${notKnown(answer.missing)}${unsure ? " yet" : ""}`;
        return { holds: false, known: false, unsure, because };
      }
      if (answer.error !== null) return { ...not, because: answer.error };
      // the playbook says the condition; what was found says why
      const seen = measured(reading.value, seenValues, helpers);
      const found = seen.map(({ name, value }) => `${name}: ${value}`).join(", ");
      const words = expressionInWords(reading.value);
      const because = found || (answer.holds ? words : `not: ${words}`);
      return { ...not, holds: answer.holds, because };
    },
    measure(source, when) {
      const reading = readExpression(source);
      if (!reading.ok) return null;
      const known =
        when === undefined ? needs.values : atStart(needs.values, needs.history.atStart);
      const answer = evaluate(reading.value, known, helpers);
      return answer.is === "value" && typeof answer.value === "number" ? answer.value : null;
    },
    moment(phrase) {
      const reading = readDatePhrase(phrase);
      if (!reading.ok) return null;
      const found = resolveDatePhrase(reading.value, {
        started: shiftedMoment(needs.started, shifts, zone),
        previous: shiftedMoment(needs.previous, shifts, zone),
        now,
        dateOf: (name) => shiftedAnchor(needs.values, name, shifts, zone),
        calendar,
      });
      if (found.is !== "at") return null;
      // a date written out counts from nothing that could have been shifted
      if (reading.value.is !== "date") return found.at;
      return daysLater(found.at, shiftedSince(shifts, null), zone);
    },
    leaves: (at) => leavingAt(at, hours, holidays),
    after(at, source) {
      const reading = readDuration(source);
      return reading.ok ? addDuration(at, reading.value, calendar) : at;
    },
  };
}

/** Where a run counts its days; no holiday is a business day. */
export function calendarOf(zone: string, holidays: Holidays | null): Calendar {
  if (!holidays) return { zone };
  return { zone, isBusinessDay: (date) => weekdayOn(date) < 6 && holidays(date) === null };
}

function atStart(values: Record<string, unknown>, of: Helpers["atStart"]) {
  const customer = isRecord(values["customer"]) ? values["customer"] : {};
  const then = Object.keys(customer).map((field) => [field, of?.(field) ?? null]);
  return { ...values, customer: Object.fromEntries(then) };
}

/** Does what may need a text that cannot be written, and tells why not. */
export function written<T>(write: () => T): T | { held: string } {
  try {
    return write();
  } catch (error) {
    if (error instanceof Held) return { held: `it cannot be written: ${error.message}` };
    throw error;
  }
}

/** "customer plan is not known", "reply and outcome mood are not known" */
export function notKnown(names: readonly string[]): string {
  return `${listInWords(names.map(nameInWords))} ${names.length === 1 ? "is" : "are"} not known`;
}

/** The same with the shifts of the run: those since a result was known, else all of them. */
function shiftedAnchor(
  values: Record<string, unknown>,
  name: string,
  shifts: readonly Shift[],
  zone: string,
): string | Date | null {
  const value = dateOf(values, name, zone);
  if (value === null || shifts.length === 0) return value;
  const [root = ""] = name.split(".");
  const of = ["customer", "inputs", "run"].includes(root) ? null : values[root];
  const known = isRecord(of) ? readMoment(of["at"], zone) : null;
  return shiftedDate(value, shiftedSince(shifts, known?.at ?? null), zone);
}

/** The date a name stands for: a customer's field, an input, a result, or when a step ended. */
export function dateOf(
  values: Record<string, unknown>,
  name: string,
  zone: string,
): string | Date | null {
  let value: unknown = values;
  const path = name.includes(".") || name in values ? name.split(".") : ["customer", name];
  for (const part of path)
    value = isRecord(value) && Object.hasOwn(value, part) ? value[part] : null;
  const moment = readMoment(isRecord(value) ? value["at"] : value, zone);
  return moment && (moment.at ?? moment.date);
}
