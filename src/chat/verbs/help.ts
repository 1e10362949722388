import { closest } from "../../grammar/closest.ts";
import { listInWords } from "../../grammar/words.ts";
import type { Button, Help, Words } from "../replies.ts";
import { matching, type Verb } from "../verb.ts";
import { longestValue, saying, words } from "../words.ts";

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
    help: [{ say: "help all", does: "everything I understand", first: true }],
    reads: (text) => matching(text, [/^(?:help(?: me)?(?<all> all)?|\?|hi|hello|hey)?[!.]?$/i]),
    besideDraft: /^(?:help(?: me)?(?: all)?|\?)?[!.]?$/i,
    hear: async (_needs, _said, { all = "" }) => ({ reply: helpOf(verbs(), null, all !== "") }),
    acts: {},
  };
}

export function helpOf(verbs: readonly Verb[], nearest: string | null, all = false): Help {
  const groups = (["Write", "Run", "Look"] as const).map((title) => ({
    title,
    lines: verbs
      .filter((verb) => verb.group === title)
      .flatMap((verb) => verb.help)
      .filter(({ first }) => all || first)
      .map(({ say, does }) => ({ say, does })),
  }));
  const tries: Button[] =
    nearest === null
      ? [...firstSentences, ...(all ? [] : ["help all"])].map((it) => saying(labelOf(it), it))
      : [saying(labelOf(nearest), nearest, "primary")];
  return { is: "help", nearest, groups, tries };
}

/** To what no verb reads: the same with the verb that was nearly named, else how that verb is said, else all of them. */
export function notUnderstood(verbs: readonly Verb[], text: string): Help | Words {
  const [first = "", ...rest] = text.split(/\s+/);
  const known = verbs.filter((verb) => verb.help.length > 0);
  const name = closest(
    first.toLowerCase(),
    known.map((verb) => verb.name),
  );
  const verb = known.find((it) => it.name === name);
  if (!verb) return helpOf(verbs, null);
  const sentence = [verb.name, ...rest].join(" ");
  if (sentence.length <= longestValue && verb.reads(sentence)) return helpOf(verbs, sentence);
  const ways = verb.help.map(({ say }) => `“${say}”`);
  return words(`I do not understand that. Say, for example, ${listInWords(ways, "or")}.`);
}

function labelOf(sentence: string): string {
  return sentence.length <= 60 ? sentence : `${sentence.slice(0, 57)}…`;
}
