// the times in a sentence, read by the grammar and not by a model: models get values wrong more often than steps

import { datePhraseInWords, readDatePhrase } from "../grammar/date-phrase.ts";
import { durationInWords, readDuration } from "../grammar/duration.ts";
import { numberWords } from "../grammar/duration-words.ts";
import { readSchedule } from "../grammar/schedule.ts";
import { readStartPhrase } from "./start-phrase.ts";
import { dateMeant } from "./date-names.ts";
import { scheduleText } from "./trigger-when.ts";

export type Fact = {
  kind: "date" | "duration" | "schedule";
  /** as it stands in the sentence */
  said: string;
  /** as a playbook writes it; null when it cannot be written, and then `hint` says what can */
  write: string | null;
  hint: string | null;
};

const longestPhrase = 9;
const mostWords = 600;

/** The times a sentence speaks of, in its order. */
export function factsIn(sentence: string, dates: readonly string[]): Fact[] {
  const words = sentence.split(/\s+/).filter(Boolean).slice(0, mostWords);
  const facts: Fact[] = [];
  for (let i = 0; i < words.length; i++) {
    const found = mayBegin(words[i] ?? "") ? factAt(words, i, dates) : null;
    if (!found) continue;
    facts.push(found.fact);
    i += found.length - 1;
  }
  return facts.filter((fact, i) => facts.findIndex((it) => it.said === fact.said) === i);
}

function mayBegin(word: string): boolean {
  const plain = word.toLowerCase().replace(/^[("“]+/, "");
  return /^\d/.test(plain) || openers.has(plain) || (numberWords.get(plain) ?? 0) > 1;
}

const openers = new Set(
  (
    "a an every each daily hourly weekly monthly quarterly biweekly fortnightly day first last " +
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays weekdays"
  ).split(" "),
);

// of what can be written the longest phrase wins, of what cannot the shortest
function factAt(words: string[], from: number, dates: readonly string[]) {
  const lengths = Array.from(
    { length: Math.min(longestPhrase, words.length - from) },
    (_, i) => i + 1,
  );
  const phrases = lengths.map((length) => ({
    length,
    said: words
      .slice(from, from + length)
      .join(" ")
      .replaceAll(/^[("“]+|[)"”.,;:!?]+$/g, ""),
  }));
  // what a comma cuts off belongs to another phrase
  const whole = phrases.filter(({ said }) => !/[,;.!?]\s/.test(said));
  for (const { said, length } of whole.toReversed()) {
    const fact = readAround(said, dates) ?? readAgain(said) ?? readLength(said);
    if (fact) return { fact, length };
  }
  for (const { said, length } of whole) {
    const fact = readUnsayable(said);
    if (fact) return { fact, length };
  }
  return null;
}

function readAround(said: string, dates: readonly string[]): Fact | null {
  const [, anchor] = /\b(?:before|after|prior to|ahead of|until|from)\s+(.+)$/i.exec(said) ?? [];
  if (anchor !== undefined && dateMeant(anchor.replace(/\s+at\s.*$/, ""), dates) !== null) {
    const start = readStartPhrase(said, dates, null);
    if (!start.ok) return null;
    const write = start.time === null ? start.phrase : `${start.phrase} at ${start.time}`;
    return { kind: "date", said, write, hint: null };
  }
  const phrase = readDatePhrase(said);
  if (!phrase.ok || phrase.value.is === "around" || phrase.value.is === "weekday") return null;
  const write =
    phrase.value.is === "date" ? phrase.value.date : datePhraseInWords(phrase.value).toLowerCase();
  return { kind: "date", said, write, hint: null };
}

const repeats =
  /^(?:every|each|daily|hourly|weekly|monthly|quarterly|bi|fortnight|first|last)|days\b/i;

function readAgain(said: string): Fact | null {
  if (!repeats.test(said) || !readSchedule(said).ok) return null;
  return { kind: "schedule", said, write: scheduleText(said), hint: null };
}

function readUnsayable(said: string): Fact | null {
  const reading = repeats.test(said) ? readSchedule(said) : null;
  if (!reading || reading.ok) return null;
  const [fault] = reading.faults;
  // only what is a schedule, and no other words that begin like one
  if (!/^A schedule follows|^It does not say on which day/.test(fault?.message ?? "")) return null;
  return { kind: "schedule", said, write: null, hint: fault?.fix ?? null };
}

function readLength(said: string): Fact | null {
  if (/^an?\s/i.test(said)) return null;
  const reading = readDuration(said);
  return reading.ok
    ? { kind: "duration", said, write: durationInWords(reading.value), hint: null }
    : null;
}
