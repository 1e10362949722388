import fc from "fast-check";
import { expect, test } from "vitest";
import { someFix, uselessFaults } from "./faults.ts";
import {
  nextOccurrence,
  occurrencesBetween,
  readCron,
  readSchedule,
  scheduleInWords,
} from "../../src/grammar/schedule.ts";

const paris = "Europe/Paris";

test.each<[string, string, string]>([
  ["Monday 09:00", "0 9 * * 1", "every Monday at 09:00"],
  ["Mondays at 9", "0 9 * * 1", "every Monday at 09:00"],
  ["weekly on Monday at 9am", "0 9 * * 1", "every Monday at 09:00"],
  ["every week on Monday", "0 9 * * 1", "every Monday at 09:00"],
  ["every weekday at 9", "0 9 * * 1-5", "every weekday at 09:00"],
  ["at 9 every weekday", "0 9 * * 1-5", "every weekday at 09:00"],
  ["mon-fri 09:00", "0 9 * * 1-5", "every weekday at 09:00"],
  ["Monday to Thursday at 10", "0 10 * * 1-4", "every Monday to Thursday at 10:00"],
  ["Mon, Wed and Fri 9am", "0 9 * * 1,3,5", "every Monday, Wednesday and Friday at 09:00"],
  ["weekends at noon", "0 12 * * 0,6", "every Saturday and Sunday at 12:00"],
  ["every day 08:30", "30 8 * * *", "every day at 08:30"],
  ["daily at 7am", "0 7 * * *", "every day at 07:00"],
  ["daily", "0 9 * * *", "every day at 09:00"],
  ["every day at 9 and 17", "0 9,17 * * *", "every day at 09:00 and 17:00"],
  ["first Monday of the month 09:00", "0 9 * * 1#1", "first Monday of the month at 09:00"],
  ["every month on the first Monday", "0 9 * * 1#1", "first Monday of the month at 09:00"],
  [
    "first and third Tuesday of the month",
    "0 9 * * 2#1,2#3",
    "first and third Tuesday of the month at 09:00",
  ],
  ["last Friday of the month 16:00", "0 16 * * 5L", "last Friday of the month at 16:00"],
  ["first Monday of the quarter", "0 9 * */3 1#1", "first Monday of the quarter at 09:00"],
  ["day 1 of the month 09:00", "0 9 1 * *", "day 1 of the month at 09:00"],
  ["the 15th of every month", "0 9 15 * *", "day 15 of the month at 09:00"],
  ["1st and 15th of the month", "0 9 1,15 * *", "days 1 and 15 of the month at 09:00"],
  ["last day of the month at 6pm", "0 18 L * *", "last day of the month at 18:00"],
  ["first business day of the month", "0 9 1W * *", "first business day of the month at 09:00"],
  [
    "last business day of the quarter",
    "0 9 LW 3,6,9,12 *",
    "last business day of the quarter at 09:00",
  ],
  ["every 3 months on day 1 09:00", "0 9 1 */3 *", "day 1 of the quarter at 09:00"],
  ["every 6 months on day 1", "0 9 1 */6 *", "day 1 of every 6 months at 09:00"],
  ["yearly on 1 March", "0 9 1 3 *", "every 1 March at 09:00"],
  ["hourly", "0 * * * *", "every hour"],
  ["every 2 hours", "0 */2 * * *", "every 2 hours"],
  ["every fifteen minutes", "*/15 * * * *", "every 15 minutes"],
])("%j is the cron line %j, said as %j", (text, cron, said) => {
  expect(readSchedule(text)).toEqual({ ok: true, value: { cron } });
  expect(scheduleInWords({ cron })).toBe(said);
  expect(readSchedule(said)).toEqual({ ok: true, value: { cron } });
});

