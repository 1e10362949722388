import type { ChecklistCard } from "../../chat/checklist.ts";
import { listInWords } from "../../grammar/words.ts";
import type { ChecklistItem } from "../../run/checklist.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { fit } from "./fit.ts";
import { dotted, foreign, moment, person } from "./text.ts";

export function checklistCard(card: ChecklistCard): Drawn {
  const { playbook, version, customer, items, askedBy, over, buttons } = card;
  const name = dotted([foreign(playbook, 80), foreign(customer ?? "", 80)]);
  const done = items.filter((it) => it.met === true).length;
  const state = over ? "its run has started" : `${done} of ${items.length}`;
  return fit({
    text: `Checklist: ${name}, ${state}`,
    head: section(`:ballot_box_with_check: *Before it starts* · ${name}\n${state}`),
    body: section(items.map(itemLine).join("\n")),
    foot: [...context(`Version ${version} · asked by ${person(askedBy)}`), ...actions(buttons)],
  });
}

function itemLine({ say, met, note, people, by, at }: ChecklistItem): string {
  const icon = met === null ? ":white_circle:" : met ? ":white_check_mark:" : ":x:";
  const told = dotted([
    people.length > 0 && listInWords(people.map(person)),
    by !== null && `by ${person(by)}`,
    at !== null && moment(at),
    note !== "" && foreign(note, 250),
  ]);
  return `${icon} ${foreign(say, 120)}${told === "" ? "" : ` – ${told}`}`;
}
