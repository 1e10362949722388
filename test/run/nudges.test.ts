import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { considerate, escalatedBy, nextNudge } from "../../src/run/nudges.ts";

// Monday 1 March 2027, 10:00 in New York; clocks go forward there on the 14th
const zone = "America/New_York";
const since = new Date("2027-03-01T15:00:00Z");
const until = (at: string) => ({ since, until: new Date(at), zone });
const both = {
  remind: "5d",
  escalate: [
    { in: "10d", who: "manager" },
    { in: "12d", who: "owner" },
  ],
};

describe("what comes next", () => {
  const cases: [string, Parameters<typeof nextNudge>[0], string, string | null, string | null][] = [
    ["nothing without words", {}, "2027-03-01T15:00:00Z", null, null],
    ["the first reminder", both, "2027-03-01T15:00:00Z", "2027-03-06T15:00:00Z", null],
    [
      "who is asked as well, before a reminder",
      both,
      "2027-03-06T15:00:00Z",
      "2027-03-11T15:00:00Z",
      "manager",
    ],
    ["the next one to ask", both, "2027-03-11T15:00:00Z", "2027-03-13T15:00:00Z", "owner"],
    [
      "reminders, at the same hour after the clocks went forward",
      both,
      "2027-03-13T15:00:00Z",
      "2027-03-16T14:00:00Z",
      null,
    ],
    [
      "one reminder for all that were missed",
      both,
      "2027-05-02T12:00:00Z",
      "2027-05-05T14:00:00Z",
      null,
    ],
    [
      "business days",
      { remind: "2 business days" },
      "2027-03-03T15:00:00Z",
      "2027-03-05T15:00:00Z",
      null,
    ],
    [
      "minutes, years later",
      { remind: "1m" },
      "2029-03-01T15:00:30Z",
      "2029-03-01T15:01:00Z",
      null,
    ],
    ["nothing every no time", { remind: "0d" }, "2027-03-01T15:00:00Z", null, null],
    ["nobody twice", { escalate: both.escalate }, "2027-03-14T00:00:00Z", null, null],
  ];
  test.each(cases)("%s", (_name, words, from, at, escalatesTo) => {
    const next = nextNudge(words, until(from));
    expect(next).toEqual(at === null ? null : { at: new Date(at), escalatesTo });
  });

  test("all who should have been asked meanwhile are asked", () => {
    const asked = escalatedBy(
      both,
      until("2027-03-01T15:00:00Z"),
      new Date("2027-04-01T00:00:00Z"),
    );
    expect(asked.map((it) => it.escalatesTo)).toEqual(["manager", "owner"]);
  });
});

describe("nobody is disturbed", () => {
  const cases: [string, string, string][] = [
    ["at work", "2027-03-03T15:00:00Z", "2027-03-03T15:00:00Z"],
    ["late in the evening", "2027-03-04T01:30:00Z", "2027-03-04T13:00:00Z"],
    ["early in the morning", "2027-03-04T10:00:00Z", "2027-03-04T13:00:00Z"],
    ["on a Saturday", "2027-03-06T15:00:00Z", "2027-03-08T13:00:00Z"],
    ["on the Sunday on which clocks go forward", "2027-03-14T06:30:00Z", "2027-03-15T12:00:00Z"],
  ];
  test.each(cases)("%s", (_name, at, awake) => {
    expect(considerate(new Date(at), zone)).toEqual(new Date(awake));
  });
});

test("whatever a playbook says, what comes next lies ahead, and nobody is asked before their time", () => {
  const lengths = fc.constantFrom(
    "1m",
    "4h",
    "1d",
    "3 business days",
    "2 weeks",
    "1 month",
    "36 hours",
  );
  const words = fc.record(
    {
      remind: lengths,
      escalate: fc.array(fc.record({ in: lengths, who: fc.constantFrom("manager", "owner") }), {
        minLength: 1,
        maxLength: 5,
      }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 400 * 24 * 60 }), (said, minutes) => {
      const given = until(new Date(since.getTime() + minutes * 60_000).toISOString());
      const next = nextNudge(said, given);
      expect(next === null || next.at > given.until).toBe(true);
      const asked = escalatedBy(said, given, new Date(given.until.getTime() + 86_400_000));
      expect(asked.every((it) => next !== null && it.at >= next.at)).toBe(true);
    }),
  );
});
