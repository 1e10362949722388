/** "a, b and c" */
export function listInWords(items: readonly string[], last = "and"): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** "1 step", "1,200 steps" */
export function plural(count: number, one: string, many = pluralOf(one)): string {
  return `${numberInWords(count)} ${count === 1 ? one : many}`;
}

function pluralOf(one: string): string {
  if (/[^aeiou]y$/i.test(one)) return `${one.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/i.test(one) ? `${one}es` : `${one}s`;
}

/** 1200 is "1,200", 12.5 is "12.5" */
export function numberInWords(value: number): string {
  const digits = Math.abs(value) < 1 ? 4 : 2;
  const text = new Intl.NumberFormat("en-US", { maximumFractionDigits: digits }).format(value);
  return text === "-0" ? "0" : text;
}

export function capitalize(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** At most `max` UTF-16 units, the "…" included; a character is never cut in two. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 1) return "";
  const kept = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** A name as people say it: `qbr_date` is "QBR date", `csm` is "CSM". */
export function nameInWords(name: string): string {
  const words = name.split(/[._ ]+/);
  return words.map((word) => (abbreviations.has(word) ? word.toUpperCase() : word)).join(" ");
}

const abbreviations = new Set(["arr", "crm", "csm", "mrr", "nps", "qbr", "roi", "sla"]);

/** How a path is said: `customer.renewal_date` is "renewal date", `outcome.mood` is "outcome mood". */
export function pathInWords(path: readonly string[]): string {
  const [root = "", ...rest] = path;
  const said = rest.length > 0 && unspoken.has(root) ? rest : path;
  return said.map(nameInWords).join(" ");
}

// what a condition is about by itself, so saying it adds nothing
const unspoken = new Set(["customer", "inputs", "output"]);

/** “attempt 2 of 3”, or without an end where nobody set one. */
export function attemptInWords({ count, of }: { count: number; of: number | null }): string {
  return of === null ? `attempt ${count}` : `attempt ${count} of ${of}`;
}
