import { datePhraseInWords, readDatePhrase } from "../grammar/date-phrase.ts";
import { readDuration } from "../grammar/duration.ts";
import { readTimeOfDay, splitTimes } from "../grammar/time-of-day.ts";
import { listInWords, nameInWords } from "../grammar/words.ts";
import { dateMeant } from "./date-names.ts";

/** `time` is a time of day, as 09:00, where one was said. */
export type Said = { ok: true; phrase: string; time: string | null } | { ok: false; wrong: string };

/**
 * When something is to start around a customer's date, as people say it: "60 days before renewal", "on the kickoff
 * date", or only "60 days" or "60" where `now` says before or after what.
 */
export function readStartPhrase(said: string, names: readonly string[], now: string | null): Said {
  const text = said.trim().replace(/[.!]+$/, "");
  const amount = amountOf(text);
  if (amount !== null) {
    const around = /\b(before|after)\b.+$/i.exec(now ?? "")?.[0];
    if (around !== undefined) return { ok: true, phrase: `${amount} ${around}`, time: null };
    return wrong(`${amount} before or after what? Say it as ${example(names, now)}.`);
  }
  const [, by, side, anchor] = /^(.+?)\s+(before|after)\s+(.+)$/i.exec(normal(text)) ?? [];
  const on = /^(?:on|at)\s+(.+)$/i.exec(text)?.[1] ?? text;
  const { rest: wanted, times } = splitTimes(anchor ?? on);
  const name = dateMeant(wanted, names, { guess: true });
  if (name === null)
    return wrong(notKnown(text, { wanted, names, now, counted: anchor !== undefined }));
  const phrase = by === undefined ? `on ${name}` : `${by} ${side} ${name}`.toLowerCase();
  const time = times[0] === undefined ? null : readTimeOfDay(times[0], { bare: true });
  const reading = readDatePhrase(phrase);
  if (!reading.ok) return wrong(firstOf(reading.faults));
  if (time?.ok === false) return wrong(firstOf(time.faults));
  return { ok: true, phrase, time: time?.value ?? null };
}

// a bare number counts days
function amountOf(text: string): string | null {
  if (/^\d+$/.test(text)) return `${text} ${text === "1" ? "day" : "days"}`;
  return readDuration(text).ok ? text.toLowerCase() : null;
}

function normal(text: string): string {
  return text
    .replace(/\b(?:prior to|ahead of|until|till)\b/i, "before")
    .replace(/\b(?:past|since|from)\b/i, "after");
}

type Asked = { wanted: string; names: readonly string[]; now: string | null; counted: boolean };

function notKnown(text: string, { wanted, names, now, counted }: Asked): string {
  if (counted)
    return `No customer has a date called "${wanted}". There are ${listInWords(names.map(nameInWords))}.`;
  return `"${text}" is no such moment. Say it as ${example(names, now)}, or only 90.`;
}

// as it is now, else something that could be
function example([first = "renewal_date"]: readonly string[], now: string | null): string {
  const phrase = readDatePhrase(now ?? "");
  return phrase.ok ? datePhraseInWords(phrase.value) : `90 days before ${nameInWords(first)}`;
}

function firstOf(faults: readonly { message: string; fix: string | null }[]): string {
  const [first] = faults;
  return [first?.message, first?.fix].filter(Boolean).join(" ");
}

function wrong(why: string): Said {
  return { ok: false, wrong: why };
}
