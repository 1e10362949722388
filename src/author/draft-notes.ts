import { truncate } from "../grammar/words.ts";
import type { Doubt } from "./doubts.ts";
import type { DraftPlan } from "./draft-plan.ts";
import type { PlaybookForm } from "./form.ts";
import { tidy } from "./tidy.ts";

const most = 8;

/** What the person should know of a draft, a sentence each: what is doubtful first, then what was left out or assumed. */
export function notesOf(
  plan: DraftPlan,
  { form, doubts, events }: { form: PlaybookForm; doubts: readonly Doubt[]; events: string[] },
): string[] {
  const notes = [
    ...doubts.map(({ message }) => message),
    ...events.map((name) => `It goes by the event ${name}: some other system must send it.`),
    ...plan.not_possible.map((what) => `Not in it: ${what}`),
    ...form.notes,
    ...plan.assumptions,
  ].map((note) => truncate(tidy(note).replaceAll(/\s+/g, " "), 300));
  return [...new Set(notes)].filter((note) => note !== "").slice(0, most);
}
