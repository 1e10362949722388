import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import MiniSearch from "minisearch";
import type { Surroundings } from "../playbook/check.ts";
import { everyStep } from "../playbook/check-steps.ts";
import { stepInWords } from "../playbook/describe.ts";
import { namedPlaybooks } from "../playbook/check-calls.ts";
import { readPlaybook } from "../playbook/read.ts";
import type { Template } from "./author.ts";
import { searchTerms, wordsOf } from "./search-terms.ts";

export type Library = {
  templates: readonly Template[];
  /** the nearest first; none when nothing in the sentence is like any of them */
  nearest(sentence: string, most: number): Template[];
};

/**
 * The templates of a folder, ready to be searched.
 * @throws naming file and line of what the reader does not accept
 */
export function loadLibrary(folder: string): Library {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yml"));
  const templates = names.toSorted().map((name) => loadTemplate(join(folder, name)));
  const byId = new Map(templates.map((template) => [template.id, template]));
  if (byId.size < templates.length) throw new Error(`${folder}: two templates have the same id`);
  const index = indexOf(templates);
  return {
    templates,
    nearest: (sentence, most) =>
      index
        .search(sentence.slice(0, longest))
        .slice(0, most)
        .flatMap(({ id }) => byId.get(String(id)) ?? []),
  };
}

function loadTemplate(path: string): Template {
  const source = readFileSync(path, "utf8");
  const reading = readPlaybook(source, lenient(source));
  if (!reading.ok) {
    const [first] = reading.problems;
    throw new Error(`${path}:${first?.line}: ${first?.message} ${first?.fix ?? ""}`.trimEnd());
  }
  const { playbook } = reading;
  const { id, name, goal } = playbook;
  return { id, name, goal, source, playbook };
}

// a template may name any agent, playbook and person: whether a workspace has them shows when it is used there
function lenient(source: string): Surroundings {
  const named = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, name = ""]) => name);
  return {
    people: named(/@([\w.-]+)/g),
    agents: named(/^[ -]*agent: *"?([\w-]+)/gm),
    customerFields: {},
    playbooks: namedPlaybooks(source),
  };
}

// what somebody wants is said at the beginning
const longest = 1000;

const boost = { name: 4, use: 3, category: 3, goal: 2, why: 1, steps: 1 };

function indexOf(templates: Template[]): MiniSearch {
  const index = new MiniSearch({
    fields: Object.keys(boost),
    tokenize: wordsOf,
    processTerm: (term) => searchTerms(term).own,
    searchOptions: {
      boost,
      processTerm: (term) => searchTerms(term).all,
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  });
  index.addAll(
    templates.map(({ id, name, goal, source, playbook }) => ({
      id,
      name,
      goal,
      use: useOf(source),
      why: playbook.why ?? "",
      category: playbook.category ?? "",
      steps: everyStep(playbook.steps, [])
        .map(({ step }) => stepInWords(step))
        .join("\n"),
    })),
  );
  return index;
}

/** "Use this when a contract comes up for renewal": the comment a template begins with. */
function useOf(source: string): string {
  return /^#\s*(.+)/.exec(source)?.[1] ?? "";
}
