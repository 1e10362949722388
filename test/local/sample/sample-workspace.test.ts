import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleWorkspace } from "../../../src/local/sample/sample-workspace.ts";

const now = new Date("2026-11-20T09:00:00Z");
const days = (from: Date, date: string) =>
  Math.round((Date.parse(date) - Date.parse(from.toISOString().slice(0, 10))) / 86_400_000);

test("ids, names, handles and channels are given out once", () => {
  const { people, channels, customers } = sampleWorkspace(now);

  const lists = [
    people.map(({ id }) => id),
    people.map(({ name }) => name),
    channels.map(({ id }) => id),
    channels.map(({ name }) => name),
    customers.map(({ id }) => id),
    customers.map(({ name }) => name),
    customers.flatMap(({ orders }) => orders.map(({ id }) => id)),
  ];

  for (const list of lists) expect(new Set(list).size).toBe(list.length);
  expect(customers).toHaveLength(25);
});

test("everything that names a person or a channel names one that exists", () => {
  const { people, channels, customers } = sampleWorkspace(now);
  const csms = people.filter(({ role }) => role === "csm").map(({ id }) => id);

  for (const { csm } of customers) expect(csms).toContain(csm);
  for (const { csm, channel } of customers.filter((customer) => customer.channel !== null))
    expect(channels.find(({ name }) => name === channel)?.members).toContain(csm);
  for (const { members } of channels)
    for (const member of members) expect(people.map(({ id }) => id)).toContain(member);
});

test("every address is one that mail can be sent to and nobody owns", () => {
  const { people, customers } = sampleWorkspace(now);
  const contacts = customers.flatMap((customer) => customer.contacts);

  for (const { email } of [...people, ...contacts])
    expect(email).toMatch(/^[a-z]+([.-][a-z]+)*@[a-z-]+\.example$/);
  for (const { phone } of contacts) expect(phone).toMatch(/^\+[1-9][\d ]{8,16}$/);
});

test("a person has one address and one number, whatever the role, and shares them with nobody", () => {
  const contacts = sampleWorkspace(now).customers.flatMap((customer) => customer.contacts);

  const whole = new Set(contacts.map(({ email, phone }) => `${email} ${phone}`));

  expect(new Set(contacts.map(({ email }) => email)).size).toBe(whole.size);
  expect(new Set(contacts.map(({ phone }) => phone)).size).toBe(whole.size);
});

test("every time zone is known", () => {
  const { people, customers } = sampleWorkspace(now);
  const zones = [...people.map(({ tz }) => tz), ...customers.map(({ timezone }) => timezone)];

  for (const timeZone of zones)
    expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
  expect(new Set(zones).size).toBeGreaterThan(8);
});

test("the hard cases are there", () => {
  const { customers } = sampleWorkspace(now);
  const roles = customers.map(({ contacts }) => contacts.map(({ role }) => role));

  expect(customers.filter(({ name }) => name.startsWith("Acme "))).toHaveLength(2);
  expect(customers.filter(({ name }) => /'.*&/.test(name)).map(({ id }) => id)).toEqual([
    "ohara-and-sons-logistics",
  ]);
  expect(roles.filter((it) => !it.includes("sponsor")).length).toBeGreaterThan(3);
  expect(roles.filter((it) => !it.includes("champion")).length).toBeGreaterThan(2);
  expect(roles.every((it) => it.includes("primary"))).toBe(true);
});

test("whenever it is made, the same things are about to happen", () => {
  const anyTime = fc.date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2099-12-31T23:59:59Z"),
    noInvalidDate: true,
  });

  fc.assert(
    fc.property(anyTime, (at) => {
      const { customers } = sampleWorkspace(at);
      const open = customers
        .filter(({ status, renewal_status }) => status === "active" && renewal_status === "open")
        .map(({ renewal_date }) => days(at, renewal_date));
      const count = (field: "status" | "renewal_status", value: string) =>
        customers.filter((customer) => customer[field] === value).length;

      // the ninety days before begin within the next three
      expect(open.filter((left) => left > 90 && left <= 93)).toHaveLength(2);
      expect(open.filter((left) => left > 0 && left <= 90).length).toBeGreaterThan(5);
      expect(count("renewal_status", "renewed")).toBe(3);
      expect(count("status", "churned")).toBe(1);
      expect(count("status", "onboarding")).toBe(2);
    }),
  );
});

test("whenever it is made, every date is a day that exists and every order lies in the past", () => {
  fc.assert(
    fc.property(fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 }), (at) => {
      for (const { renewal_date, kickoff_date, orders } of sampleWorkspace(new Date(at))
        .customers) {
        for (const date of [renewal_date, kickoff_date])
          expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
        expect(renewal_date > kickoff_date).toBe(true);
        for (const order of orders) expect(Date.parse(order.at)).toBeLessThan(at);
      }
    }),
  );
});

test("health, use and money are numbers a person would believe", () => {
  for (const { health, seats, usage, arr, status } of sampleWorkspace(now).customers) {
    expect(health).toBeGreaterThanOrEqual(0);
    expect(health).toBeLessThanOrEqual(100);
    expect(usage).toBeLessThanOrEqual(seats);
    expect(arr > 0).toBe(status !== "churned");
  }
});
