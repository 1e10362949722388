import { isRecord } from "../grammar/field.ts";
import { truncate } from "../grammar/words.ts";

// what people do not see but a model reads: controls, soft and zero-width characters, turned direction, tags,
// and the variation selectors that can carry a hidden text
const unseen = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]|[^\P{Cc}\n\t]/gu;

/** The text as a person would see it, at most `most` characters long. */
export function clean(text: string, most: number): string {
  return truncate(text.toWellFormed().replace(unseen, ""), most).trim();
}

const limits = { text: 2000, items: 50, fields: 100, depth: 6, whole: 16_000 };

/** Plain data with clean texts, cut to a size that a model can read. */
function tidy(value: unknown, depth = limits.depth): unknown {
  if (typeof value === "string") return clean(value, limits.text);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return null;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.slice(0, limits.items).map((it) => tidy(it, depth - 1));
  if (!isRecord(value)) return null;
  const fields = Object.entries(value).slice(0, limits.fields);
  return Object.fromEntries(fields.map(([name, it]) => [clean(name, 80), tidy(it, depth - 1)]));
}

/** What somebody outside wrote, marked as such. The mark asks; what protects is that agents can only read. */
export type Untrusted = { untrusted: true; source: string } & (
  | { data: unknown }
  | { text: string }
);

export function untrusted(source: string, value: unknown): Untrusted {
  const data = tidy(value);
  if (typeof data === "string") return { untrusted: true, source, text: data };
  const whole = JSON.stringify(data);
  if (whole.length <= limits.whole) return { untrusted: true, source, data };
  return { untrusted: true, source, text: truncate(whole, limits.whole) };
}
