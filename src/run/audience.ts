import { holds } from "../grammar/evaluate.ts";
import { readExpression } from "../grammar/expression.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Subject } from "../triggers/trigger-type.ts";
import { changeOver, type History } from "./history.ts";
import { type Customer, customerValues } from "./values.ts";
import { dateOf } from "./world.ts";

/** Whether a playbook is meant for a customer. What it asks about and nobody knows counts as no. */
export function isFor(
  playbook: Playbook,
  customer: Customer,
  now: Date,
  history: History = [],
): boolean {
  if (playbook.customers === undefined) return true;
  const reading = readExpression(playbook.customers);
  if (!reading.ok) return false;
  const { values, zone, change } = subjectOf(customer, customer.zone, history);
  const helpers = { now, zone, change: (field: string, over: Over) => change(field, over, now) };
  return holds(reading.value, values, helpers).holds;
}

type Over = Parameters<Subject["change"]>[1];

/** A customer, or for workspace playbooks the workspace, as triggers see it. */
export function subjectOf(
  customer: Customer | null,
  workspaceZone: string,
  history: History = [],
): Subject {
  const values = customer ? { customer: customerValues(customer) } : {};
  const zone = customer?.zone ?? workspaceZone;
  return {
    zone,
    values,
    dateOf: (name) => dateOf(values, name, zone),
    change: (field, over, now) => changeOver(history, field, over, now, zone),
  };
}

/** Whether it asks how a number has changed before it starts, so that its customers' past is needed. */
export function asksForPast({ customers, triggers }: Playbook): boolean {
  return JSON.stringify([customers, triggers]).includes("change(");
}
