import { readDatePhrase } from "../grammar/date-phrase.ts";
import { readStartPhrase } from "./start-phrase.ts";

/** A date phrase as a playbook writes it, where people or a model said "the renewal" for renewal_date. */
export function writtenDate(said: string, names: readonly string[]): string {
  const reading = readDatePhrase(said);
  const anchor = reading.ok && reading.value.is === "around" ? reading.value.anchor : null;
  const isKnown = anchor === null || anchor.includes(".") || names.includes(anchor);
  if (reading.ok && isKnown) return said;
  const start = readStartPhrase(said, names, null);
  if (!start.ok) return said;
  return start.time === null ? start.phrase : `${start.phrase} at ${start.time}`;
}
