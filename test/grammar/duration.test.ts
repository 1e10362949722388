import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addDuration,
  type Duration,
  durationAsText,
  durationInWords,
  lengthInDays,
  readDuration,
  spanInWords,
} from "../../src/grammar/duration.ts";
import { uselessFaults } from "./faults.ts";

const none: Duration = { months: 0, days: 0, businessDays: 0, minutes: 0 };
const paris = { zone: "Europe/Paris" };

test.each<[string, Partial<Duration>]>([
  ["21d", { days: 21 }],
  ["45m", { minutes: 45 }],
  ["48h", { minutes: 2880 }],
  ["2w", { days: 14 }],
  ["0d", {}],
  ["3 business days", { businessDays: 3 }],
  ["three working days", { businessDays: 3 }],
  ["2 weekdays", { businessDays: 2 }],
  ["1 day 12 hours", { days: 1, minutes: 720 }],
  ["1 week, 2 days and 3h", { days: 9, minutes: 180 }],
  ["two weeks", { days: 14 }],
  ["90 days", { days: 90 }],
  ["a month", { months: 1 }],
  ["2 mo", { months: 2 }],
  ["a quarter", { months: 3 }],
  ["1 year 6 months", { months: 18 }],
  ["1.5 hours", { minutes: 90 }],
  ["half an hour", { minutes: 30 }],
  ["an hour and a half", { minutes: 90 }],
  ["3-day", { days: 3 }],
  ["  5 DAYS ", { days: 5 }],
])("%j is read as %j", (text, parts) => {
  expect(readDuration(text)).toEqual({ ok: true, value: { ...none, ...parts } });
});

test.each<[string, number, number]>([
  ["", 0, 0],
  ["soon", 0, 4],
  ["2 weks", 2, 4],
  ["30", 0, 2],
  ["in 3 days", 0, 2],
  ["1.5 days", 0, 8],
  ["30s", 2, 1],
  ["-3d", 0, 1],
  ["2-3 days", 1, 1],
  ["11 years", 0, 8],
  ["99999999999999999999d", 0, 21],
  ["1d 2d", 3, 2],
  ["3 5 days", 2, 1],
  ["5 business hours", 2, 8],
  ["P3D", 0, 1],
  ["٣ days", 0, 1],
])("%j is refused at %i for %i", (text, offset, length) => {
  expect(readDuration(text)).toMatchObject({
    ok: false,
    faults: [{ code: "bad-duration", offset, length }],
  });
});

test.each<[string, string]>([
  ["2 weks", 'Did you mean "weeks"?'],
  ["in 3 days", "Write 3 days."],
  ["30", "Write 30m for minutes, 30h for hours or 30d for days."],
])("for %j the way out is %j", (text, fix) => {
  expect(readDuration(text)).toMatchObject({ faults: [{ fix }] });
});

const durations: fc.Arbitrary<Duration> = fc.record({
  months: fc.integer({ min: 0, max: 120 }),
  days: fc.integer({ min: 0, max: 3653 }),
  businessDays: fc.integer({ min: 0, max: 2609 }),
  minutes: fc.integer({ min: 0, max: 5_000_000 }),
});

test("what is said in words or in short is read back as the same", () => {
  fc.assert(
    fc.property(durations, (d) => {
      expect(readDuration(durationInWords(d))).toEqual({ ok: true, value: d });
      expect(readDuration(durationAsText(d))).toEqual({ ok: true, value: d });
    }),
  );
});

test("reading never throws, and what is wrong lies inside the text", () => {
  const word = fc.constantFrom("3", "1.5", "days", "h", "business", "-", "and", ",", "m", "½", "a");
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(word).map((it) => it.join(" ")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(uselessFaults(readDuration(text), text)).toEqual([]);
    }),
  );
});

test("the short form is the one a playbook is written in", () => {
  const short = [
    "21 days",
    "3 business days",
    "1 day 12 hours",
    "45 min",
    "12 months",
    "0 minutes",
  ];
  const said = short.map((text) => {
    const d = readDuration(text);
    return d.ok ? durationAsText(d.value) : null;
  });

  expect(said).toEqual(["21d", "3 business days", "1d 12h", "45m", "1 year", "0d"]);
});

test.each<[string, Partial<Duration>, string]>([
  ["2027-01-31T08:00:00Z", { months: 1 }, "2027-02-28T08:00:00.000Z"],
  // a day keeps the time of day, 24 hours do not
  ["2027-03-27T08:00:00Z", { days: 1 }, "2027-03-28T07:00:00.000Z"],
  ["2027-03-27T08:00:00Z", { minutes: 24 * 60 }, "2027-03-28T08:00:00.000Z"],
  // a local time that does not exist moves forward by the gap
  ["2027-03-27T01:30:00Z", { days: 1 }, "2027-03-28T01:30:00.000Z"],
  ["2027-03-05T08:00:00Z", { businessDays: 1 }, "2027-03-08T08:00:00.000Z"],
  ["2027-03-06T08:00:00Z", { businessDays: 1 }, "2027-03-08T08:00:00.000Z"],
  ["2027-03-06T08:00:00Z", { businessDays: 0 }, "2027-03-06T08:00:00.000Z"],
  ["2027-03-05T08:00:00Z", { days: 1, businessDays: 2, minutes: 30 }, "2027-03-09T08:30:00.000Z"],
])("%s plus %j is %s in Paris", (at, d, later) => {
  expect(addDuration(new Date(at), { ...none, ...d }, paris).toISOString()).toBe(later);
});

test("time also goes back", () => {
  const monday = new Date("2027-03-08T08:00:00Z");

  expect(addDuration(monday, { ...none, businessDays: 1 }, paris, -1)).toEqual(
    new Date("2027-03-05T08:00:00Z"),
  );
  expect(addDuration(monday, { ...none, months: 1, minutes: 60 }, paris, -1)).toEqual(
    new Date("2027-02-08T07:00:00Z"),
  );
});

test("holidays are no business days", () => {
  const holidays = new Set(["2027-03-29"]);
  const isBusinessDay = (date: string) =>
    !holidays.has(date) && ![0, 6].includes(new Date(date).getUTCDay());

  const next = addDuration(
    new Date("2027-03-26T08:00:00Z"),
    { ...none, businessDays: 1 },
    { ...paris, isBusinessDay },
  );

  expect(next).toEqual(new Date("2027-03-30T07:00:00Z"));
});

test("a calendar without a business day still ends", () => {
  const never = { zone: "UTC", isBusinessDay: () => false };

  const found = addDuration(new Date("2027-01-01T00:00:00Z"), { ...none, businessDays: 3 }, never);

  expect(found.getTime()).toBeGreaterThan(Date.parse("2027-01-01T00:00:00Z"));
});

test("lengths can be compared", () => {
  const texts = ["0d", "45m", "1 day", "1 business day", "1 week", "1 month", "1 year"];
  const lengths = texts.map((text) => {
    const d = readDuration(text);
    return d.ok ? lengthInDays(d.value) : -1;
  });

  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
});

test.each<[number, string]>([
  [0, "under a minute"],
  [59_999, "under a minute"],
  [60_000, "1 min"],
  [7_800_000, "2 h 10 min"],
  [-7_800_000, "2 h 10 min"],
  [3_600_000, "1 h"],
  [90_000_000, "1 day 1 h"],
  [3 * 86_400_000 + 5_000_000, "3 days"],
  [40 * 86_400_000, "40 days"],
])("%i ms is said as %s", (ms, said) => {
  expect(spanInWords(ms)).toBe(said);
});
