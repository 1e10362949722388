// sentences as a table: each way of saying something is a pattern with places in it, as "retry {step} {count}"

import type { Plain, Rule, Standing } from "./plain.ts";
import { length, somebody } from "./plain-words.ts";

/** What stood in the places of a sentence; a place that was left out is "". */
export type Said = Record<keyof typeof places, string>;

export type Sentence = {
  says: readonly string[];
  means(said: Said, standing: Standing): Plain | null;
};

const numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const places = {
  step: String.raw`(?<step>.+?)`,
  time: `(?<time>${length})`,
  who: somebody.replace("(csms", "(?<who>csms"),
  count: String.raw`(?<count>\d+|once|twice|${numbers.join("|")})(?:\s+(?:more\s+)?(?:times|time|tries|attempts|rounds))?`,
  place: String.raw`(?<place><#\w+\|[^>]+>|#[\w-]+|(?:the\s+)?(?:csm|manager|owner|starter)|@[\w.-]+)`,
  per: String.raw`(?<per>hour|day|week|month|quarter|year)`,
  text: String.raw`(?<text>.+)`,
};

/** The rules that a table of sentences comes to, in its order. */
export function rulesOf(sentences: readonly Sentence[]): Rule[] {
  return sentences.flatMap(({ says, means }) =>
    says.map((pattern): Rule => {
      const reads = patternOf(pattern);
      return (said, standing) => {
        const found = reads.exec(said);
        if (!found) return null;
        const at = (name: keyof typeof places) => found.groups?.[name]?.trim() ?? "";
        return means(
          {
            step: at("step").replace(/,$/, ""),
            time: at("time").toLowerCase(),
            who: at("who"),
            count: at("count"),
            place: at("place"),
            per: at("per").toLowerCase(),
            text: at("text"),
          },
          standing,
        );
      };
    }),
  );
}

function patternOf(pattern: string): RegExp {
  const filled = Object.entries(places).reduce(
    (out, [name, place]) => out.replace(`{${name}}`, () => place),
    pattern.replaceAll(" ", String.raw`\s+`),
  );
  return new RegExp(`^${filled}$`, "i");
}

/** "3", "three", "twice" */
export function countOf(said: string): number {
  const word = said.toLowerCase();
  const spelled = ["once", "twice"].indexOf(word) + 1 || numbers.indexOf(word) + 1;
  return spelled > 0 ? spelled : Number(word);
}
