import type { Message, Model } from "../model/model.ts";
import { everyStep } from "../playbook/check-steps.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { applyEdits, type Applied, changedBy } from "./apply-edits.ts";
import type { AuthorContext, Changed } from "./author.ts";
import { ChangeForm } from "./change-form.ts";
import { dateNames } from "./date-names.ts";
import type { DraftNeeds } from "./draft.ts";
import { factsIn } from "./facts.ts";
import { complaintOf } from "./judge.ts";
import type { FormFault } from "./form-fault.ts";
import { requestText, workspaceMaterial } from "./material.ts";
import { opsToEdits } from "./ops-to-edits.ts";
import { tidy } from "./tidy.ts";

const mostRepairs = 1;

/** The text that is to be changed, and what it was read as, if it could be. */
export type Text = { source: string; before: Playbook | null };

/** Has a model name the edits that make a change; what it does not name stays as it is. */
export async function changeByModel(
  { model, prompts, log }: DraftNeeds & { model: Model },
  context: AuthorContext,
  { source, before }: Text,
  instruction: string,
): Promise<Changed> {
  const words = requestText(instruction);
  const material = {
    instruction: words,
    playbook: source,
    workspace: workspaceMaterial(context),
    times: factsIn(words, dateNames(context.surroundings)),
  };
  const messages: Message[] = [
    { role: "system", content: prompts.change.text },
    { role: "user", content: JSON.stringify(material) },
  ];
  for (let repairs = 0; ; repairs++) {
    const answer = await model.ask({
      name: repairs === 0 ? "playbook_change" : "playbook_change_repair",
      messages,
      schema: ChangeForm,
      maxTokens: prompts.change.maxTokens,
      workspaceId: context.workspaceId,
    });
    if (answer.is === "failure")
      return { is: "not-written", because: answer.failure.say, partial: null };
    const { value } = answer;
    const tried = tryOn(context, { source, before }, value);
    const last = repairs === mostRepairs;
    log.info("playbook changed by a model", {
      workspaceId: context.workspaceId,
      is: tried.applied.is,
      repairs,
    });
    const result = outcome(context, before, tried, value, last);
    if (result) return result;
    const { text } = prompts.mend(JSON.stringify(complaintsOf(tried), null, 1));
    messages.push(
      { role: "assistant", content: JSON.stringify(value) },
      { role: "user", content: text },
    );
  }
}

type Tried = { applied: Applied; faults: FormFault[]; edits: number };

function tryOn(context: AuthorContext, { source, before }: Text, answered: ChangeForm): Tried {
  const steps = before ? everyStep(before.steps, []) : [];
  const types = new Map(steps.map(({ step }) => [step.id, step.do]));
  const { edits, faults } = opsToEdits(answered, (step) => types.get(step) ?? null, [
    ...dateNames(context.surroundings),
    ...types.keys(),
  ]);
  return { applied: applyEdits(context, source, edits), faults, edits: edits.length };
}

/** What came of it; null when it is worth another try. */
function outcome(
  context: AuthorContext,
  before: Playbook | null,
  { applied, faults, edits }: Tried,
  { say }: ChangeForm,
  last: boolean,
): Changed | null {
  const said = tidy(say).replaceAll(/\s+/g, " ");
  if (edits === 0 && faults.length === 0)
    return { is: "unchanged", because: said || "Nothing in it has to change." };
  if (applied.is === "applied" && (faults.length === 0 || last)) {
    const notes = faults.map(({ message }) => message);
    return changedBy(context, before, applied, [...(said ? [said] : []), ...notes]);
  }
  if (!last) return null;
  const because =
    "I understood the change, but I could not make it so that the playbook still holds together. Say it in smaller steps, or paste the whole YAML with your changes in it.";
  const partial =
    applied.is === "broken" ? { source: applied.source, problems: applied.problems } : null;
  return { is: "not-written", because, partial };
}

function complaintsOf({ applied, faults }: Tried) {
  const misplaced = faults.map(({ step, field, message, fix }) => ({
    step,
    field,
    problem: message,
    line: null,
    fix,
  }));
  switch (applied.is) {
    case "applied":
      return misplaced;
    case "refused":
      return [{ step: null, field: null, problem: applied.wrong, line: null, fix: null }];
    case "broken":
      return [...misplaced, ...applied.problems.map((problem) => complaintOf(problem, null))];
  }
}
