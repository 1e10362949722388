import type { Catalogue, Type } from "../../src/grammar/catalogue.ts";

const contact: Type = { fields: { name: "text", first_name: "text", email: "text" } };
const order: Type = { fields: { total: "number", name: "text" } };

/** What the texts and conditions of these tests may name. */
export const catalogue: Catalogue = {
  names: {
    customer: {
      fields: {
        name: "text",
        segment: "text",
        website: "text",
        health: "number",
        seats: "number",
        arr: "number",
        active: "boolean",
        renewal_date: "date",
        last_login: "date",
        status: { oneOf: ["active", "churned"] },
        tags: { list: "text" },
        orders: { list: order },
        champion: contact,
        csm: contact,
      },
    },
    inputs: { fields: { max_discount: "number" } },
    outcome: { fields: { mood: { oneOf: ["green", "yellow", "red"] }, held: "boolean" } },
    summary: { fields: { text: "text", risks: { list: "text" } } },
    output: { fields: { score: "number" } },
    event: "unknown",
    now: "date",
  },
};

/** A customer as a record holds one: some of it is not known. */
export const values = {
  customer: {
    name: "Acme & Co",
    segment: "enterprise",
    website: "https://acme.example/x?a=1",
    health: 52,
    seats: 120,
    arr: 120_000,
    active: true,
    renewal_date: "2027-03-01",
    last_login: new Date("2026-11-20T10:00:00Z"),
    status: "active",
    tags: ["vip", "beta"],
    orders: [
      { total: 5, name: "seats" },
      { total: 1200.5, name: "training" },
    ],
    champion: null,
    csm: { name: "Ana Lee", first_name: "Ana", email: "ana@example.com" },
    note: "",
  },
  inputs: { max_discount: 20 },
  outcome: { mood: "green", held: true },
  summary: { text: "All well.", risks: ["late", "cost", "silence"], none: [] },
};
