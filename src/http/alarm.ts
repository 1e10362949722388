import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Pool } from "../store/db.ts";
import { queuePost } from "../store/outbox.ts";
import { listPeople } from "../store/people.ts";
import { forWorkspace } from "../store/tenant.ts";

const hour = 3_600_000;

/** What tells admins that somebody sends what is not signed as it should be: once an hour, however much of it comes. */
export function createAlarm(needs: { pool: Pool; log: Log; workspaceId: string }) {
  const { pool, log, workspaceId } = needs;
  let told = -1;
  return async (refusal: string, at: Date): Promise<void> => {
    const now = Math.floor(at.getTime() / hour);
    // a flood asks the database nothing; of several processes one tells, as the key is there once
    if (now === told) return;
    told = now;
    await forWorkspace(pool, workspaceId, async (tenant) => {
      for (const { id, role } of await listPeople(tenant)) {
        if (role !== "admin") continue;
        const text = `:rotating_light: Something was sent to /events that this workspace's secret has not signed, so it did nothing (${refusal}). If a system of yours sent it, give it the secret anew. I say this once an hour at most.`;
        const key = `unsigned:${now}:${id}`;
        await queuePost(tenant, { key, place: id, threadOf: null, message: { text }, at });
      }
    }).catch((error: unknown) => {
      told = -1;
      log.warn("admins were not told of a refused event", { reason: reasonOf(error) });
    });
  };
}
