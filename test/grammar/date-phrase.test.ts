import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Anchors,
  type DatePhrase,
  datePhraseInWords,
  readDatePhrase,
  resolveDatePhrase,
} from "../../src/grammar/date-phrase.ts";
import type { Duration } from "../../src/grammar/duration.ts";
import { someFix, uselessFaults } from "./faults.ts";

const none: Duration = { months: 0, days: 0, businessDays: 0, minutes: 0 };
const around = (by: Partial<Duration>, side: "before" | "after", anchor: string, time = "") =>
  ({ is: "around", by: { ...none, ...by }, side, anchor, time: time || null }) as const;

test.each<[string, DatePhrase]>([
  ["2027-03-01", { is: "date", date: "2027-03-01", time: null }],
  ["2027-03-01 09:00", { is: "date", date: "2027-03-01", time: "09:00" }],
  ["2027-03-01T09:30", { is: "date", date: "2027-03-01", time: "09:30" }],
  ["1 March 2027", { is: "date", date: "2027-03-01", time: null }],
  ["March 1st, 2027 at 9am", { is: "date", date: "2027-03-01", time: "09:00" }],
  ["on the 1st of mar 2027", { is: "date", date: "2027-03-01", time: null }],
  ["75 days before renewal_date", around({ days: 75 }, "before", "renewal_date")],
  ["3 business days after kickoff at 9", around({ businessDays: 3 }, "after", "kickoff", "09:00")],
  ["a week before customer.renewal_date", around({ days: 7 }, "before", "renewal_date")],
  ["1 day after inputs.go_live", around({ days: 1 }, "after", "inputs.go_live")],
  ["on the renewal_date", around({}, "after", "renewal_date")],
  ["2h before qbr", around({ minutes: 120 }, "before", "qbr")],
  ["3 business days later", { is: "later", by: { ...none, businessDays: 3 }, time: null }],
  ["1 day later at noon", { is: "later", by: { ...none, days: 1 }, time: "12:00" }],
  ["day 30", { is: "day", day: 30, time: null }],
  ["on day 0 at 8", { is: "day", day: 0, time: "08:00" }],
  ["next Monday 09:00", { is: "weekday", weekday: 1, time: "09:00" }],
  ["NEXT sun at 9:30 pm", { is: "weekday", weekday: 7, time: "21:30" }],
])("%j is read as %j", (text, phrase) => {
  expect(readDatePhrase(text)).toEqual({ ok: true, value: phrase });
});

test.each<[string, number, string | null]>([
  ["the week after the holidays", 0, "Write 1 week after the holidays."],
  ["90 days befor renewal_date", 8, 'Did you mean "before"?'],
  ["3 dyas later", 2, 'Did you mean "days"?'],
  ["2027-02-30", 0, null],
  ["31 February 2027", 0, null],
  ["1 Marhc 2027", 0, "Did you mean March?"],
  ["03/01/2027", 0, "Write it as 2027-03-01 or as 1 March 2027."],
  ["1 March", 0, null],
  ["renewal_date", 0, "Write on renewal_date."],
  ["90 days before renewal date", 15, "Write renewal_date."],
  ["3 days after today", 13, null],
  ["in 3 days", 0, "Write 3 days later."],
  ["3 days from now", 0, "Write 3 days later."],
  ["tomorrow", 0, "Write 1 day later."],
  ["5 days", 0, "Write 5 days later."],
  ["Monday", 0, "Write next Monday."],
  ["2 hours before qbr at 9", 0, null],
  ["2027-03-01 25:00", 11, null],
  ["2027-03-01 at 9 and 10", 0, null],
  ["09:00", 0, null],
  ["soon", 0, null],
  ["", 0, null],
])("%j is refused at %i", (text, offset, fix) => {
  const reading = readDatePhrase(text);

  const fault = { code: "bad-date", offset, fix: fix ?? someFix };

  expect(reading).toMatchObject({ ok: false, faults: [fault] });
});

test.each<[string, string]>([
  ["75 days before customer.renewal_date 9am", "75 days before renewal date at 09:00"],
  ["on renewal_date", "on renewal date"],
  ["2027-03-01", "1 March 2027"],
  ["3 bd later", "3 business days later"],
  ["day 30", "day 30"],
  ["next wed at 10", "next Wednesday at 10:00"],
])("%j is said as %j", (text, said) => {
  const reading = readDatePhrase(text);

  expect(reading.ok && datePhraseInWords(reading.value)).toBe(said);
});

test("what is said is read back as the same", () => {
  const by = fc.record({
    months: fc.integer({ min: 0, max: 24 }),
    days: fc.integer({ min: 0, max: 400 }),
    businessDays: fc.integer({ min: 0, max: 30 }),
  });
  const time = fc.constantFrom(null, "00:00", "09:00", "23:59");
  const phrases: fc.Arbitrary<DatePhrase> = fc.oneof(
    fc.record({ is: fc.constant("later"), by: by.map((d) => ({ ...none, ...d })), time } as const),
    fc.record({ is: fc.constant("day"), day: fc.nat(999), time } as const),
    fc.record({
      is: fc.constant("weekday"),
      weekday: fc.integer({ min: 1, max: 7 }),
      time,
    } as const),
    fc.record({ is: fc.constant("date"), date: fc.constant("2028-02-29"), time } as const),
    fc.record({
      is: fc.constant("around"),
      by: by.map((d) => ({ ...none, ...d, days: d.days + 1 })),
      side: fc.constantFrom("before", "after"),
      anchor: fc.constant("kickoff"),
      time,
    } as const),
  );
  fc.assert(
    fc.property(phrases, (phrase) => {
      expect(readDatePhrase(datePhraseInWords(phrase))).toEqual({ ok: true, value: phrase });
    }),
  );
});

