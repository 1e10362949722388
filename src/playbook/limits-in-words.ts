import { durationInWords, readDuration } from "../grammar/duration.ts";
import { nameInWords, plural } from "../grammar/words.ts";
import type { Limits } from "./playbook.ts";

const conflicts = {
  ask: "a person decides while another run is at work on the customer",
  wait: "one after the other for a customer",
  allow: "beside other runs for the same customer",
  skip: "never while another run is at work on the customer",
} as const;

/** What keeps it from starting by itself, a part of a sentence each. */
export function limitsInWords(limits: Limits = {}): string[] {
  const { once_per: per, every, cool_down: rest, at_most: most, open, conflict } = limits;
  const said: string[] = [];
  if (per !== undefined) {
    const [what = "", input = what] = per.split(".");
    const howOften = every === undefined ? "once" : `once every ${lengthInWords(every)}`;
    said.push(`${howOften} for each ${nameInWords(input)}`);
  }
  if (rest !== undefined) said.push(`not within ${lengthInWords(rest)} of its last end there`);
  if (most !== undefined)
    said.push(`at most ${plural(most.runs, "time")} in ${lengthInWords(most.per)}`);
  if (open !== undefined) said.push(`at most ${open} at once`);
  if (conflict !== undefined) said.push(conflicts[conflict]);
  return said;
}

function lengthInWords(source: string): string {
  const reading = readDuration(source);
  return reading.ok ? durationInWords(reading.value) : source;
}
