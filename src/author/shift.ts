import { datePhraseInWords, readDatePhrase, type DatePhrase } from "../grammar/date-phrase.ts";
import { type Duration, durationInWords } from "../grammar/duration.ts";

export type Shifted = { ok: true; text: string } | { ok: false; wrong: string };

const parts = ["months", "days", "businessDays", "minutes"] as const;

/** A date phrase that means a later moment by so much; earlier with `-1`. */
export function shiftPhrase(written: string, by: Duration, direction: 1 | -1): Shifted {
  const reading = readDatePhrase(written);
  if (!reading.ok) return { ok: false, wrong: `"${written}" cannot be moved.` };
  const phrase = reading.value;
  switch (phrase.is) {
    case "around": {
      const before = phrase.side === "before" ? -1 : 1;
      const moved = sum(phrase.by, by, before, direction);
      return moved ? around(phrase, moved) : mixed(written, by);
    }
    case "later": {
      const moved = sum(phrase.by, by, 1, direction);
      if (!moved) return mixed(written, by);
      if (moved.sign === -1) return tooEarly(written);
      return { ok: true, text: timed(`${durationInWords(moved.by)} later`, phrase.time) };
    }
    case "day": {
      const whole = by.months === 0 && by.businessDays === 0 && by.minutes === 0;
      if (!whole) return mixed(written, by);
      const day = phrase.day + direction * by.days;
      return day < 0 ? tooEarly(written) : { ok: true, text: timed(`day ${day}`, phrase.time) };
    }
    case "date":
    case "weekday":
      return {
        ok: false,
        wrong: `It happens on ${datePhraseInWords(phrase)}. Say the new date instead.`,
      };
  }
}

/** A length that is longer or shorter by so much. */
export function shiftLength(length: Duration, by: Duration, direction: 1 | -1): Shifted {
  const moved = sum(length, by, 1, direction);
  if (!moved) return mixed(durationInWords(length), by);
  if (moved.sign === -1 || parts.every((part) => moved.by[part] === 0))
    return { ok: false, wrong: `It is only ${durationInWords(length)}.` };
  return { ok: true, text: durationInWords(moved.by) };
}

// lengths of different kinds cannot be taken from each other: a month has no certain number of days
function sum(a: Duration, b: Duration, signA: number, signB: number) {
  const total = { months: 0, days: 0, businessDays: 0, minutes: 0 };
  for (const part of parts) total[part] = signA * a[part] + signB * b[part];
  const sign = parts.some((part) => total[part] < 0) ? -1 : 1;
  if (parts.some((part) => total[part] * sign < 0)) return null;
  for (const part of parts) total[part] = Math.abs(total[part]);
  return { by: total, sign };
}

function around(
  phrase: DatePhrase & { is: "around" },
  { by, sign }: { by: Duration; sign: number },
): Shifted {
  const none = parts.every((part) => by[part] === 0);
  const side = sign === -1 ? "before" : "after";
  const text = none ? `on ${phrase.anchor}` : `${durationInWords(by)} ${side} ${phrase.anchor}`;
  return { ok: true, text: timed(text, phrase.time) };
}

function timed(text: string, time: string | null): string {
  return time === null ? text : `${text} at ${time}`;
}

function mixed(written: string, by: Duration): Shifted {
  return {
    ok: false,
    wrong: `"${written}" and ${durationInWords(by)} do not add up to a whole. Say the new time instead.`,
  };
}

function tooEarly(written: string): Shifted {
  return { ok: false, wrong: `It is "${written}" now and cannot come that much earlier.` };
}
