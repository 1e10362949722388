import type { StepCard } from "../../chat/replies.ts";
import { attemptInWords, capitalize, listInWords, nameInWords } from "../../grammar/words.ts";
import { actions, context, type Drawn, section } from "./blocks.ts";
import { criterionLine, momentOf } from "./criterion.ts";
import { fit } from "./fit.ts";
import { dotted, foreign, foreignLines, lateSince, moment, person } from "./text.ts";

const icons: Record<StepCard["about"], string> = {
  task: ":clipboard:",
  heard: ":date:",
  failed: ":x:",
  retrying: ":repeat:",
  away: ":hourglass:",
  doubt: ":grey_question:",
  over: ":ballot_box_with_check:",
};

export function stepCard(card: StepCard): Drawn {
  const { about, title, details, playbook, customer, asks, question, gateOf, buttons } = card;
  const name = foreign(title, 200);
  const fields = Object.keys(asks).map((it) => foreign(nameInWords(it), 60));
  const questions =
    fields.length > 0 && buttons.some((it) => it.act === "done")
      ? `Done asks for: ${fields.join(", ")}`
      : foreign(question ?? "", 80);
  const where = dotted([customer, playbook, gateOf].map((it) => foreign(it ?? "", 120)));
  // a gate of one question has said all of it in its line, but for the moment
  const isLine = about === "over" && card.gate.length < 2;
  return fit({
    text: `${notice(card)}: ${name}`,
    head: section(`${icons[about]} ${headline(card, name)}`),
    body: details === null || about === "over" ? [] : section(foreignLines(capitalize(details))),
    foot: [
      ...context(isLine ? "" : card.gate.map((it) => criterionLine(it, null)).join("\n")),
      ...(about === "over" ? [] : context(where, questions)),
      ...actions(buttons),
    ],
  });
}

function headline(
  { about, who, due, late, title, customer, outcome, escalatedTo, attempt, gate }: StepCard,
  name: string,
): string {
  const whom = who === null ? "" : person(who);
  const tried = attempt === null ? "" : attemptInWords(attempt);
  switch (about) {
    case "task":
      return `*${name}*\n${dotted([
        whom && `for ${whom}`,
        escalatedTo.length > 0 && `escalated to ${listInWords(escalatedTo.map(person))}`,
        late ? lateSince(late) : due !== null && `by ${moment(due)}`,
      ])}`;
    case "heard":
      return `*${name}*`;
    case "failed":
      return `${dotted([`*${name}* failed`, tried, lateSince(late)])}\n${whom === "" ? "Somebody must say how to go on." : `${whom}, how should it go on?`}`;
    case "retrying":
      return `*${name}* failed for now\n${dotted([due === null ? "It is tried again soon" : `Next try: ${moment(due)}`, tried, lateSince(late)])}`;
    case "away":
      return `*${name}* waits\n${due === null ? "" : `Next try: ${moment(due)}`}`;
    case "doubt":
      return (
        `*${name}*: did it arrive?\n` +
        `${whom === "" ? "Please" : `${whom}, please`} check. I never send twice on a guess.`
      );
    case "over":
      // one line, as it is read only in passing
      return dotted([
        customer !== null && !title.includes(customer) && foreign(customer, 80),
        name,
        outcomeWords(outcome),
        gate.length === 1 && momentOf(gate[0]?.at),
      ]);
  }
}

function notice({ about }: StepCard): string {
  switch (about) {
    case "task":
      return "To do";
    case "heard":
      return "To come";
    case "failed":
      return "Needs help";
    case "retrying":
      return "Tries again";
    case "away":
      return "Waits";
    case "doubt":
      return "Did it arrive?";
    case "over":
      return "Settled";
  }
}

/** "Done by @maya": the one person it may name stands at its end. */
function outcomeWords(outcome: string | null): string {
  if (outcome === null) return "";
  const [, what, who] = /^(.*) by <@([UW][A-Z0-9]{2,30})>$/s.exec(outcome) ?? [];
  return what === undefined || who === undefined
    ? `*${foreign(outcome, 300)}*`
    : `*${foreign(what, 300)}* by ${person(who)}`;
}
