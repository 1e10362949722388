// somebody to try a playbook on before it meets a customer

import type { Type } from "../grammar/catalogue.ts";
import { customerFields } from "../steps/customer-fields.ts";
import type { Colleague } from "../run/people.ts";
import type { Contact, Customer } from "../run/values.ts";
import type { Json, Output } from "../steps/world.ts";

/** The moment of every try, so that the same text always comes to the same. */
export const tryAt = new Date("2027-01-11T09:00:00Z");

const zone = "UTC";

const csm: Colleague = {
  id: "csm",
  handle: "csm",
  name: "Casey Miller",
  email: "casey@ours.example",
  zone,
  role: "csm",
  managerId: "manager",
};
const manager: Colleague = {
  ...csm,
  id: "manager",
  handle: "manager",
  name: "Morgan Lee",
  email: "morgan@ours.example",
  role: "manager",
  managerId: null,
};

/** A csm, a manager, and everybody else the workspace has. */
export function exampleColleagues(handles: readonly string[]): Colleague[] {
  const others = handles.map((handle) => ({ ...csm, id: handle, handle, name: handle }));
  return [csm, manager, ...others];
}

const contacts: Contact[] = ["champion", "sponsor", "billing", "primary"].map((role) => ({
  role,
  name: "Robin Example",
  first_name: "Robin",
  title: "Head of Operations",
  email: `${role}@customer.example`,
  phone: "+12025550100",
}));

const known: Output = {
  segment: "enterprise",
  status: "active",
  health: 70,
  arr: 48_000,
  seats: 40,
  usage: 30,
  usage_change: 0,
  renewal_date: "2027-06-30",
  renewal_status: "open",
  kickoff_date: "2027-01-04",
};

/** A customer of whom everything is known that this workspace keeps. */
export function exampleCustomer(extra: Record<string, Type>): Customer {
  const fields: Output = {};
  for (const [name, type] of Object.entries({ ...extra, ...customerFields })) {
    const value = known[name] ?? exampleOf(type);
    if (value !== null) fields[name] = value;
  }
  return { id: "example", name: "Example Ltd", zone, fields, contacts, csm };
}

/** Any value of that type; null for groups of fields, which are people here. */
export function exampleOf(type: Type): Json {
  if (typeof type === "object") {
    if ("oneOf" in type) return type.oneOf[0] ?? "example";
    return "list" in type ? [exampleOf(type.list)] : null;
  }
  switch (type) {
    case "number":
      return 10;
    case "boolean":
      return true;
    case "date":
      return "2027-03-01";
    case "text":
    case "unknown":
      return "example";
  }
}