test("reading never throws, and what is wrong lies inside the text", () => {
  const word = fc.constantFrom(
    "3",
    "days",
    "before",
    "later",
    "on",
    "day",
    "next",
    "Monday",
    "at",
    "9",
    "x",
  );
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(word).map((it) => it.join(" ")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(uselessFaults(readDatePhrase(text), text)).toEqual([]);
    }),
  );
});

// a Saturday, 11:20 in Paris
const started = new Date("2027-02-20T10:20:00Z");
const dates: Record<string, string | Date> = {
  renewal_date: "2027-05-01",
  kickoff: new Date("2027-03-25T13:00:00Z"),
  qbr: "2027-03-28T01:30:00Z",
  broken: "soon",
};

function resolve(text: string, more: Partial<Anchors> = {}) {
  const reading = readDatePhrase(text);
  if (!reading.ok) return reading.faults;
  const found = resolveDatePhrase(reading.value, {
    started,
    previous: started,
    now: started,
    dateOf: (name) => dates[name] ?? null,
    calendar: { zone: "Europe/Paris" },
    ...more,
  });
  return found.is === "at" ? found.at.toISOString() : found;
}

test.each<[string, string]>([
  ["2027-03-01", "2027-03-01T08:00:00.000Z"],
  ["2027-07-01 at 14:30", "2027-07-01T12:30:00.000Z"],
  ["75 days before renewal_date", "2027-02-15T08:00:00.000Z"],
  ["75 days before renewal_date at 6pm", "2027-02-15T17:00:00.000Z"],
  ["on renewal_date", "2027-05-01T07:00:00.000Z"],
  ["1 month before renewal_date", "2027-04-01T07:00:00.000Z"],
  // an instant keeps its own time of day, over the change to summer time as well
  ["3 business days after kickoff", "2027-03-30T12:00:00.000Z"],
  ["3 business days after kickoff at 9", "2027-03-30T07:00:00.000Z"],
  ["24h before qbr", "2027-03-27T01:30:00.000Z"],
  ["2 days later", "2027-02-22T10:20:00.000Z"],
  ["2 days later at 9", "2027-02-22T08:00:00.000Z"],
  ["3 business days later", "2027-02-24T10:20:00.000Z"],
  ["90m later", "2027-02-20T11:50:00.000Z"],
  ["day 0", "2027-02-20T10:20:00.000Z"],
  ["day 30", "2027-03-22T10:20:00.000Z"],
  ["day 40 at 9", "2027-04-01T07:00:00.000Z"],
  ["next Monday", "2027-02-22T08:00:00.000Z"],
  ["next Saturday 10:00", "2027-02-27T09:00:00.000Z"],
  // a local time that clocks skip moves forward by the gap, one they show twice is the first
  ["2027-03-28 02:30", "2027-03-28T01:30:00.000Z"],
  ["2027-10-31 02:30", "2027-10-31T00:30:00.000Z"],
])("%j is %s", (text, at) => {
  expect(resolve(text)).toBe(at);
});

test("a default time of day is used where the phrase says none and counts in days", () => {
  const eight = { defaultTime: "08:00" };

  expect(resolve("75 days before renewal_date", eight)).toBe("2027-02-15T07:00:00.000Z");
  expect(resolve("3 days after kickoff", eight)).toBe("2027-03-28T06:00:00.000Z");
  expect(resolve("day 2", eight)).toBe("2027-02-22T07:00:00.000Z");
  expect(resolve("24h before qbr", eight)).toBe("2027-03-27T01:30:00.000Z");
  expect(resolve("75 days before renewal_date at 9", eight)).toBe("2027-02-15T08:00:00.000Z");
});

test("next Monday is counted from the step before, so it does not move away while it is waited for", () => {
  const waiting = {
    previous: new Date("2027-02-20T10:20:00Z"),
    now: new Date("2027-02-22T12:00:00Z"),
  };

  expect(resolve("next Monday 09:00", waiting)).toBe("2027-02-22T08:00:00.000Z");
});

test("said on a Monday, next Monday is a week away", () => {
  const monday = { previous: new Date("2027-02-22T05:00:00Z") };

  expect(resolve("next Monday 09:00", monday)).toBe("2027-03-01T08:00:00.000Z");
});

test.each(["missing", "broken"])("a date that is %s is named and not guessed", (anchor) => {
  expect(resolve(`3 days after ${anchor}`)).toEqual({ is: "unknown", anchor });
});

test("business days are those of the calendar", () => {
  const isBusinessDay = (date: string) => date !== "2027-02-22" && date !== "2027-02-21";

  expect(
    resolve("1 business day later", { calendar: { zone: "Europe/Paris", isBusinessDay } }),
  ).toBe("2027-02-23T10:20:00.000Z");
});
