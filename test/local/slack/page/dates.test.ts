import { expect, test } from "vitest";
import { dayName, slackDate } from "../../../../src/local/slack/page/dates.ts";
import { localMinute, zonedSeconds } from "../../../../src/local/slack/zoned-time.ts";

const now = new Date("2026-11-20T10:00:00Z");
const lisbon = { id: "U1", tz: "Europe/Lisbon", now };
const seconds = (iso: string) => Date.parse(iso) / 1000;

const formats: [string, string, string][] = [
  ["{date_num}", "2026-11-22T23:30:00Z", "2026-11-22"],
  ["{date_slash}", "2026-11-22T23:30:00Z", "11/22/2026"],
  ["{date}", "2026-11-22T23:30:00Z", "November 22"],
  ["{date}", "2027-01-02T10:00:00Z", "January 2, 2027"],
  ["{date_long}", "2026-11-22T23:30:00Z", "Sunday, November 22nd, 2026"],
  ["{date_long_full}", "2026-11-22T23:30:00Z", "November 22, 2026"],
  ["{date_short}", "2026-11-22T23:30:00Z", "Nov 22, 2026"],
  ["{date_pretty}", "2026-11-21T08:00:00Z", "tomorrow"],
  ["{date_short_pretty} at {time}", "2026-11-20T15:05:00Z", "today at 3:05 PM"],
  ["{date_long_pretty}", "2026-11-19T15:05:00Z", "yesterday"],
  ["{time_secs}", "2026-11-20T15:05:07Z", "3:05:07 PM"],
  ["{ago}", "2026-11-20T07:00:00Z", "3 hours ago"],
  ["{unknown} stays", "2026-11-20T07:00:00Z", "{unknown} stays"],
];

test.each(formats)("%s of %s reads %s", (format, at, said) => {
  expect(slackDate(seconds(at), format, lisbon)).toBe(said);
});

test("a moment is read in the person's own zone", () => {
  const at = seconds("2026-11-21T02:30:00Z");

  expect(slackDate(at, "{date_pretty} {time}", lisbon)).toBe("tomorrow 2:30 AM");
  const newYork = { ...lisbon, tz: "America/New_York" };
  expect(slackDate(at, "{date_pretty} {time}", newYork)).toBe("today 9:30 PM");
});

test("days have names", () => {
  expect(dayName(new Date("2026-11-20T01:00:00Z"), lisbon)).toBe("Today");
  expect(dayName(new Date("2026-11-12T12:00:00Z"), lisbon)).toBe("Thursday, November 12th");
});

const walls: [string, string, string][] = [
  ["2026-07-01T09:30", "Europe/Lisbon", "2026-07-01T08:30:00.000Z"],
  ["2026-12-01T09:30", "America/New_York", "2026-12-01T14:30:00.000Z"],
  ["2026-03-29T09:30", "Europe/Paris", "2026-03-29T07:30:00.000Z"],
  ["2026-11-01T12:00", "America/New_York", "2026-11-01T17:00:00.000Z"],
];

test.each(walls)("%s on a clock in %s is %s", (local, tz, utc) => {
  const at = new Date(zonedSeconds(local, tz) * 1000);

  expect(at.toISOString()).toBe(utc);
  expect(localMinute(at, tz)).toBe(local);
});
