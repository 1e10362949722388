import { z } from "zod";
import { datePhraseInWords, readDatePhrase, resolveDatePhrase } from "../grammar/date-phrase.ts";
import { datePhrase } from "../grammar/field.ts";
import { atLocalTime, localDate } from "../grammar/zoned.ts";
import { defineTrigger } from "./trigger-type.ts";

const day = 86_400_000;
// a moment after its date is still worth catching up for this long
const grace = 30 * day;

export const date = defineTrigger({
  by: "date",
  about: "Fires for each customer around one of its dates.",
  example: `by: date
at: 90 days before renewal_date
time: "09:00"`,
  fields: {
    at: datePhrase("around which date of the customer, as `90 days before renewal_date`"),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as "09:00"')
      .describe("local time of the customer; 09:00 when left out")
      .optional(),
  },
  faults(trigger) {
    const phrase = readDatePhrase(trigger.at);
    if (!phrase.ok || phrase.value.is === "around") return [];
    return [
      {
        code: "bad-date",
        path: ["at"],
        message: "This is no date of a customer.",
        fix: "Count from one of its dates, as in 90 days before renewal_date.",
      },
    ];
  },
  summary(trigger) {
    const phrase = readDatePhrase(trigger.at);
    const words = phrase.ok ? datePhraseInWords(phrase.value) : trigger.at;
    return `${words}, at ${trigger.time ?? "09:00"} the customer's time`;
  },
  moments(trigger, subject, { now }) {
    const phrase = readDatePhrase(trigger.at);
    if (!phrase.ok || phrase.value.is !== "around") return { open: null, next: null };
    const { anchor, side } = phrase.value;
    const { zone, isBusinessDay } = subject;
    const calendar = { zone, ...(isBusinessDay && { isBusinessDay }) };
    const found = resolveDatePhrase(phrase.value, {
      started: now,
      previous: now,
      now,
      dateOf: subject.dateOf,
      calendar,
      defaultTime: trigger.time ?? "09:00",
    });
    const anchored = subject.dateOf(anchor);
    if (found.is === "unknown" || anchored === null) return { open: null, next: null };
    const on = anchored instanceof Date ? anchored : atLocalTime(anchored, "23:59", subject.zone);
    const until = side === "before" ? on : new Date(found.at.getTime() + grace);
    // the anchor's own date is the occurrence, so next year's renewal fires again and a changed clock does not
    const occurrence = anchored instanceof Date ? localDate(anchored, subject.zone) : anchored;
    if (found.at > now) return { open: null, next: found.at };
    return { open: until > now ? { at: found.at, until, occurrence } : null, next: null };
  },
});
