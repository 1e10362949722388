import { durationInWords, readDuration } from "../grammar/duration.ts";
import { readExpression } from "../grammar/expression.ts";
import { expressionInWords } from "../grammar/expression-words.ts";

type Rounds = { every?: string | undefined; until?: string | undefined };

/** " every 7 days until health is at least 70": how rounds follow each other by themselves. */
export function roundsInWords({ every, until }: Rounds): string {
  return [
    every === undefined ? "" : ` every ${lengthInWords(every)}`,
    until === undefined ? "" : ` until ${conditionInWords(until)}`,
  ].join("");
}

function lengthInWords(source: string): string {
  const reading = readDuration(source);
  return reading.ok ? durationInWords(reading.value) : source;
}

function conditionInWords(source: string): string {
  const reading = readExpression(source);
  return reading.ok ? expressionInWords(reading.value) : source;
}
