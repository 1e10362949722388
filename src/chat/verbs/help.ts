import { closest } from "../../grammar/closest.ts";
import type { Button, Help } from "../replies.ts";
import { matching, type Verb } from "../verb.ts";
import { saying } from "../words.ts";

export const firstSentences = [
  "create a playbook for renewals, 90 days before the renewal date",
  "list",
  "stats",
] as const;

/** Help is made of what the verbs say of themselves. */
export function helpVerb(verbs: () => readonly Verb[]): Verb {
  return {
    name: "help",
    group: "Look",
    help: [{ say: "help", does: "this" }],
    reads: (text) => matching(text, [/^(?:help|\?|hi|hello|hey)?[!.]?$/i]),
    besideDraft: /^(?:help|\?)?[!.]?$/i,
    hear: async () => ({ reply: helpOf(verbs(), null) }),
    acts: {},
  };
}

export function helpOf(verbs: readonly Verb[], nearest: string | null): Help {
  const groups = (["Write", "Run", "Look"] as const).map((title) => ({
    title,
    lines: verbs.filter((verb) => verb.group === title).flatMap((verb) => verb.help),
  }));
  const tries: Button[] =
    nearest === null
      ? firstSentences.map((it) => saying(labelOf(it), it))
      : [saying(labelOf(nearest), nearest, "primary")];
  return { is: "help", nearest, groups, tries };
}

/** The verb whose name is nearest to how a sentence begins, said with the rest of the sentence. */
export function nearestSentence(verbs: readonly Verb[], text: string): string | null {
  const [first = "", ...rest] = text.split(/\s+/);
  const names = verbs.filter((verb) => verb.help.length > 0).map((verb) => verb.name);
  const name = closest(first.toLowerCase(), names);
  return name === null ? null : [name, ...rest].join(" ");
}

function labelOf(sentence: string): string {
  return sentence.length <= 60 ? sentence : `${sentence.slice(0, 57)}…`;
}
