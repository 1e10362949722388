import { datePhraseInWords, readDatePhrase } from "../grammar/date-phrase.ts";
import { lengthInDays } from "../grammar/duration.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { stepInWords } from "../playbook/describe.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Doubt } from "./doubts.ts";
import { whenOf } from "./trigger-when.ts";

/** Steps whose date has passed whenever the playbook starts by itself, so that they would happen at once. */
export function lateSteps({ triggers = [], steps }: Playbook): Doubt[] {
  const starts = triggers.flatMap((trigger) => {
    const when = whenOf(trigger);
    return when?.is === "date" ? (placeOf(when.now) ?? []) : [];
  });
  return everyStep(steps, []).flatMap(({ step }) => {
    const due = step.at === undefined ? null : placeOf(step.at);
    const from = starts.filter(({ anchor }) => anchor === due?.anchor);
    if (!due || from.length === 0 || from.some(({ days }) => days <= due.days)) return [];
    const message = `“${stepInWords(step)}” is meant for ${due.words}, but it starts ${from[0]?.words}, so it would come at once.`;
    return [{ step: step.id, field: "at", message }];
  });
}

/** Where a phrase lies on the line of days around its date, that date being 0. */
function placeOf(phrase: string): { anchor: string; days: number; words: string } | null {
  const reading = readDatePhrase(phrase);
  if (!reading.ok || reading.value.is !== "around") return null;
  const { anchor, by, side } = reading.value;
  const words = datePhraseInWords({ ...reading.value, time: null });
  return { anchor, days: lengthInDays(by) * (side === "before" ? -1 : 1), words };
}
