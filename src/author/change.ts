import type { Edit } from "../playbook/edit.ts";
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
  const before = readPlaybook(source, context.surroundings);
  const plain: Plain = before.ok
    ? plainChange(instruction, { playbook: before.playbook, context })
    : { is: "not-understood", hint: null };
  if (plain.is === "say") return { is: "unchanged", because: plain.because };
  const byGrammar = plain.is === "edits" ? changeBy(context, source, plain.edits) : null;
  if (byGrammar && byGrammar.is !== "not-written") return byGrammar;
  const { model } = needs;
  if (model) return changeByModel({ ...needs, model }, context, source, instruction);
  if (byGrammar) return byGrammar;
  return { is: "unchanged", because: whatCanBeSaid(plain.is === "edits" ? null : plain.hint) };
}

function changeBy(context: AuthorContext, source: string, edits: readonly Edit[]): Changed {
  const applied = applyEdits(context, source, edits);
  switch (applied.is) {
    case "refused":
      return { is: "unchanged", because: applied.wrong };
    case "broken": {
      const [first] = applied.problems;
      const because = `Then it would not hold together any more: ${first?.message} ${first?.fix ?? ""}`;
      const { source: text, problems } = applied;
      return { is: "not-written", because: because.trim(), partial: { source: text, problems } };
    }
    case "applied":
      return changedBy(context, source, applied, []);
  }
}

function whatCanBeSaid(hint: string | null): string {
  const ways =
    "Say it as: change the wait to 5 days; start 60 days before renewal; remove the step Kickoff; the manager approves the offer; change the subject of the offer to Hello; move the review 2 days later; rename it to EU renewals; post in #renewals.";
  const begin =
    hint ?? "I did not understand that, and without a language model I only know some ways.";
  return `${begin} ${ways} Or paste the whole YAML with your changes in it.`;
}
