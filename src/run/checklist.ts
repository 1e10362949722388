// what should be looked at before a run begins; ticked by what is there, or by whoever looked

import type { CriterionResult } from "./execution.ts";

/** One line of a checklist. Ids of people stand apart from words, as only they may be named. */
export type ChecklistItem = {
  say: string;
  /** null: it is still to be done */
  met: boolean | null;
  note: string;
  people: string[];
  /** who did it, where that is somebody else */
  by: string | null;
  at: Date | null;
};

export const rehearsedItem = "Rolling back was rehearsed";

export type ChecklistFacts = {
  reviewed: { by: string; at: Date } | null;
  prerequisites: readonly CriterionResult[];
  channels: readonly CriterionResult[];
  /** what it watches while it runs, and whether that is known */
  monitors: readonly CriterionResult[];
  /** everything that is judged on the way, and whether it can be */
  criteria: readonly CriterionResult[];
  /** what it changes of the customer, with the values that are kept for putting it back */
  snapshot: {
    customer: string | null;
    fields: readonly { name: string; before: string }[];
    sets: boolean;
  };
  /** what a rollback would take back, and what would stay as the playbook says; whether that was rehearsed */
  back: {
    takes: readonly string[];
    stays: readonly { step: string; why: string }[];
    rehearsed: { by: string; at: Date } | null;
  };
  told: { to: readonly string[]; delivered: readonly string[]; by: string | null; at: Date | null };
};

export function checklistOf(facts: ChecklistFacts): ChecklistItem[] {
  const { reviewed, prerequisites, channels, monitors, criteria, snapshot, back } = facts;
  return [
    {
      ...item("Looked at by a lead", reviewed ? true : null),
      people: reviewed ? [reviewed.by] : [],
      at: reviewed?.at ?? null,
    },
    all("Prerequisites are met", prerequisites, "it has none"),
    kept(snapshot),
    all("What it watches can be read", monitors, "it watches nothing"),
    all("I can post in its channels", channels.map(itsReason), "it names none"),
    rolledBack(back),
    judged(criteria),
    told(facts.told),
  ];
}

function item(say: string, met: boolean | null, note = ""): ChecklistItem {
  return { say, met, note, people: [], by: null, at: null };
}

function kept({ customer, fields, sets }: ChecklistFacts["snapshot"]): ChecklistItem {
  const say = "What it changes is kept as it was";
  if (!sets) return item(say, true, "it changes nothing of the customer");
  if (customer === null) return item(say, false, "there is no customer to change");
  return item(say, true, fields.map(({ name, before }) => `${name}: ${before}`).join(", "));
}

function rolledBack({ takes, stays, rehearsed }: ChecklistFacts["back"]): ChecklistItem {
  const say = rehearsedItem;
  if (takes.length + stays.length === 0) return item(say, true, "nothing to roll back");
  const left = stays.map(({ step, why }) => `${step} (${why})`);
  const note = [
    takes.length === 0 ? "takes nothing back" : `takes back: ${takes.join(", ")}`,
    ...(left.length > 0 ? [`stays: ${left.join(", ")}`] : []),
  ].join("; ");
  if (takes.length === 0) return item(say, true, note);
  const { by = null, at = null } = rehearsed ?? {};
  return { ...item(say, rehearsed !== null, note), by, at };
}

// the item says already what it is about
function itsReason(it: CriterionResult): CriterionResult {
  return { ...it, say: it.because, because: "" };
}

function all(say: string, criteria: readonly CriterionResult[], none: string): ChecklistItem {
  const open = criteria.filter((it) => it.met !== true);
  if (criteria.length === 0) return item(say, true, none);
  if (open.length === 0) return item(say, true);
  const note = open.map((it) => (it.because === "" ? it.say : `${it.say}: ${it.because}`));
  const isFailing = open.some((it) => it.met === false || it.asked === undefined);
  return item(say, isFailing ? false : null, note.join("; "));
}

function judged(criteria: readonly CriterionResult[]): ChecklistItem {
  const standing = all("Its criteria can be judged", criteria, "it has none");
  if (criteria.length === 0 || standing.met !== true) return standing;
  const asked = criteria.filter((it) => it.asked !== undefined).length;
  const measured = criteria.length - asked;
  const parts = [
    ...(measured > 0 ? [`${measured} measured`] : []),
    ...(asked > 0 ? [`${asked} asked of people`] : []),
  ];
  return { ...standing, note: parts.join(", ") };
}

function told({ to, delivered, by, at }: ChecklistFacts["told"]): ChecklistItem {
  const say = "Everybody concerned has been told";
  if (to.length === 0) return item(say, null);
  const isThere = to.every((id) => delivered.includes(id));
  const standing = item(say, isThere ? true : null, isThere ? "" : "on its way");
  return { ...standing, people: [...to], by, at };
}
