import fc from "fast-check";
import { expect, test } from "vitest";
import { compareMoments, isDate, readMoment } from "../../src/grammar/moment.ts";
import {
  atLocalTime,
  dateInWords,
  daysBetween,
  isZone,
  localDate,
  longDateInWords,
  timeInWords,
} from "../../src/grammar/zoned.ts";

const newYork = "America/New_York";

test.each<[string, string, string, string]>([
  ["2027-07-01", "09:00", "Europe/Paris", "2027-07-01T07:00:00.000Z"],
  ["2027-01-01", "09:00", "Europe/Paris", "2027-01-01T08:00:00.000Z"],
  // clocks skip 02:00 to 03:00 on this day, so the time moves forward by that hour
  ["2027-03-14", "02:30", newYork, "2027-03-14T07:30:00.000Z"],
  // clocks show 01:30 twice on this day; this is the first
  ["2027-11-07", "01:30", newYork, "2027-11-07T05:30:00.000Z"],
  // Samoa skipped this whole day
  ["2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T19:00:00.000Z"],
])("%s %s in %s is %s", (date, time, zone, at) => {
  expect(atLocalTime(date, time, zone).toISOString()).toBe(at);
});

test("a moment has its day and time where the person is", () => {
  const at = new Date("2027-03-01T23:30:00Z");

  expect(localDate(at, "Europe/Paris")).toBe("2027-03-02");
  expect(timeInWords(at, "Europe/Paris")).toBe("00:30");
  expect(localDate(at, newYork)).toBe("2027-03-01");
});

test.each<[string, boolean]>([
  ["Europe/Paris", true],
  ["UTC", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Etc/GMT+5", true],
  ["Mars/Olympus", false],
  ["+01:00", false],
  ["", false],
  ["customer", false],
])("whether %j is a time zone: %s", (name, answer) => {
  expect(isZone(name)).toBe(answer);
});

test("dates are written as people write them", () => {
  const now = new Date("2027-06-01T00:00:00Z");

  expect(dateInWords("2027-02-03", "UTC")).toBe("3 Feb 2027");
  expect(dateInWords("2027-02-03", "UTC", now)).toBe("3 Feb");
  expect(dateInWords("2028-02-03", "UTC", now)).toBe("3 Feb 2028");
  expect(dateInWords(new Date("2027-02-03T23:30:00Z"), "Europe/Paris")).toBe("4 Feb 2027");
  expect(longDateInWords("2027-02-03", "UTC")).toBe("Wednesday 3 February 2027");
});

test("days between two dates count the calendar and not the hours", () => {
  expect(daysBetween("2027-03-27", "2027-03-29")).toBe(2);
  expect(daysBetween("2027-03-01", "2027-02-01")).toBe(-28);
  expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
});

test("a local time is shown again as it was asked for, unless clocks skip it", () => {
  const day = fc.date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2050-01-01T00:00:00Z"),
    noInvalidDate: true,
  });
  const zones = fc.constantFrom("Europe/Paris", newYork, "Australia/Lord_Howe", "Asia/Kolkata");
  fc.assert(
    fc.property(day, zones, (at, zone) => {
      const again = atLocalTime(localDate(at, zone), timeInWords(at, zone), zone);

      expect(timeInWords(again, zone)).toBe(timeInWords(at, zone));
      expect(again.getTime()).toBeLessThanOrEqual(at.getTime());
    }),
    { numRuns: 100 },
  );
});

test.each<[unknown, string, string | null]>([
  ["2027-03-01", "2027-03-01", null],
  ["2027-03-01T23:30:00Z", "2027-03-02", "2027-03-01T23:30:00.000Z"],
  ["2027-03-01T23:30:00.123456+02:00", "2027-03-01", "2027-03-01T21:30:00.123Z"],
  ["2027-03-01T09:00", "2027-03-01", "2027-03-01T08:00:00.000Z"],
  [new Date("2027-03-01T23:30:00Z"), "2027-03-02", "2027-03-01T23:30:00.000Z"],
])("%j is the day %s in Paris, at %j", (value, date, at) => {
  const moment = readMoment(value, "Europe/Paris");

  expect(moment?.date).toBe(date);
  expect(moment?.at?.toISOString() ?? null).toBe(at);
});

test.each([
  "2027-02-30",
  "2027-13-01",
  "2027-00-10",
  "0000-01-01",
  "2027-03-01T25:00",
  "2027-03-01T10:00:75Z",
  "2027-03-01T10:00:00+99:99",
  "soon",
  "20270301",
  new Date(Number.NaN),
  5,
  null,
])("%j is not a date", (value) => {
  expect(readMoment(value, "UTC")).toBeNull();
});

test("a whole day is neither before nor after a moment of that day", () => {
  const day = { date: "2027-03-01", at: null };
  const morning = { date: "2027-03-01", at: new Date("2027-03-01T08:00:00Z") };
  const evening = { date: "2027-03-01", at: new Date("2027-03-01T20:00:00Z") };

  expect(compareMoments(day, morning)).toBe(0);
  expect(compareMoments(morning, evening)).toBeLessThan(0);
  expect(compareMoments({ date: "2027-03-02", at: null }, evening)).toBeGreaterThan(0);
});

test("a day that exists is one that a calendar has", () => {
  expect(["2028-02-29", "2027-02-29", "2027-12-31", "2027-1-1"].map(isDate)).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
