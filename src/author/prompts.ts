import { z } from "zod";
import { fillable, loadPrompts } from "../model/prompts.ts";
import { outline, reference } from "./reference.ts";

const Meta = z.strictObject({ about: z.string(), max_tokens: z.number().int().positive() });

export type Instructions = { text: string; maxTokens: number };

/** What a model is told: the prompts of the folder with the manual filled in. */
export type AuthorPrompts = {
  plan: Instructions;
  fill: Instructions;
  change: Instructions;
  /** what is said to a form that does not hold together */
  repair(problems: string): Instructions;
};

/** @throws when a prompt is missing, or names something that nobody fills in */
export function loadAuthorPrompts(folder: string): AuthorPrompts {
  const prompts = loadPrompts(folder, Meta);
  const named = (name: string) => {
    const prompt = prompts.get(name);
    if (!prompt) throw new Error(`${folder} has no ${name}.md`);
    return prompt;
  };
  const filled = <Name extends string>(name: string, values: Record<Name, string>) => {
    const prompt = named(name);
    const names = Object.keys(values);
    return { text: fillable(prompt, names)(values), maxTokens: prompt.meta.max_tokens };
  };
  const manual = { reference: reference() };
  const repair = named("repair");
  const withProblems = fillable(repair, ["problems"]);
  return {
    plan: filled("plan", outline()),
    fill: filled("fill", manual),
    change: filled("change", manual),
    repair: (problems) => ({
      text: withProblems({ problems }),
      maxTokens: repair.meta.max_tokens,
    }),
  };
}
