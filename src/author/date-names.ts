import { closest } from "../grammar/closest.ts";
import type { Surroundings } from "../playbook/check.ts";
import { customerFields } from "../steps/customer-fields.ts";

/** The dates of a customer that a phrase may count from. */
export function dateNames(surroundings: Surroundings): string[] {
  // every customer's dates first: the first one stands in examples
  const fields = { ...customerFields, ...surroundings.customerFields, ...customerFields };
  return Object.keys(fields).filter((name) => fields[name] === "date");
}

/** The date people mean by "the renewal", "their contract's end" or "kick-off"; null when they mean none of these. */
export function dateMeant(
  said: string,
  names: readonly string[],
  { guess = false } = {},
): string | null {
  const plain = said
    .trim()
    .toLowerCase()
    .replace(/^customer\./, "")
    .replace(/^((?:the|their|its|our|his|her|a|customer'?s?)\s+)+/, "")
    .replaceAll(/'s\b/g, "")
    .replaceAll(/[\s-]+/g, "_");
  const known = [plain, `${plain}_date`].find((name) => names.includes(name));
  if (known !== undefined) return known;
  const called = callings.find(({ words }) => words.test(plain));
  if (called && names.includes(called.name)) return called.name;
  return guess ? closest(plain, names) : null;
}

const callings = [
  {
    name: "renewal_date",
    words:
      /^(?:(?:contract|subscription|agreement|licen[cs]e|term)s?_)?(?:renewals?|renews?|expiry|expir(?:es?|ation)|ends?|runs_out|is_(?:up|due))(?:_(?:date|day))?$|^(?:contract|renewal)_(?:end_)?date$/,
  },
  {
    name: "kickoff_date",
    words:
      /^(?:project_)?(?:kick_?off|go_?live|goes_live|launch|onboarding(?:_starts?)?)(?:_(?:date|day|call|meeting))?$/,
  },
];
