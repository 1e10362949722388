import type { Message } from "../post.ts";
import { context } from "./blocks.ts";
import { foreign } from "./text.ts";

/** A message that was meant for a place we cannot write to, for the person it concerns. */
export function instead({ text, blocks }: Message, place: string): Message {
  const name = /^[CGD][A-Z0-9]{6,}$/.test(place)
    ? `<#${place}>`
    : `#${foreign(place.replace(/^#/, ""), 80)}`;
  const note = context(
    `I cannot post in ${name}, so this comes to you. Invite me there: \`/invite @Playbooks\``,
  );
  return { text, ...(blocks && { blocks: [...note, ...blocks].slice(0, 50) }) };
}
