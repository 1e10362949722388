// what is known of the customer in the fields a run changes: as it was when the run began, and as it is

import { nameInWords } from "../grammar/words.ts";
import { valueInWords } from "../grammar/value-in-words.ts";
import type { Situation } from "../run/situation.ts";
import { knownSteps, typeOf } from "../steps/all.ts";
import type { ChangedRow } from "../store/details.ts";

export type FieldKept = {
  name: string;
  before: string;
  now: string;
  /** somebody has changed it since, so a rollback leaves it as it is */
  stays: boolean;
};

type Seen = Pick<Situation, "execution" | "graph" | "forward" | "customer" | "zone">;

/** Every field that the run changes or will change, whether or not it has done so yet. */
export function snapshotOf(situation: Seen, changed: readonly ChangedRow[]): FieldKept[] {
  const { graph } = situation.forward ?? situation;
  const set = [...graph.nodes.values()].flatMap(({ step }) =>
    step ? (typeOf(knownSteps, step).sets?.(step) ?? []) : [],
  );
  const { customer, execution, zone } = situation;
  if (!customer) return [];
  return [...new Set([...set, ...changed.map(({ field }) => field)])].map((field) => ({
    name: nameInWords(field),
    before: said(execution.atStart[field], zone),
    now: said(customer.fields[field], zone),
    stays: false,
  }));
}

/** What some of its steps changed, in the order they did: what each field was before the first of them, and is. */
export function changedOf({ customer, zone }: Seen, changed: readonly ChangedRow[]): FieldKept[] {
  const fields = Map.groupBy(changed, ({ field }) => field);
  return [...fields].flatMap(([field, rows]): FieldKept[] => {
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return [];
    const now = said(customer?.fields[field], zone);
    const before = said(first.before, zone);
    return [{ name: nameInWords(field), before, now, stays: now !== said(last.after, zone) }];
  });
}

function said(value: unknown, zone: string): string {
  return valueInWords(value, zone) ?? "not known";
}
