import type { AuthorQuestion } from "../author/author.ts";
import { capitalize, nameInWords } from "../grammar/words.ts";
import type { Form } from "./replies.ts";

export function questionForm(
  title: string,
  act: string,
  value: string,
  questions: AuthorQuestion[],
): Form {
  const fields = questions.map(({ name, label, kind, options, initial, optional }) => ({
    name,
    label,
    kind,
    optional,
    ...(kind === "choice" && {
      options: options.map((it) => ({ label: capitalize(nameInWords(it)), value: it })),
    }),
    ...(initial !== null && { initial }),
  }));
  return { title: title.slice(0, 24), submit: "Continue", act, value, intro: null, fields };
}

export function changeForm(value: string): Form {
  return {
    title: "Change the draft",
    submit: "Change it",
    act: "draft-changed",
    value,
    intro: null,
    fields: [
      {
        name: "instruction",
        label: "What should change?",
        kind: "text",
        hint: "As “start 60 days before renewal” or “the manager approves the offer”.",
      },
    ],
  };
}

export function textsOf(fields: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, it]) => [name, Array.isArray(it) ? it.join(", ") : it]),
  );
}