test.each<[string, string | null]>([
  ["once in a while", null],
  ["evry monday", 'Did you mean "every"?'],
  ["Munday 09:00", 'Did you mean "monday"?'],
  ["weekly", "Write Monday 09:00."],
  ["monthly", "Write first Monday of the month 09:00."],
  ["quarterly at 9", "Write first Monday of the quarter 09:00."],
  ["every 2 weeks on Monday", null],
  ["every other Monday", null],
  ["biweekly", null],
  ["every 3 days", null],
  ["every 7 minutes", "Write every 1, 5, 10, 15, 20 or 30 minutes."],
  ["every 5 hours", null],
  ["every 5 months on day 1", "Write every 2, 3, 4 or 6 months."],
  ["hourly at 9", "Leave one of them out."],
  ["day 31 of the month", "Write last day of the month, or a day up to 28."],
  ["30 February", null],
  ["every day at 9 and 17:30", null],
  ["every day at 25:00", "Write it as 09:00 or 9am."],
  ["0 9 * * 1", 'Write it under cron, as cron: "0 9 * * 1".'],
  ["09:00", null],
  ["", null],
])("%j is refused", (text, fix) => {
  const reading = readSchedule(text);

  const fault = { code: "bad-schedule", offset: 0, fix: fix ?? someFix };

  expect(reading).toMatchObject({ ok: false, faults: [fault] });
});

test("reading never throws, whatever stands there", () => {
  const word = fc.constantFrom(
    "every",
    "first",
    "Monday",
    "of",
    "the",
    "month",
    "at",
    "9",
    "day",
    "1",
    "*",
    ",",
  );
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(word).map((it) => it.join(" ")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const reading = readSchedule(text);

      expect(!reading.ok || readCron(reading.value.cron).ok).toBe(true);
      expect(uselessFaults(reading, text)).toEqual([]);
      expect(uselessFaults(readCron(text), text)).toEqual([]);
    }),
  );
});

test.each<[string, string]>([
  ["0 9 * * 1", "every Monday at 09:00"],
  ["  0  9 * * MON-FRI ", "every weekday at 09:00"],
  ["0 9 * * 7", "every Sunday at 09:00"],
  ["0 9 * * 1-5/2", "every Monday, Wednesday and Friday at 09:00"],
  ["0 9 * * 1#2,3#1", "second Monday and first Wednesday of the month at 09:00"],
  ["0 9 1 * 1", "day 1 of the month and every Monday at 09:00"],
  ["0 9 15W * *", "the weekday nearest to day 15 of the month at 09:00"],
  ["0 9 * jan,MAR-may *", "every day in January and March to May at 09:00"],
  ["*/10 9-17 * * 1-5", "every 10 minutes from 09:00 to 17:59, every weekday"],
  ["0 9-17 * * *", "every hour from 09:00 to 17:00"],
  ["5,35 * * * *", "every hour at 5 and 35 minutes past"],
  ["15 */4 * * *", "every 4 hours at 15 minutes past"],
  ["* 9 * * *", "every minute from 09:00 to 09:59"],
])("the cron line %j is said as %j", (cron, said) => {
  const reading = readCron(cron);

  expect(reading.ok && scheduleInWords(reading.value)).toBe(said);
});

test.each<[string]>([
  ["61 9 * * 1"],
  ["0 0 9 * * 1"],
  ["0 9 * *"],
  ["a b c d e"],
  ["@daily"],
  ["? 9 * * 1"],
  ["0 9 30 2 *"],
  ["5/15 * * * *"],
  ["0 22-2 * * *"],
  ["0 9 * * L5"],
  [`${"1,".repeat(60)}1 9 * * *`],
  [""],
])("the cron line %j is refused", (cron) => {
  expect(readCron(cron)).toMatchObject({
    ok: false,
    faults: [{ code: "bad-schedule", offset: 0 }],
  });
});

test("every cron line that is read can be said", () => {
  const field = (max: number, min: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min, max }).map(String),
      fc.integer({ min: 2, max: 6 }).map((n) => `*/${n}`),
      fc
        .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc
        .array(fc.integer({ min, max }), { minLength: 1, maxLength: 4 })
        .map((all) => all.join(",")),
    );
  const lines = fc
    .tuple(field(59, 0), field(23, 0), field(28, 1), field(12, 1), field(6, 0))
    .map((fields) => fields.join(" "));
  fc.assert(
    fc.property(lines, (cron) => {
      expect(readCron(cron).ok).toBe(true);
      expect(scheduleInWords({ cron })).toMatch(/^[\w ,:]+$/);
    }),
  );
});

