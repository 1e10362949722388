// which threads of channels are ours: those of our cards, and those where somebody named us

import type { Place } from "../chat/chat.ts";
import { isCardThread } from "../store/cards.ts";
import type { Pool } from "../store/db.ts";
import { arrivalDone, findArrival, storeArrival } from "../store/inbox.ts";
import { forWorkspace } from "../store/tenant.ts";

export async function isOurThread(
  pool: Pool,
  workspaceId: string,
  { channel, thread }: Place,
): Promise<boolean> {
  if (thread === null) return false;
  if (await findArrival(pool, { workspaceId, key: keyOf(channel, thread) })) return true;
  return forWorkspace(pool, workspaceId, (tenant) => isCardThread(tenant, channel, thread));
}

/** From now on what is said in that thread may be meant for us. */
export async function rememberThread(
  pool: Pool,
  workspaceId: string,
  { channel, thread }: Place,
): Promise<void> {
  if (thread === null) return;
  const arrival = { workspaceId, key: keyOf(channel, thread) };
  const at = new Date();
  // it is kept beside what came from Slack, as long as that is
  await storeArrival(pool, { ...arrival, kind: "thread", body: {}, at, leaseUntil: at });
  await arrivalDone(pool, arrival, at);
}

function keyOf(channel: string, thread: string): string {
  return `thread:${channel}:${thread}`;
}
