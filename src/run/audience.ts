import { holds } from "../grammar/evaluate.ts";
import { readExpression } from "../grammar/expression.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Subject } from "../triggers/trigger-type.ts";
import { type Customer, customerValues } from "./values.ts";
import { dateOf } from "./world.ts";

/** Whether a playbook is meant for a customer. What it asks about and nobody knows counts as no. */
export function isFor(playbook: Playbook, customer: Customer, now: Date): boolean {
  if (playbook.customers === undefined) return true;
  const reading = readExpression(playbook.customers);
  if (!reading.ok) return false;
  const values = { customer: customerValues(customer) };
  return holds(reading.value, values, { now, zone: customer.zone }).holds;
}

/** A customer, or for workspace playbooks the workspace, as triggers see it. */
export function subjectOf(customer: Customer | null, workspaceZone: string): Subject {
  const values = customer ? { customer: customerValues(customer) } : {};
  const zone = customer?.zone ?? workspaceZone;
  return { zone, values, dateOf: (name) => dateOf(values, name, zone) };
}
