import type { Arrival } from "../arrival.ts";
import type { Asker } from "../asker.ts";
import { rememberThread } from "../threads.ts";
import { follow } from "./follow.ts";
import type { ListenerNeeds } from "./needs.ts";

type Words = Extract<Arrival, { is: "heard" | "command" }>;

/** Somebody said something to us: by command, by our name, directly, or in a thread of ours. */
export async function hear(needs: ListenerNeeds, words: Words, asker: Asker): Promise<void> {
  const { workspaceId, by, text, place } = words;
  const via = words.is === "command" ? "slash" : words.via;
  if (via === "mention") await rememberThread(needs.pool, workspaceId, place);
  const { key } = asker;
  await follow(needs, asker, await needs.chat.hear({ workspaceId, by, text, place, via, key }));
}
