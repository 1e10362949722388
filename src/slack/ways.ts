// the ways there are from an answer to the person who asked

import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../log.ts";
import type { Asker } from "./asker.ts";
import { call } from "./call.ts";
import { codeOf, failureOf, retryAfter } from "./failures.ts";
import type { Places } from "./places.ts";
import { type Message, post, postUnlessThere } from "./post.ts";
import { respond } from "./respond.ts";

/** `again`: an earlier try may have come through. False: this way is closed. */
export type Way = (again: boolean) => Promise<boolean>;

export type Ways = {
  /** to everybody where it was asked, or in a direct message */
  visibly(asker: Asker, message: Message): Way;
  /** where it was asked, to the person alone; gone when they look again tomorrow */
  whisper(asker: Asker, message: Message): Way;
  atUrl(asker: Asker, message: Message, how?: { everybody?: boolean; replace?: boolean }): Way;
  directly(asker: Asker, message: Message): Way;
  /** over the message that was pressed */
  over(asker: Asker, message: Message): Way;
};

export function createWays(client: WebClient, places: Places): Ways {
  async function posting(
    { key, isFirst, askedAt }: Asker,
    at: { channel: string; thread: string | null },
    message: Message,
    again: boolean,
  ): Promise<boolean> {
    const { channel, thread } = at;
    const it = { channel, thread, message, key: `answer:${key}` };
    await (again || !isFirst ? postUnlessThere(client, it, askedAt) : post(client, it));
    return true;
  }

  return {
    visibly: (asker, message) => async (again) =>
      asker.place !== null && posting(asker, asker.place, message, again),
    directly: (asker, message) => async (again) => {
      const channel = await places.resolve(asker.by);
      return channel !== null && posting(asker, { channel, thread: null }, message, again);
    },
    atUrl:
      ({ responseUrl, inThread }, message, how = {}) =>
      async () =>
        responseUrl !== null &&
        respond(responseUrl, {
          ...message,
          ...how,
          // it says nothing of the thread it belongs to by itself
          ...(inThread !== null && !how.replace && { thread: inThread }),
        }),
    whisper:
      ({ place, by, inThread }, { text, blocks }) =>
      async () => {
        if (place === null) return false;
        const given = {
          channel: place.channel,
          user: by,
          text,
          ...(blocks && { blocks }),
          // in a thread that nobody has opened it would not be seen
          ...(inThread !== null && { thread_ts: inThread }),
        };
        await call(client, "chat.postEphemeral", given, z.unknown());
        return true;
      },
    over:
      ({ place, message: pressed }, { text, blocks }) =>
      async () => {
        if (place === null || pressed === null || pressed.isEphemeral) return false;
        const given = { channel: place.channel, ts: pressed.ts, text, blocks: blocks ?? [] };
        await call(client, "chat.update", given, z.unknown());
        return true;
      },
  };
}

const mostTries = 4;
const longestWait = 30_000;

/** Goes the ways in their order until one leads through. One that is busy is tried again, one that is closed is left. */
export async function goAny(ways: readonly Way[], log: Log): Promise<boolean> {
  for (const way of ways) if (await goOne(way, log)) return true;
  return false;
}

async function goOne(way: Way, log: Log): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await way(tries > 1);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure || failure.is === "locked-out") throw error;
      const after = retryAfter(failure, tries);
      if (after === null || tries >= mostTries || after > longestWait) {
        log.info("an answer takes another way", { code: codeOf(failure) });
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, after));
    }
  }
}
