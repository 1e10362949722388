import type { Said } from "./chat.ts";

/** Where an answer that stays belongs: in the thread it was asked in, but a command cannot be said in a thread. */
export function whereSaid({ place, via }: Said): { place: string; threadTs: string | null } {
  return { place: place.channel, threadTs: via === "slash" || place.direct ? null : place.thread };
}
