// what a model works out before it writes: the shape of the playbook in words, and what it would have to guess

import { z } from "zod";
import { truncate } from "../grammar/words.ts";
import { categories } from "../playbook/playbook.ts";
import { stepTypes } from "../steps/all.ts";
import type { AuthorQuestion } from "./author.ts";
import { tidy } from "./tidy.ts";

const mostQuestions = 3;

const Unknown = z.strictObject({
  name: z.string().describe("one word for it, small letters and _"),
  question: z.string().describe("the question, as one asks a colleague"),
  kind: z.enum(["line", "number", "choice"]),
  options: z.array(z.string()).describe("for a choice; else empty"),
  suggestion: z.string().nullable().describe("what you would take"),
});

// what must be thought of first stands first: a model writes from top to bottom
export const DraftPlan = z.strictObject({
  understood: z.string().describe("what is wanted, in one sentence of your own"),
  name: z.string(),
  goal: z.string(),
  why: z.string().nullable(),
  category: z.enum(categories).nullable(),
  audience: z.string().nullable().describe("for which customers, in words; null: all"),
  triggers: z.array(z.string()).describe("how it starts by itself, in words"),
  not_possible: z.array(z.string()).describe("what is wanted and no step type can do"),
  assumptions: z.array(z.string()).describe("what you take for granted, a sentence each"),
  unknowns: z.array(Unknown).describe("what cannot be written without asking; mostly none"),
  steps: z.array(
    z.strictObject({
      type: z.enum(stepTypes.map((type) => type.do)),
      what: z.string(),
      why: z.string(),
    }),
  ),
});
export type DraftPlan = z.infer<typeof DraftPlan>;

/** The plan that was given out with the questions, or null when it is none. */
export function readPlan(text: string): DraftPlan | null {
  try {
    const plan = DraftPlan.safeParse(JSON.parse(text));
    return plan.success ? plan.data : null;
  } catch {
    return null;
  }
}

// a person in customer success is asked about customers, never about the program
const technical =
  /\b(ya?ml|json|cron|regex|api|webhook|endpoint|schema|expression|variable|boolean|step ids?|field names?|handlebars|cel)\b/i;

/** The questions of a plan that a person can answer, three at most. */
export function questionsOf(plan: DraftPlan): AuthorQuestion[] {
  const names = new Set<string>();
  const questions: AuthorQuestion[] = [];
  for (const { name: called, question, kind, options, suggestion } of plan.unknowns) {
    const label = truncate(tidy(question).replaceAll(/\s+/g, " "), 150);
    if (label === "" || technical.test(label) || questions.length === mostQuestions) continue;
    const name = unused(called, names);
    names.add(name);
    const known = [...new Set(options.map((it) => truncate(tidy(it), 75)).filter(Boolean))];
    const isChoice = kind === "choice" && known.length > 1;
    const initial = tidy(suggestion ?? "") || null;
    questions.push({
      name,
      label,
      kind: isChoice ? "choice" : kind === "number" ? "number" : "line",
      options: isChoice ? known.slice(0, 10) : [],
      initial: fits(initial, kind, isChoice ? known : null) ? initial : null,
      // who leaves it empty leaves it to the author
      optional: true,
    });
  }
  return questions;
}

function unused(called: string, names: ReadonlySet<string>): string {
  const plain = called.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  const name = plain.replaceAll(/^_+|_+$/g, "").slice(0, 40) || "question";
  return names.has(name) ? `${name}_${names.size + 1}` : name;
}

function fits(initial: string | null, kind: string, options: string[] | null): boolean {
  if (initial === null || options) return initial !== null && (options ?? []).includes(initial);
  return kind !== "number" || /^-?\d+(\.\d+)?$/.test(initial);
}
