import type { KnownBlock } from "@slack/types";
import { chunksOf, context, type Drawn, most } from "./blocks.ts";

type Parts = {
  text: string;
  head: readonly KnownBlock[];
  /** what may be shortened when there is too much */
  body?: readonly KnownBlock[];
  foot?: readonly KnownBlock[];
  /** said where the body was shortened */
  shortened?: string;
};

/** A message within Slack's limits: head and foot stay, the body is cut at its end. */
export function fit({ text, head, body = [], foot = [], shortened }: Parts): Drawn {
  const [short = ""] = chunksOf(text, most.text - 100);
  const note = context(shortened ?? "…there is more than fits into one message.");
  const kept: KnownBlock[] = [];
  const always = [...head, ...foot, ...note];
  let characters = lengthOf(always);
  let isWhole = true;
  for (const block of body) {
    characters += lengthOf(block);
    isWhole = always.length + kept.length < most.blocks && characters <= most.characters;
    if (!isWhole) break;
    kept.push(block);
  }
  return { text: short, blocks: [...head, ...kept, ...(isWhole ? [] : note), ...foot] };
}

const counted = new Set(["text", "title", "subtitle", "label", "description"]);

/** How many characters of text blocks show: Slack limits their sum. */
export function lengthOf(value: unknown, key = ""): number {
  if (typeof value === "string") return counted.has(key) ? value.length : 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + lengthOf(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, item]) => sum + lengthOf(item, name), 0);
}
