import type { Catalogue, Type } from "../grammar/catalogue.ts";
import { type Shape, typesOf } from "../grammar/shape.ts";

const person: Type = { fields: { name: "text", first_name: "text", email: "text" } };
const contact: Type = {
  fields: { name: "text", first_name: "text", email: "text", title: "text" },
};

/** What every customer has. What a workspace keeps beyond it is added from its own data. */
export const customerFields: Record<string, Type> = {
  id: "text",
  name: "text",
  segment: "text",
  status: "text",
  plan: "text",
  tier: "text",
  health: "number",
  arr: "number",
  seats: "number",
  usage: "number",
  usage_change: "number",
  renewal_date: "date",
  renewal_status: "text",
  kickoff_date: "date",
  timezone: "text",
  csm: person,
  champion: contact,
  sponsor: contact,
  billing: contact,
  primary: contact,
};

export const contactRoles = ["champion", "sponsor", "billing", "primary"] as const;

const run: Type = { fields: { name: "text", started_at: "date", started_by: "text" } };

/** The results every step has, whatever its type. */
export const reservedResults: Record<string, Type> = {
  status: { oneOf: ["waiting", "done", "skipped", "failed"] },
  at: "date",
  by: "text",
  result: "text",
};

/** The names a playbook's texts and conditions may use before any step has run. */
export function startCatalogue(inputs: Shape, extra: Record<string, Type> = {}): Catalogue {
  return {
    names: {
      customer: { fields: { ...extra, ...customerFields } },
      inputs: { fields: typesOf(inputs) },
      run,
      now: "date",
      today: "date",
    },
  };
}

/** Ids no step may have, as they would hide these. */
export const reservedIds = [
  "customer",
  "inputs",
  "run",
  "now",
  "today",
  "event",
  "output",
  "true",
  "false",
  "null",
  "in",
];
