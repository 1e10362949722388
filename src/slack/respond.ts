import type { Message } from "./post.ts";

type Response = Message & {
  everybody?: boolean;
  /** takes the place of the message that was pressed */
  replace?: boolean;
  /** the thread it stands in */
  thread?: string;
};

/** Answers a press or command at its own address: five times within half an hour. False when it took nothing any more. */
export async function respond(
  url: string,
  { everybody, replace, thread, ...message }: Response,
): Promise<boolean> {
  const body = {
    ...message,
    response_type: everybody ? "in_channel" : "ephemeral",
    replace_original: replace ?? false,
    ...(thread !== undefined && { thread_ts: thread }),
    unfurl_links: false,
    unfurl_media: false,
  };
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(10_000),
    });
    return answer.ok;
  } catch {
    // it may have come through; whatever is said elsewhere then is said twice, but never lost
    return false;
  }
}
