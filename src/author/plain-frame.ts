// what people say of a playbook as a whole: when mails may leave, how often it runs, what else may run beside it

import { findHolidayPlace, holidayPlaceMeant } from "../grammar/holiday-places.ts";
import { readDays, readHours } from "../grammar/hours-words.ts";
import { readTimeOfDay } from "../grammar/time-of-day.ts";
import { isZone } from "../grammar/zoned.ts";
import type { Plain, Standing } from "./plain.ts";
import { countOf, type Sentence } from "./plain-sentences.ts";
import { edits, say, setting } from "./plain-words.ts";

const most = "(?:start |run )?(?:it )?(?:at most|no more than)";
const another =
  "(?:if|when) another (?:run|playbook)(?: is)?(?: already)? (?:running|at work|working|works|runs|under way|open)";

export const frameSentences: readonly Sentence[] = [
  {
    says: [
      "(?:only send|send only)(?: (?:it|them|mails|emails))?(?: on)? {text}",
      "send (?:it|them|mails|emails|e-mails) only(?: on)? {text}",
      "(?:mails|emails|e-mails) (?:may )?(?:only )?(?:leave|go out|are sent)(?: only)?(?: on)? {text}",
    ],
    means: ({ text }) => hoursIn(text),
  },
  {
    says: [
      "(?:respect|observe|mind|keep)(?: the)?(?: public)? holidays (?:of|in|for) (?:the )?{text}",
      "(?:respect|observe|mind|keep)(?: the)? {text} holidays",
      "(?:send nothing|no mails|no emails|do not send|don't send)(?: anything)? on(?: public)? holidays (?:of|in) (?:the )?{text}",
      "(?:send nothing|no mails|no emails|do not send|don't send)(?: anything)? on {text} holidays",
    ],
    means({ text }) {
      const place = findHolidayPlace(text);
      return place === null
        ? say(`I know no holidays of “${text}”. ${holidayPlaceMeant(text)}`)
        : edits(setting(null, ["window", "holidays"], place));
    },
  },
  {
    says: ["(?:use|go by|in) (?:the )?{text}(?:'s|’s)? (?:time|clock|time ?zone)"],
    means({ text }) {
      const [, whose] = /^(?:the )?(customer|workspace)(?:'s|’s)?$/i.exec(text) ?? [];
      const zone = whose?.toLowerCase() ?? (isZone(text) ? text : null);
      return zone === null ? null : edits(setting(null, ["window", "timezone"], zone));
    },
  },
  {
    says: [
      `${most} {count}(?: runs| starts)?(?: may be| are| be)?(?: open| running| under way)? at (?:once|the same time|a time)`,
      "(?:allow )?only {count}(?: open)? runs? at (?:once|the same time|a time)",
    ],
    means: ({ count }) => edits(setting(null, ["limits", "open"], countOf(count))),
  },
  {
    says: [
      `${most} {count}(?: runs| starts)? (?:a|an|per|each|every|in a|in) {per}`,
      `${most} {count}(?: runs| starts)? (?:every|in|within) {time}`,
    ],
    means: ({ count, per, time }) =>
      edits(
        setting(null, ["limits", "at_most"], {
          runs: countOf(count),
          per: per === "" ? time : (lengths[per] ?? `1 ${per}`),
        }),
      ),
  },
  {
    says: [
      "(?:start |run )?(?:it )?(?:only )?once (?:per|for each|for every|for a|a|each) {text} (?:every|in|within) {time}",
      "(?:start |run )?(?:it )?(?:only )?once (?:per|for each|for every|for a|a|each) {text}",
    ],
    means: ({ text, time }, standing) => {
      const per = eachOf(text, standing);
      if (per === null) return null;
      return edits(
        setting(null, ["limits", "once_per"], per),
        ...(time === "" ? [] : [setting(null, ["limits", "every"], time)]),
      );
    },
  },
  {
    says: [
      "(?:wait|rest|pause|leave)(?: for)?(?: at least)? {time} between(?: two| the)? runs(?: .*)?",
      "(?:cool down|rest)(?: for)? {time}(?: after (?:a|each|every) run)?",
      "(?:set|change|make) the (?:cool[- ]?down|rest) (?:to )?{time}",
    ],
    means: ({ time }) => edits(setting(null, ["limits", "cool_down"], time)),
  },
  {
    says: [
      `${another} (?:on|for|with) (?:the|that|this|a|the same) customer,? (?:then )?{text}`,
      `${another},? (?:then )?{text}`,
    ],
    means: ({ text }) => conflict(text),
  },
  {
    says: [
      `{text} (?:if|when) another (?:run|playbook)(?: is)?(?: already)? (?:running|at work|working|works|runs|under way|open)(?: .*)?`,
    ],
    means: ({ text }) => conflict(text),
  },
  {
    says: ["(?:remove|drop|delete|clear) (?:the |all |its )?{text}"],
    means({ text }, { playbook }) {
      const field = wholes.get(text.toLowerCase());
      if (field === undefined) return null;
      return field in playbook
        ? edits({ is: "remove-field", step: null, path: [field] })
        : say(`It has no ${text}.`);
    },
  },
];

const lengths: Record<string, string> = { quarter: "3 months" };

const wholes = new Map([
  ["window", "window"],
  ["sending hours", "window"],
  ["limits", "limits"],
  ["prerequisites", "prerequisites"],
  ["preconditions", "prerequisites"],
  ["success criteria", "success"],
]);

const clock = String.raw`\d{1,2}(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?|noon`;
const daysAndHours = new RegExp(
  String.raw`^(.*?)(?:(?:^|,?\s+)(?:between\s+|from\s+)?(${clock})\s*(?:-|–|and|to|until)\s*(${clock}))?$`,
  "i",
);

/** "mon-fri between 9 and 17", "9am to 5pm", "business days" */
function hoursIn(text: string): Plain | null {
  const [, on = "", from, to] = daysAndHours.exec(text) ?? [];
  const days = on.trim().replace(/^(?:business|working|week) ?days$/i, "mon-fri");
  const [opens, closes] = [from, to].map((it) => readTimeOfDay(it ?? "", { bare: true }));
  const hours = opens?.ok && closes?.ok ? `${opens.value}-${closes.value}` : "";
  const isRight = (days === "" || readDays(days).ok) && (hours === "" || readHours(hours).ok);
  if (!isRight || days + hours === "" || (from !== undefined && hours === "")) return null;
  return edits(
    ...(days === "" ? [] : [setting(null, ["window", "days"], days.toLowerCase())]),
    ...(hours === "" ? [] : [setting(null, ["window", "hours"], hours)]),
  );
}

function eachOf(text: string, { playbook }: Standing): string | null {
  const word = text.toLowerCase().replaceAll(/[\s-]+/g, "_");
  if (/^(?:customer|account|company)$/.test(word)) return "customer";
  return Object.hasOwn(playbook.inputs ?? {}, word) ? `inputs.${word}` : null;
}

const conflicts: readonly [RegExp, string][] = [
  [/^(?:do not|don't|never|skip|leave)\b/i, "skip"],
  [/\bwait/i, "wait"],
  [/\bask/i, "ask"],
  [/\b(?:start|run|go on|allow|anyway|beside)\b/i, "allow"],
];

function conflict(said: string): Plain | null {
  const [, choice] = conflicts.find(([words]) => words.test(said)) ?? [];
  return choice === undefined ? null : edits(setting(null, ["limits", "conflict"], choice));
}
