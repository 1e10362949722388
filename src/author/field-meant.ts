import { closest } from "../grammar/closest.ts";
import { knownSteps, schemaOf, typeOf } from "../steps/all.ts";
import type { AnyStep } from "../steps/step-type.ts";
import { fieldsInWords } from "./schema-words.ts";

/** The field of a step that people mean by "subject", "text", "deadline" or "who"; null when it has none like it. */
export function fieldMeant(step: AnyStep, said: string): string[] | null {
  const { form } = typeOf(knownSteps, step);
  const word = said
    .trim()
    .toLowerCase()
    .replace(/^(?:the|its)\s+/, "")
    .replaceAll(/[\s-]+/g, "_");
  const fields = fieldsInWords(schemaOf(knownSteps, step))
    .map(({ field }) => field)
    .filter((field) => !fixed.has(field));
  const known = fields.find((field) => field === word || field.endsWith(`.${word}`));
  const meant = known ?? callings(form).get(word) ?? closest(word, fields);
  return meant !== null && meant !== undefined && fields.includes(meant) ? meant.split(".") : null;
}

// what makes a step the step it is
const fixed = new Set(["id", "do"]);

function callings(form: { text: string | null; who: string | null }): Map<string, string> {
  const called: [string, string | null][] = [
    ["text body message wording content words mail email question task", form.text],
    ["who person assignee owner recipient recipients receiver addressee channel", form.who],
    ["approver approval", "approval.who"],
    ["title name label", "name"],
    ["deadline time_limit limit due", "timeout"],
    ["date day when time", "at"],
    ["condition", "only_if"],
    ["description instructions", "details"],
    ["sender", "from"],
  ];
  return new Map(
    called.flatMap(([words, field]) =>
      field === null ? [] : words.split(" ").map((word): [string, string] => [word, field]),
    ),
  );
}
