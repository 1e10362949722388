import type { Problem } from "../grammar/problem.ts";
import { readPlaybook } from "../playbook/read.ts";
import type { AuthorContext, Changed } from "./author.ts";
import { applyEdits, changedBy } from "./apply-edits.ts";
import type { DraftNeeds } from "./draft.ts";
import { changeByModel } from "./model-change.ts";
import { fromPasted, pastedText } from "./pasted.ts";
import type { Plain } from "./plain.ts";
import { plainChange } from "./plain-change.ts";

/** A change said in words, or the whole text anew. What the grammar understands needs no model. */
export async function changePlaybook(
  needs: DraftNeeds,
  context: AuthorContext,
  source: string,
  instruction: string,
): Promise<Changed> {
  const pasted = pastedText(instruction);
  if (pasted !== null) return fromPasted(context, source, pasted);
  const reading = readPlaybook(source, context.surroundings);
  const before = reading.ok ? reading.playbook : null;
  const { model } = needs;
  if (!before && !model) return { is: "unchanged", because: wholeOnly };
  const plain: Plain = before
    ? plainChange(instruction, { playbook: before, context })
    : { is: "not-understood", hint: null };
  switch (plain.is) {
    case "say":
      return { is: "unchanged", because: plain.because };
    case "edits": {
      const applied = applyEdits(context, source, plain.edits);
      if (applied.is === "applied") return changedBy(context, before, applied, []);
      if (applied.is === "refused") return { is: "unchanged", because: applied.wrong };
      // what would break it alone, a model may still make whole
      if (model) break;
      return { is: "unchanged", because: plain.ifBroken ?? brokenBy(applied.problems) };
    }
    case "not-understood":
      if (!model) return { is: "unchanged", because: whatCanBeSaid(plain.hint) };
  }
  return changeByModel({ ...needs, model }, context, { source, before }, instruction);
}

const wholeOnly =
  "As long as the text has problems, I can only take it whole: paste the whole YAML with your changes in it.";

function brokenBy(problems: readonly Problem[]): string {
  const [first] = problems;
  return `Then it would not hold together any more. ${first?.message} ${first?.fix ?? ""}`.trim();
}

function whatCanBeSaid(hint: string | null): string {
  const ways =
    "Say it as: change the wait to 5 days; start 60 days before renewal; remove the step Kickoff; the manager approves the offer; change the subject of the offer to Hello; move the review 2 days later; rename it to EU renewals; post in #renewals; remind the csm of the kickoff every 2 days; if the summary fails, go on without it; only send mon-fri between 9 and 17.";
  const begin =
    hint ??
    `I did not understand that, and without a language model I only know some ways. ${ways}`;
  return `${begin} Or paste the whole YAML with your changes in it.`;
}
