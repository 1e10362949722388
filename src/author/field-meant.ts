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

const called: Record<string, string> = {
  "approval.who": "approver approval",
  name: "title label",
  timeout: "deadline time_limit limit due",
  at: "date day when time",
  only_if: "condition",
  details: "description instructions",
  from: "sender",
};

function callings({ text, who }: { text: string | null; who: string | null }): Map<string, string> {
  const words = [
    ...Object.entries(called),
    ...(text === null ? [] : [[text, "text body message wording content mail email question"]]),
    ...(who === null ? [] : [[who, "who person assignee owner recipient receiver addressee"]]),
  ];
  return new Map(
    words.flatMap(([field = "", said = ""]) =>
      said.split(" ").map((word): [string, string] => [word, field]),
    ),
  );
}
