import type { Message, Model, ModelFailure } from "../model/model.ts";
import type { AuthorContext } from "./author.ts";
import type { Said } from "./doubts.ts";
import { PlaybookForm } from "./form.ts";
import { freeId } from "./free-id.ts";
import { isBetter, judge, type Judged } from "./judge.ts";
import type { AuthorPrompts } from "./prompts.ts";

export type WritingNeeds = { model: Model; prompts: AuthorPrompts };

export type WrittenUp = {
  /** null: there was no answer at all */
  best: (Judged & { form: PlaybookForm }) | null;
  /** why the model stopped answering, if it did */
  failure: ModelFailure | null;
  repairs: number;
  tokens: number;
};

// twice for what keeps it from being a playbook, once for what is only doubtful
const mostRepairs = { problems: 2, doubts: 1 };

/** Has a model fill the form, and mend it as long as that makes it better. */
export async function writeUp(
  { model, prompts }: WritingNeeds,
  context: AuthorContext,
  { messages, said }: { messages: Message[]; said: Said },
  doing: (what: string) => void,
): Promise<WrittenUp> {
  const left = { ...mostRepairs };
  const result: WrittenUp = { best: null, failure: null, repairs: 0, tokens: 0 };

  async function ask(name: string, more: Message[], maxTokens: number) {
    const answer = await model.ask({
      name,
      messages: [...messages, ...more],
      schema: PlaybookForm,
      maxTokens,
      workspaceId: context.workspaceId,
    });
    result.tokens += answer.usage.tokens;
    if (answer.is === "failure") {
      result.failure = answer.failure;
      return null;
    }
    const form = answer.value;
    const id = freeId(form.name || form.id, context.taken);
    return { form, ...judge(form, id, context, said) };
  }

  result.best = await ask("playbook_fill", [], prompts.fill.maxTokens);
  while (result.best) {
    const { best } = result;
    const about = best.problems.length > 0 ? "problems" : "doubts";
    if (best.complaints.length === 0 || left[about] === 0) break;
    left[about] -= 1;
    result.repairs += 1;
    doing(about === "problems" ? "Mending what does not hold together" : "Checking it once more");
    const repair = prompts.repair(JSON.stringify(best.complaints, null, 1));
    const more: Message[] = [
      { role: "assistant", content: JSON.stringify(best.form) },
      { role: "user", content: repair.text },
    ];
    const next = await ask("playbook_repair", more, repair.maxTokens);
    if (!next || !isBetter(next, best)) break;
    result.best = next;
  }
  return result;
}
