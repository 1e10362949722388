import type { Response } from "./chat.ts";
import type { Button, Words } from "./replies.ts";

/** What a button carries at most, and so a sentence that is said by pressing one. */
export const longestValue = 2000;

export function words(text: string, ...buttons: Button[]): Words {
  return { is: "words", text, buttons };
}

/** An answer for the person alone. */
export function say(text: string, ...buttons: Button[]): Response {
  return { reply: words(text, ...buttons) };
}

/** A button that says a sentence for the person who presses it. */
export function saying(label: string, sentence: string, style?: "primary"): Button {
  return { label, act: "say", value: sentence, ...(style && { style }) };
}
