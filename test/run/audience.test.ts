import { describe, expect, test } from "vitest";
import type { Playbook } from "../../src/playbook/playbook.ts";
import { isFor, subjectOf } from "../../src/run/audience.ts";
import type { Customer } from "../../src/run/values.ts";

const now = new Date("2027-01-04T12:00:00Z");
const acme: Customer = {
  id: "acme",
  name: "Acme",
  zone: "America/New_York",
  fields: {
    segment: "enterprise",
    health: 52,
    renewal_date: "2027-03-01",
    signed: "2027-01-10T09:30",
    paid: "2027-01-10T09:30:00Z",
    plan: "Team",
  },
  contacts: [],
  csm: null,
};

function forWhom(customers?: string): Playbook {
  const steps = [{ id: "note", do: "message" }];
  return {
    format: 1,
    id: "p",
    name: "P",
    goal: "G",
    steps,
    ...(customers !== undefined && { customers }),
  };
}

describe("a playbook is meant for a customer", () => {
  const cases: [string | undefined, boolean][] = [
    [undefined, true],
    ['customer.segment == "enterprise"', true],
    ['customer.segment == "smb"', false],
    ["customer.health < 60 && days_until(customer.renewal_date) < 90", true],
    // what nobody knows counts as no, and its opposite too
    ["customer.arr > 10", false],
    ["!(customer.arr > 10)", false],
    ['customer.champion.name == "Ana"', false],
  ];

  test.each(cases)("%s", (customers, is) => {
    expect(isFor(forWhom(customers), acme, now)).toBe(is);
  });
});

test("it may be meant for whom a number has changed", () => {
  const playbook = forWhom('change(customer.health, "30d") < -20');
  const history = (before: number) => [
    { field: "health", since: new Date("2026-11-01T00:00:00Z"), value: before },
    { field: "health", since: new Date("2027-01-02T00:00:00Z"), value: 52 },
  ];

  expect(isFor(playbook, acme, now, history(80))).toBe(true);
  expect(isFor(playbook, acme, now, history(60))).toBe(false);
  expect(isFor(playbook, acme, now)).toBe(false);
});

describe("a date of a customer, as triggers see it", () => {
  const cases: [string, string | Date | null][] = [
    ["renewal_date", "2027-03-01"],
    ["customer.renewal_date", "2027-03-01"],
    // without a zone it is the customer's own
    ["signed", new Date("2027-01-10T14:30:00Z")],
    ["paid", new Date("2027-01-10T09:30:00Z")],
    ["plan", null],
    ["health", null],
    ["unknown", null],
    ["constructor", null],
  ];

  test.each(cases)("%s", (name, date) => {
    expect(subjectOf(acme, "UTC").dateOf(name)).toEqual(date);
  });

  test("without a customer there is none, and the zone is the workspace's", () => {
    const subject = subjectOf(null, "Europe/Berlin");

    expect(subject.dateOf("renewal_date")).toBe(null);
    expect(subject.zone).toBe("Europe/Berlin");
  });
});
