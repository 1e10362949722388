import { isRecord } from "../grammar/field.ts";
import { hidden } from "../playbook/text-traps.ts";

/** A text without what nobody sees: invisible characters, tabs, and spaces at the ends of lines. */
export function tidy(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", "  ")
    .replaceAll(hidden, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

/** The same for every text inside a value. */
export function tidyAll(value: unknown): unknown {
  if (typeof value === "string") return tidy(value);
  if (Array.isArray(value)) return value.map(tidyAll);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, tidyAll(it)]));
}
