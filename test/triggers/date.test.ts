import { describe, expect, test } from "vitest";
import { triggerTypeOf } from "../../src/triggers/all.ts";
import { momentsOf } from "./subjects.ts";

const renewal = { renewal_date: "2027-03-01" };
const before = { by: "date", at: "90 days before renewal_date", time: "09:00" };
const after = { by: "date", at: "3 days after renewal_date" };
const on = { by: "date", at: "on renewal_date", time: "08:30" };

describe("a moment before a date", () => {
  test("is still to come", () => {
    expect(momentsOf(before, renewal, { now: "2026-12-01T08:59:59Z" })).toEqual({
      open: null,
      next: "2026-12-01T09:00:00.000Z",
    });
  });

  test("stands open from its moment until the date itself is over", () => {
    const open = {
      at: "2026-12-01T09:00:00.000Z",
      until: "2027-03-01T23:59:00.000Z",
      occurrence: "2027-03-01",
    };

    for (const now of ["2026-12-01T09:00:00Z", "2027-01-15T00:00:00Z", "2027-03-01T23:58:00Z"])
      expect(momentsOf(before, renewal, { now })).toEqual({ open, next: null });
    expect(momentsOf(before, renewal, { now: "2027-03-01T23:59:00Z" })).toEqual({
      open: null,
      next: null,
    });
  });

  test("is at the customer's time of day, whatever the season there", () => {
    const at = (zone: string) =>
      momentsOf(before, renewal, { now: "2026-11-01T00:00:00Z", zone }).next;

    expect(at("America/New_York")).toBe("2026-12-01T14:00:00.000Z");
    expect(at("Asia/Kolkata")).toBe("2026-12-01T03:30:00.000Z");
    // ninety days before 1 June are still winter there, and are counted in days of the calendar
    const summer = { renewal_date: "2027-06-01" };
    expect(
      momentsOf(before, summer, { now: "2027-01-01T00:00:00Z", zone: "Europe/Berlin" }).next,
    ).toBe("2027-03-03T08:00:00.000Z");
    // a time that clocks skip moves forward by what they skip
    const skipped = { by: "date", at: "1 day before renewal_date", time: "02:30" };
    const spring = { renewal_date: "2027-03-29" };
    expect(
      momentsOf(skipped, spring, { now: "2027-03-01T00:00:00Z", zone: "Europe/Berlin" }).next,
    ).toBe("2027-03-28T01:30:00.000Z");
  });

  test("comes again with next year's date, and with a date that was changed", () => {
    const now = "2027-12-10T12:00:00Z";

    expect(momentsOf(before, { renewal_date: "2028-03-01" }, { now }).open?.occurrence).toBe(
      "2028-03-01",
    );
    expect(momentsOf(before, { renewal_date: "2028-03-05" }, { now }).open?.occurrence).toBe(
      "2028-03-05",
    );
    // the same date with another time of day is the same occurrence
    expect(
      momentsOf({ ...before, time: "11:00" }, { renewal_date: "2028-03-01" }, { now }).open
        ?.occurrence,
    ).toBe("2028-03-01");
  });

  test("never comes for a customer without the date", () => {
    for (const fields of [
      {},
      { renewal_date: null },
      { renewal_date: "soon" },
      { renewal_date: "2027-02-30" },
    ])
      expect(momentsOf(before, fields, { now: "2026-12-05T00:00:00Z" })).toEqual({
        open: null,
        next: null,
      });
  });
});

describe("a moment on or after a date", () => {
  test("stands open for thirty days", () => {
    expect(momentsOf(after, renewal, { now: "2027-03-04T09:00:00Z" }).open).toEqual({
      at: "2027-03-04T09:00:00.000Z",
      until: "2027-04-03T09:00:00.000Z",
      occurrence: "2027-03-01",
    });
    expect(momentsOf(after, renewal, { now: "2027-04-03T09:00:00Z" }).open).toBe(null);
    expect(momentsOf(on, renewal, { now: "2027-02-01T00:00:00Z" }).next).toBe(
      "2027-03-01T08:30:00.000Z",
    );
    expect(momentsOf(on, renewal, { now: "2027-03-01T08:30:00Z" }).open?.at).toBe(
      "2027-03-01T08:30:00.000Z",
    );
  });
});

describe("an instant", () => {
  const qbr = { qbr: "2027-03-01T14:00:00Z" };

  test("is counted from exactly, by hours", () => {
    const trigger = { by: "date", at: "2 hours before qbr" };

    expect(momentsOf(trigger, qbr, { now: "2027-03-01T11:00:00Z" }).next).toBe(
      "2027-03-01T12:00:00.000Z",
    );
    expect(momentsOf(trigger, qbr, { now: "2027-03-01T13:59:00Z" }).open).toMatchObject({
      until: "2027-03-01T14:00:00.000Z",
    });
  });

  test("falls on the customer's own day", () => {
    const late = { qbr: "2027-03-01T23:30:00Z" };
    const trigger = { by: "date", at: "1 day before qbr" };

    expect(momentsOf(trigger, late, { now: "2027-02-01T00:00:00Z", zone: "Asia/Tokyo" }).next).toBe(
      "2027-03-01T00:00:00.000Z",
    );
    expect(
      momentsOf(trigger, late, { now: "2027-03-01T01:00:00Z", zone: "Asia/Tokyo" }).open
        ?.occurrence,
    ).toBe("2027-03-02");
  });
});

test("the rule is said in words", () => {
  expect(triggerTypeOf(before).summary(before)).toBe(
    "90 days before renewal date, at 09:00 the customer's time",
  );
  expect(triggerTypeOf(after).summary(after)).toBe(
    "3 days after renewal date, at 09:00 the customer's time",
  );
});
