// what should be looked at before a run begins; ticked by what is there, or by whoever looked

import type { CriterionResult } from "./execution.ts";

/** One line of a checklist. Ids of people stand apart from words, as only they may be named. */
export type ChecklistItem = {
  say: string;
  /** null: it is still to be done */
  met: boolean | null;
  note: string;
  people: string[];
  at: Date | null;
};

export type ChecklistFacts = {
  reviewed: { by: string; at: Date } | null;
  prerequisites: readonly CriterionResult[];
  channels: readonly CriterionResult[];
  /** what it watches while it runs, and whether that is known */
  monitors: readonly CriterionResult[];
  /** everything that is judged on the way: how many by measuring, how many by people */
  criteria: { measured: number; asked: number };
  customer: string | null;
  /** null: nothing in it is ever taken back */
  rehearsed: { at: Date | null } | null;
  told: { to: readonly string[]; delivered: readonly string[] };
};

export function checklistOf(facts: ChecklistFacts): ChecklistItem[] {
  const { reviewed, prerequisites, channels, monitors, criteria, customer, rehearsed } = facts;
  return [
    {
      ...item("Looked at by a lead", reviewed ? true : null),
      people: reviewed ? [reviewed.by] : [],
      at: reviewed?.at ?? null,
    },
    all("Prerequisites are met", prerequisites, "it has none"),
    item(
      "A snapshot is kept",
      true,
      customer === null ? "it is about no single customer" : `${customer}, at the start`,
    ),
    all("What it watches can be read", monitors, "it watches nothing"),
    all("I can post in its channels", channels, "it names none"),
    rehearsed
      ? { ...item("Rolling back was rehearsed", rehearsed.at !== null), at: rehearsed.at }
      : item("Rolling back was rehearsed", true, "nothing to roll back"),
    item("Its criteria can be judged", true, judged(criteria)),
    told(facts.told),
  ];
}

function item(say: string, met: boolean | null, note = ""): ChecklistItem {
  return { say, met, note, people: [], at: null };
}

function all(say: string, criteria: readonly CriterionResult[], none: string): ChecklistItem {
  const open = criteria.filter((it) => it.met !== true);
  if (criteria.length === 0) return item(say, true, none);
  if (open.length === 0) return item(say, true);
  const note = open.map((it) => (it.because === "" ? it.say : `${it.say}: ${it.because}`));
  const isFailing = open.some((it) => it.met === false || it.asked === undefined);
  return item(say, isFailing ? false : null, note.join("; "));
}

function judged({ measured, asked }: ChecklistFacts["criteria"]): string {
  if (measured + asked === 0) return "it has none";
  const parts = [
    ...(measured > 0 ? [`${measured} measured`] : []),
    ...(asked > 0 ? [`${asked} asked of people`] : []),
  ];
  return parts.join(", ");
}

function told({ to, delivered }: ChecklistFacts["told"]): ChecklistItem {
  const say = "Everybody concerned has been told";
  if (to.length === 0) return item(say, null);
  const isThere = to.every((id) => delivered.includes(id));
  return { ...item(say, isThere ? true : null, isThere ? "" : "on its way"), people: [...to] };
}