function times(cron: string, from: string, to: string, zone = paris): string[] {
  return occurrencesBetween({ cron }, new Date(from), new Date(to), zone, 10).map((at) =>
    at.toISOString(),
  );
}

test("a time that clocks skip moves forward by what they skip, and happens once", () => {
  expect(times("30 2 * * *", "2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z")).toEqual([
    "2027-03-27T01:30:00.000Z",
    "2027-03-28T01:30:00.000Z",
    "2027-03-29T00:30:00.000Z",
  ]);
  expect(times("0,30 2,3 * * *", "2027-03-28T00:00:00Z", "2027-03-28T20:00:00Z")).toEqual([
    "2027-03-28T01:00:00.000Z",
    "2027-03-28T01:30:00.000Z",
  ]);
});

test("a time that clocks show twice happens the first time", () => {
  expect(times("30 2 * * *", "2027-10-30T12:00:00Z", "2027-11-01T12:00:00Z")).toEqual([
    "2027-10-31T00:30:00.000Z",
    "2027-11-01T01:30:00.000Z",
  ]);
});

test("an interval goes on through the change of clocks", () => {
  expect(times("*/30 * * * *", "2027-10-31T00:00:00Z", "2027-10-31T02:00:00Z")).toEqual([
    "2027-10-31T00:30:00.000Z",
    "2027-10-31T01:00:00.000Z",
    "2027-10-31T01:30:00.000Z",
    "2027-10-31T02:00:00.000Z",
  ]);
});

test("a day that a zone skips moves to the next and does not happen twice", () => {
  expect(
    times("0 9 * * *", "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z", "Pacific/Apia"),
  ).toEqual(["2011-12-29T19:00:00.000Z", "2011-12-30T19:00:00.000Z", "2011-12-31T19:00:00.000Z"]);
});

test("the beginning is not counted, the end is, and no more than asked are given", () => {
  const [from, to] = ["2027-01-04T08:00:00Z", "2027-01-11T08:00:00Z"];

  expect(times("0 9 * * 1", from, to)).toEqual(["2027-01-11T08:00:00.000Z"]);
  expect(
    occurrencesBetween({ cron: "* * * * *" }, new Date(from), new Date(to), paris, 3),
  ).toHaveLength(3);
  expect(times("0 9 * * 1", to, from)).toEqual([]);
});

test.each<[string, string]>([
  ["0 9 * * 1#1", "2027-02-01T08:00:00.000Z"],
  ["0 9 * * 5L", "2027-01-29T08:00:00.000Z"],
  ["0 9 L * *", "2027-01-31T08:00:00.000Z"],
  ["0 9 1W * *", "2027-02-01T08:00:00.000Z"],
  ["0 9 1 */3 *", "2027-04-01T07:00:00.000Z"],
  ["0 9 29 2 *", "2028-02-29T08:00:00.000Z"],
])("the next time of %j is %s", (cron, at) => {
  const after = new Date("2027-01-10T12:00:00Z");

  expect(nextOccurrence({ cron }, after, paris)?.toISOString()).toBe(at);
});

test("the next time lies ahead, and nothing lies between", () => {
  const crons = fc.constantFrom(
    "30 2 * * *",
    "0 9 * * 1-5",
    "*/15 * * * *",
    "0 2,3 * * 0",
    "15 1 L * *",
  );
  const zones = fc.constantFrom(paris, "America/New_York", "Australia/Lord_Howe", "UTC");
  const moments = fc.date({
    min: new Date("2027-01-01T00:00:00Z"),
    max: new Date("2028-01-01T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(crons, zones, moments, (cron, zone, after) => {
      const next = nextOccurrence({ cron }, after, zone);
      const just = new Date(Math.max(after.getTime(), (next?.getTime() ?? 0) - 1));

      expect(next?.getTime()).toBeGreaterThan(after.getTime());
      expect(nextOccurrence({ cron }, just, zone)).toEqual(next);
    }),
    { numRuns: 60 },
  );
});
