import type { Catalogue, Type } from "../grammar/catalogue.ts";
import { type Shape, typesOf } from "../grammar/shape.ts";
import { customerFields } from "../steps/customer-fields.ts";

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
