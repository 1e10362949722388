import type { Type } from "../grammar/catalogue.ts";

const person: Type = { fields: { name: "text", first_name: "text", email: "text" } };
const contact: Type = {
  fields: { name: "text", first_name: "text", email: "text", phone: "text", title: "text" },
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

/** What no step changes: who the customer is, and the people around it. */
export function isFixed(field: string): boolean {
  const type = customerFields[field];
  return (
    ["id", "name", "timezone"].includes(field) || (typeof type === "object" && "fields" in type)
  );
}
