import {
  celEnv,
  celFunc,
  type CelList,
  celMethod,
  CelScalar,
  type CelValue,
  listType,
} from "@bufbuild/cel";
import { compareMoments, readMoment } from "./moment.ts";
import { isWithin } from "./share.ts";
import { daysBetween } from "./zoned.ts";

/** More items than this are not gone through; the library itself has no limit. */
export const mostItems = 200;

const { BOOL, DOUBLE, DYN, STRING } = CelScalar;
const LIST = listType(DYN);

/**
 * What the library does not know or does otherwise than people expect. A comparison gets the time zone as a third
 * value and the days functions get today: `expression-program` adds them.
 */
export const environment = celEnv({
  funcs: [
    celFunc("_==_", [DYN, DYN, STRING], BOOL, (a, b, zone) => order(a, b, zone) === 0),
    celFunc("_!=_", [DYN, DYN, STRING], BOOL, (a, b, zone) => order(a, b, zone) !== 0),
    celFunc("_<_", [DYN, DYN, STRING], BOOL, (a, b, zone) => order(a, b, zone) < 0),
    celFunc("_<=_", [DYN, DYN, STRING], BOOL, (a, b, zone) => order(a, b, zone) <= 0),
    celFunc("_>_", [DYN, DYN, STRING], BOOL, (a, b, zone) => order(a, b, zone) > 0),
    celFunc("_>=_", [DYN, DYN, STRING], BOOL, (a, b, zone) => order(a, b, zone) >= 0),
    celFunc("_/_", [DOUBLE, DOUBLE], DOUBLE, (a, b) => a / divisor(b)),
    celFunc("_%_", [DOUBLE, DOUBLE], DOUBLE, (a, b) => a % divisor(b)),
    celFunc("size", [STRING], DOUBLE, (text) => Array.from(text).length),
    celFunc("size", [LIST], DOUBLE, (list) => list.size),
    celMethod("size", STRING, [], DOUBLE, function () {
      return Array.from(this).length;
    }),
    celMethod("size", LIST, [], DOUBLE, function () {
      return this.size;
    }),
    celFunc("lower", [STRING], STRING, (text) => text.toLowerCase()),
    celFunc("date", [STRING], STRING, (text) => {
      if (!readMoment(text, "UTC")) throw new Error(`"${text}" is not a date`);
      return text;
    }),
    celFunc("days_until", [DYN, STRING, STRING], DOUBLE, (day, today, zone) =>
      days(today, day, zone),
    ),
    celFunc(
      "days_since",
      [DYN, STRING, STRING],
      DOUBLE,
      (day, today, zone) => -days(today, day, zone),
    ),
    celFunc("within", [DOUBLE, DOUBLE, DOUBLE], BOOL, isWithin),
    celFunc("within", [DOUBLE, DOUBLE, STRING], BOOL, isWithin),
    celFunc("@few", [LIST], LIST, few),
  ],
});

/** What a null inside a list makes of a comparison. */
export const emptyItem = "an item of a list is empty";

// unlike values are an error and not unequal, or a mistyped field would make `!=` true
function order(a: CelValue, b: CelValue, zone: string): number {
  if (a === null || b === null) throw new Error(emptyItem);
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (typeof a === "string" && typeof b === "string") {
    const [left, right] = [readMoment(a, zone), readMoment(b, zone)];
    if (left && right) return compareMoments(left, right);
    return a === b ? 0 : a < b ? -1 : 1;
  }
  throw new Error(`${kindOf(a)} cannot be compared with ${kindOf(b)}`);
}

function kindOf(value: CelValue): string {
  if (typeof value === "number") return "a number";
  if (typeof value === "string") return "a text";
  if (typeof value === "boolean") return "a yes or no";
  return "a list or a group of fields";
}

function divisor(value: number): number {
  if (value === 0) throw new Error("a number cannot be divided by zero");
  return value;
}

function days(today: string, day: CelValue, zone: string): number {
  const moment = readMoment(day, zone);
  if (!moment)
    throw new Error(`${typeof day === "string" ? `"${day}"` : kindOf(day)} is not a date`);
  return daysBetween(today, moment.date);
}

function few(list: CelList): CelList {
  if (list.size <= mostItems) return list;
  throw new Error(
    `a list of ${list.size} items is too long to go through; ${mostItems} is the most`,
  );
}
