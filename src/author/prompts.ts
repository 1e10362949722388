import { z } from "zod";
import { fillable, loadPrompts } from "../model/prompts.ts";
import { outline, reference } from "./reference.ts";

const Meta = z.strictObject({ about: z.string(), max_tokens: z.number().int().positive() });

type Instructions = { text: string; maxTokens: number };

/** What a model is told: the prompts of the folder with the manual filled in. */
export type AuthorPrompts = {
  plan: Instructions;
  fill: Instructions;
  change: Instructions;
  /** what is said to a form, and to edits, that do not hold together */
  repair(problems: string): Instructions;
  mend(problems: string): Instructions;
};

/** @throws when a prompt is missing, or names something that nobody fills in */
export function loadAuthorPrompts(folder: string): AuthorPrompts {
  const prompts = loadPrompts(folder, Meta);

  function filling<Name extends string>(name: string, names: readonly Name[]) {
    const prompt = prompts.get(name);
    if (!prompt) throw new Error(`${folder} has no ${name}.md`);
    const fill = fillable(prompt, names);
    const maxTokens = prompt.meta.max_tokens;
    return (values: Record<Name, string>): Instructions => ({ text: fill(values), maxTokens });
  }

  const manual = { reference: reference() };
  const repair = filling("repair", ["problems"]);
  const mend = filling("mend", ["problems"]);
  return {
    plan: filling("plan", ["steps", "triggers"])(outline()),
    fill: filling("fill", ["reference"])(manual),
    change: filling("change", ["reference"])(manual),
    repair: (problems) => repair({ problems }),
    mend: (problems) => mend({ problems }),
  };
}
