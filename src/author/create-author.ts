import type { Log } from "../log.ts";
import type { Model } from "../model/model.ts";
import type { Author } from "./author.ts";
import { changePlaybook } from "./change.ts";
import { draftPlaybook } from "./draft.ts";
import { fillTemplate } from "./fill.ts";
import { loadLibrary } from "./library.ts";
import { loadAuthorPrompts } from "./prompts.ts";
import { questionsOf } from "./questions.ts";

type Needs = {
  /** null: sentences can only be matched with templates */
  model: Model | null;
  libraryFolder: string;
  promptsFolder: string;
  log: Log;
};

/** @throws naming the file of a template or prompt that cannot be used */
export async function createAuthor(needs: Needs): Promise<Author> {
  const { model, log } = needs;
  const library = loadLibrary(needs.libraryFolder);
  const prompts = loadAuthorPrompts(needs.promptsFolder);
  const drafting = { model, library, prompts, log };
  return {
    hasModel: model !== null,
    templates: () => library.templates,
    nearest: library.nearest,
    draft: (context, request, doing) => draftPlaybook(drafting, context, request, doing),
    questionsOf,
    fill: fillTemplate,
    change: (context, source, instruction) =>
      changePlaybook(drafting, context, source, instruction),
  };
}
