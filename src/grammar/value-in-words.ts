import { readMoment } from "./moment.ts";
import { isEmpty } from "./value-at.ts";
import { listInWords, numberInWords } from "./words.ts";
import { dateInWords } from "./zoned.ts";

/** A value as people write it: 1,200 and 3 Feb 2027 and "a, b and c"; null for what is empty or cannot be said. */
export function valueInWords(value: unknown, zone: string): string | null {
  if (isEmpty(value)) return null;
  if (typeof value === "number" || typeof value === "bigint") return numberSaid(Number(value));
  if (typeof value === "boolean") return value ? "yes" : "no";
  const moment = readMoment(value, zone);
  if (moment) return dateInWords(moment.date, zone);
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || value.length === 0) return null;
  const items = value.map((item) => (Array.isArray(item) ? null : valueInWords(item, zone)));
  const said = items.filter((item) => item !== null);
  return said.length === items.length ? listInWords(said) : null;
}

function numberSaid(value: number): string | null {
  return Number.isFinite(value) ? numberInWords(value) : null;
}
