import { describe, expect, test } from "vitest";
import { triggerTypeOf } from "../../src/triggers/all.ts";
import { momentsOf } from "./subjects.ts";

const weekly = { by: "schedule", every: "Monday 09:00" };

describe("a schedule", () => {
  test("has its next time, and none open before its first", () => {
    // it was turned on at noon of a Monday
    const asked = { now: "2027-01-04T12:00:00Z", since: "2027-01-04T12:00:00Z" };

    expect(momentsOf(weekly, {}, asked)).toEqual({ open: null, next: "2027-01-11T09:00:00.000Z" });
  });

  test("stands open from each time until the next", () => {
    const since = "2027-01-04T12:00:00Z";
    const open = {
      at: "2027-01-11T09:00:00.000Z",
      until: "2027-01-18T09:00:00.000Z",
      occurrence: "2027-01-11T09:00:00.000Z",
    };

    for (const now of ["2027-01-11T09:00:00Z", "2027-01-18T08:59:00Z"])
      expect(momentsOf(weekly, {}, { now, since })).toEqual({
        open,
        next: "2027-01-18T09:00:00.000Z",
      });
  });

  test("of all times that were missed only the last one is caught up", () => {
    const missed = (trigger: typeof weekly, now: string, since = "2026-01-01T00:00:00Z") =>
      momentsOf(trigger, {}, { now, since }).open?.at;

    expect(missed(weekly, "2027-03-03T10:00:00Z")).toBe("2027-03-01T09:00:00.000Z");
    expect(missed({ by: "schedule", every: "every 15 minutes" }, "2027-03-03T10:07:00Z")).toBe(
      "2027-03-03T10:00:00.000Z",
    );
    expect(
      missed({ by: "schedule", every: "first Monday of the month 09:00" }, "2027-03-29T10:00:00Z"),
    ).toBe("2027-03-01T09:00:00.000Z");
    expect(missed({ by: "schedule", every: "1 February 09:00" }, "2027-12-29T10:00:00Z")).toBe(
      "2027-02-01T09:00:00.000Z",
    );
  });

  test("keeps its time of day in its zone, and comes once where clocks show it twice", () => {
    const nightly = { by: "schedule", cron: "30 1 * * *" };
    const zone = "America/New_York";

    expect(momentsOf(weekly, {}, { now: "2027-03-13T00:00:00Z", zone }).next).toBe(
      "2027-03-15T13:00:00.000Z",
    );
    // on 7 November 2027 it is 01:30 twice in New York
    expect(momentsOf(nightly, {}, { now: "2027-11-07T05:00:00Z", zone }).next).toBe(
      "2027-11-07T05:30:00.000Z",
    );
    expect(momentsOf(nightly, {}, { now: "2027-11-07T05:30:00Z", zone }).next).toBe(
      "2027-11-08T06:30:00.000Z",
    );
  });

  test("is said in words", () => {
    expect(triggerTypeOf(weekly).summary(weekly)).toBe("every Monday at 09:00");
    const cron = { by: "schedule", cron: "0 9 * * 1-5" };
    expect(triggerTypeOf(cron).summary(cron)).toContain("weekday");
  });
});
