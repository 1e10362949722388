import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { call } from "./call.ts";
import { refusalOf, threadless, undrawable } from "./failures.ts";

/** What a message says; blocks are Slack's. */
export type Message = { text: string; blocks?: readonly object[] | undefined };

export type Post = {
  channel: string;
  thread: string | null;
  message: Message;
  /** travels in the message, so that it can be found again */
  key: string;
};

/** `earlier`: another try has posted it, and it says what was to be said then. */
export type Posted = { channel: string; ts: string; earlier?: true };

const eventType = "playbooks_post";

const PostedAnswer = z.object({ channel: z.string(), ts: z.string() });

/** Posts a message. What only its blocks or its thread stand in the way of is posted without them. */
export async function post(client: WebClient, it: Post): Promise<Posted> {
  const { channel, thread, message, key } = it;
  const given = {
    channel,
    ...(thread !== null && { thread_ts: thread }),
    text: message.text,
    ...(message.blocks && { blocks: message.blocks }),
    metadata: { event_type: eventType, event_payload: { key } },
    // a link that unfolds shows others what only its reader should open
    unfurl_links: false,
    unfurl_media: false,
  };
  try {
    return await call(client, "chat.postMessage", given, PostedAnswer);
  } catch (error) {
    const code = refusalOf(error);
    if (code !== null && undrawable.has(code) && message.blocks)
      return post(client, { ...it, message: { text: message.text } });
    if (code !== null && threadless.has(code) && thread !== null)
      return post(client, { ...it, thread: null });
    throw error;
  }
}

/** The same, after looking whether a try since then has posted it already. */
export async function postUnlessThere(client: WebClient, it: Post, since: Date): Promise<Posted> {
  return (await findPosted(client, it, since)) ?? post(client, it);
}

const Page = z.object({
  messages: z.array(
    z.looseObject({
      ts: z.string(),
      metadata: z
        .object({
          event_type: z.string(),
          event_payload: z.looseObject({ key: z.unknown().optional() }),
        })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

const perPage = 200;
const mostPages = 25;
// Slack's clock and ours differ by less, or Slack would not talk to us
const clocksMs = 5 * 60_000;

/** Looks a key up in what was posted since then: in the channel from its end, in a thread from its beginning. */
export async function findPosted(
  client: WebClient,
  { channel, thread, key }: Pick<Post, "channel" | "thread" | "key">,
  since: Date,
): Promise<Posted | null> {
  const method = thread === null ? "conversations.history" : "conversations.replies";
  const oldest = String((since.getTime() - clocksMs) / 1000);
  const given = { channel, oldest, limit: perPage, ...(thread !== null && { ts: thread }) };
  let cursor = "";
  for (let page = 0; page < mostPages; page += 1) {
    const asked = { ...given, include_all_metadata: true, ...(cursor !== "" && { cursor }) };
    const answer = await readPage(client, method, asked);
    const found = answer?.messages.find(
      ({ metadata }) => metadata?.event_type === eventType && metadata.event_payload["key"] === key,
    );
    if (found) return { channel, ts: found.ts, earlier: true };
    cursor = answer?.response_metadata?.next_cursor ?? "";
    if (cursor === "") return null;
  }
  return null;
}

async function readPage(client: WebClient, method: string, given: Record<string, unknown>) {
  try {
    return await call(client, method, given, Page);
  } catch (error) {
    const code = refusalOf(error);
    // where we cannot read, or there is no thread, nothing of ours was posted
    if (code !== null) return null;
    throw error;
  }
}
