import { describe, expect, test } from "vitest";
import { type Duration, readDuration } from "../../src/grammar/duration.ts";
import { changeOver } from "../../src/run/history.ts";

const history = [
  { field: "arr", since: new Date("2026-01-01T00:00:00Z"), value: 1000 },
  { field: "health", since: new Date("2026-11-01T00:00:00Z"), value: 80 },
  { field: "health", since: new Date("2026-12-20T00:00:00Z"), value: 60 },
  { field: "health", since: new Date("2027-01-03T00:00:00Z"), value: 52 },
];
const now = new Date("2027-01-04T12:00:00Z");

function over(text: string): Duration {
  const reading = readDuration(text);
  if (!reading.ok) throw new Error(text);
  return reading.value;
}

describe("how much a number has changed", () => {
  const cases: [string, string, number | null][] = [
    ["health", "7 days", -8],
    ["health", "30 days", -28],
    ["health", "1 day", 0],
    ["arr", "30 days", 0],
    // it was not known then, so there is no change to tell
    ["health", "90 days", null],
    ["usage", "30 days", null],
  ];

  test.each(cases)("%s over %s", (field, length, change) => {
    expect(changeOver(history, field, over(length), now, "UTC")).toBe(change);
  });

  test("a value holds from its moment on", () => {
    const sinceThen = new Date("2026-12-27T00:00:00Z");
    const week = new Date(sinceThen.getTime() - 7 * 86_400_000);

    expect(
      changeOver([{ field: "x", since: week, value: 1 }], "x", over("7 days"), sinceThen, "UTC"),
    ).toBe(0);
  });
});
