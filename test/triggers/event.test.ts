import { describe, expect, test } from "vitest";
import { triggerTypeOf } from "../../src/triggers/all.ts";
import type { AnyTrigger } from "../../src/triggers/trigger-type.ts";
import { customerWith } from "./subjects.ts";

const left = { by: "event", name: "champion.left" };
const happening = {
  name: "champion.left",
  at: new Date("2027-01-04T12:00:00Z"),
  data: { seats: 60, reason: "new job", renews: "2027-03-01" },
};
const acme = customerWith({ health: 52, arr: null });

function meant(when?: string) {
  const trigger = { ...left, ...(when !== undefined && { when }) };
  return triggerTypeOf(trigger).means?.(trigger, happening, acme);
}

describe("an event is meant", () => {
  const cases: [string | undefined, boolean][] = [
    [undefined, true],
    ["event.seats > 50", true],
    ["event.seats > 80", false],
    ['event.seats > 50 && customer.health < 60 && event.reason != "merger"', true],
    // what nobody knows is not true, and neither is its opposite
    ["event.score > 1", false],
    ["!(event.score > 1)", false],
    ["customer.arr > 1", false],
    ["days_until(event.renews) == 56", true],
  ];

  test.each(cases)("%s", (when, holds) => {
    expect(meant(when)?.holds).toBe(holds);
  });

  test("and it is said why, or why not", () => {
    expect(meant()?.because).toBe("champion.left happened");
    expect(meant("event.seats > 50")?.because).toBe(
      "champion.left happened and event seats is over 50",
    );
    expect(meant("event.score > 1")?.because).toContain("event.score is not known");
  });
});

describe("what an event gives", () => {
  function given(give: Record<string, string>) {
    const trigger: AnyTrigger & Record<string, unknown> = { ...left, give };
    return triggerTypeOf(trigger).gives?.(trigger, happening, acme);
  }

  test("fills the inputs with what is said of it", () => {
    expect(given({ reason: "event.reason", seats: "event.seats * 2", fixed: '"Left."' })).toEqual({
      reason: "new job",
      seats: 120,
      fixed: "Left.",
    });
  });

  test("leaves out what is not known", () => {
    expect(given({ reason: "event.reason", score: "event.score", arr: "customer.arr" })).toEqual({
      reason: "new job",
    });
    expect(triggerTypeOf(left).gives?.(left, happening, acme)).toEqual({});
  });
});

test("an event trigger hears its own event only, and has no moments of its own", () => {
  expect(triggerTypeOf(left).hears?.(left)).toBe("champion.left");
  expect(triggerTypeOf(left).moments).toBe(undefined);
  const words = { ...left, when: "event.seats > 50" };
  expect(triggerTypeOf(words).summary(words)).toBe(
    "when champion.left happens and event seats is over 50",
  );
});

test("a trigger of no known type is a mistake of ours", () => {
  expect(() => triggerTypeOf({ by: "magic" })).toThrow("magic");
});
