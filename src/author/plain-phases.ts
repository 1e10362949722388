// what people say of a phase: its rounds, who hears of it, how often its thread is told how it stands

import { readExpression } from "../grammar/expression.ts";
import { readTimeOfDay } from "../grammar/time-of-day.ts";
import { readChannel } from "./channel-name.ts";
import type { Plain } from "./plain.ts";
import { withField } from "./plain-care.ts";
import { countOf, type Sentence } from "./plain-sentences.ts";
import { edits, length, quoted, say, setting, valueIn, withStep } from "./plain-words.ts";

export const phaseSentences: readonly Sentence[] = [
  {
    says: ["repeat {step},? (?=every|until|at most|up to|no more than){text}"],
    means({ step: what, text }, standing) {
      const rounds = roundsIn(text);
      if (!rounds) return null;
      return withField(standing, what, ["repeat"], (id, step) => {
        const isKnown = "repeat" in step || rounds.at_most !== undefined;
        if (!isKnown) {
          const example = `repeat ${quoted(step)} ${text}, at most 8 times`;
          return say(`Say how many rounds there are at most, as in: ${example}.`);
        }
        if (rounds.until !== undefined && !readExpression(rounds.until).ok)
          return say(
            `“${rounds.until}” cannot be measured. Say it as: until customer.health >= 70.`,
          );
        return edits(
          ...Object.entries(rounds).map(([name, value]) => setting(id, ["repeat", name], value)),
        );
      });
    },
  },
  {
    says: [
      "announce {step} (?:in|to) {place}(?:(?: with|:|,) {text})?",
      "(?:tell|inform) {place} (?:when|before) {step} (?:begins|starts)",
    ],
    means: ({ step: what, place, text }, standing) =>
      withField(standing, what, ["announce"], (id, step) => {
        const to = placeIn(place, standing.context.channels);
        if (!to.ok) return say(to.wrong);
        // the point behind a text is the text's
        const typed = standing.typed.slice(standing.typed.lastIndexOf(text));
        const begins = `${step.name ?? step.id.replaceAll("_", " ")} begins.`;
        const announce = { to: [to.name], text: text === "" ? begins : valueIn(typed) };
        return edits(setting(id, ["announce"], announce));
      }),
  },
  {
    says: [
      "(?:say|tell us|tell the thread|report|post)(?: us)? how {step} (?:stands?|go|goes|is going) every {time}(?:,? (?:but )?(?:not|never) between {text})?",
      "(?:post|send) updates (?:of|on|about|for) {step} every {time}(?:,? (?:but )?(?:not|never) between {text})?",
    ],
    means: ({ step, time, text }, standing) =>
      withField(standing, step, ["updates"], (id) => {
        const quiet = text === "" ? null : quietIn(text);
        if (text !== "" && quiet === null)
          return say("Say the hours as: not between 20:00 and 08:00.");
        return edits(
          setting(id, ["updates"], time),
          ...(quiet === null ? [] : [setting(id, ["quiet"], quiet)]),
        );
      }),
  },
  {
    says: [
      "(?:remove|drop|delete|clear|take off) (?:the |all |any )?{text} (?:of|from|off|on) {step}",
    ],
    means({ step: what, text }, standing) {
      const field = groups.get(text.toLowerCase());
      if (field === undefined) return null;
      return withStep(standing, what, (step): Plain => {
        if (!(field in step)) return say(`${quoted(step)} has no ${text}.`);
        return edits({ is: "remove-field", step: step.id, path: [field] });
      });
    },
  },
];

const groups = new Map([
  ["gate", "gate"],
  ["gates", "gate"],
  ["retry", "retry"],
  ["retries", "retry"],
  ["reminder", "remind"],
  ["reminders", "remind"],
  ["escalation", "escalate"],
  ["escalations", "escalate"],
  ["undo", "undo"],
  ["rounds", "repeat"],
  ["repetition", "repeat"],
  ["announcement", "announce"],
  ["updates", "updates"],
]);

/** "every 7 days, at most 8 times, until customer.health >= 70", in any order */
function roundsIn(said: string) {
  const [, every] = new RegExp(String.raw`\bevery\s+${length}(?=,|\s|$)`, "i").exec(said) ?? [];
  const [, count] =
    /\b(?:at most|up to|no more than)\s+(\d+|once|twice|[a-z]+)(?:\s+(?:times?|rounds?))?/i.exec(
      said,
    ) ?? [];
  const [, until] =
    /\buntil\s+(.+?)(?:,?\s+(?:at most|up to|no more than|every)\b.*)?$/i.exec(said) ?? [];
  const most = count === undefined ? undefined : countOf(count);
  if (every === undefined && most === undefined && until === undefined) return null;
  return {
    ...(every !== undefined && { every: every.toLowerCase() }),
    ...(until !== undefined && { until: valueIn(until) }),
    ...(most !== undefined && { at_most: most }),
  };
}

function placeIn(written: string, channels: readonly string[]) {
  const [, role] = /^(?:the\s+)?(csm|manager|owner|starter)$/i.exec(written) ?? [];
  if (role !== undefined) return { ok: true as const, name: role.toLowerCase() };
  if (written.startsWith("@")) return { ok: true as const, name: written.toLowerCase() };
  return readChannel(written, channels);
}

/** "20:00 and 8:00" as the language writes it. */
function quietIn(said: string): string | null {
  const [from, to, more] = said
    .split(/\s*(?:-|–|\band\b|\bto\b)\s*/i)
    .map((it) => readTimeOfDay(it));
  return from?.ok && to?.ok && !more ? `${from.value}-${to.value}` : null;
}
