import type { Place } from "../chat/chat.ts";
import type { Arrival } from "./arrival.ts";
import type { Work } from "./inbox.ts";

/** Somebody who waits for an answer, and the ways there are to reach them. */
export type Asker = {
  workspaceId: string;
  by: string;
  /** what is answered, the same each time it is dealt with */
  key: string;
  /** false: it is dealt with again, and may have been answered */
  isFirst: boolean;
  /** nothing was answered before it came. Real time */
  askedAt: Date;
  /** null: nowhere but to the person, as on Home */
  place: Place | null;
  /** the thread in which the person looks, if it is one */
  inThread: string | null;
  /** the message that was pressed */
  message: { ts: string; isEphemeral: boolean } | null;
  isCommand: boolean;
  /** null: there is none, or it has run out */
  responseUrl: string | null;
  /** null: no window can be opened from it any more */
  triggerId: string | null;
};

const responseUrlLife = 29 * 60_000;

export function askerOf({ arrival, attempt, receivedAt }: Work): Asker {
  const isFirst = attempt === 1;
  const age = Date.now() - receivedAt.getTime();
  const url = "responseUrl" in arrival ? arrival.responseUrl : null;
  const trigger = "triggerId" in arrival ? arrival.triggerId : null;
  return {
    workspaceId: arrival.workspaceId,
    by: arrival.by,
    key: arrival.key,
    isFirst,
    askedAt: receivedAt,
    ...placeOf(arrival),
    isCommand: arrival.is === "command",
    responseUrl: age < responseUrlLife ? url : null,
    triggerId: isFirst ? trigger : null,
  };
}

function placeOf(arrival: Arrival): Pick<Asker, "place" | "inThread" | "message"> {
  switch (arrival.is) {
    case "heard":
      return { place: arrival.place, inThread: arrival.inThread, message: null };
    case "command":
      return { place: arrival.place, inThread: null, message: null };
    case "press":
      return { place: arrival.place, inThread: arrival.inThread, message: arrival.message };
    case "form":
      // the window lies over the channel; the thread it came from may not be open
      return { place: arrival.place, inThread: null, message: null };
    case "home":
    case "entered":
      return { place: null, inThread: null, message: null };
  }
}
