// the one gate to everybody outside: whoever is down is left alone, and tried by one step for all that wait for it

import { reasonOf } from "../errors.ts";
import { capitalize } from "../grammar/words.ts";
import {
  afterwards,
  type Health,
  type Heard,
  isDown,
  isHopeless,
  isWorthTelling,
  longestTry,
  mayAsk,
  momentInWords,
  whyAlone,
} from "../run/health.ts";
import type { CallResult, Sent } from "../steps/world.ts";
import { findHealth, goFirst, lockHealth, saveHealth } from "../store/health.ts";
import { queuePost } from "../store/outbox.ts";
import { listPeople } from "../store/people.ts";
import { forWorkspace, type Tenant } from "../store/tenant.ts";
import { LeftAlone, orOutage } from "./fence.ts";
import type { HeldRun } from "./held-run.ts";
import type { EngineNeeds } from "./needs.ts";

/** Whoever takes something that leaves the house. */
export type Outside = {
  provider: string;
  /** in people's words: “the mail server” */
  who: string;
};

/** What is to be told of how it went, once it has. */
type Tell = (heard: Heard) => Promise<void>;

/** Asks before anything leaves whether it may. Thrown is that it is left alone, and until when. */
export async function goOutside(
  needs: EngineNeeds,
  run: HeldRun,
  { provider, who }: Outside,
): Promise<Tell> {
  const tenant = { db: needs.pool, workspaceId: run.workspaceId };
  const now = needs.clock.now();
  const health = await orOutage(() => findHealth(tenant, provider));
  const may = mayAsk(health, now);
  const until = new Date(now.getTime() + longestTry);
  const first =
    may.is === "first" &&
    (await orOutage(() => goFirst(tenant, provider, { seen: may.seen, until })));
  if (may.is === "go" || first)
    return (heard) => tell(needs, tenant, { health, who, first }, heard);
  const reason = whyAlone(who, health, now, run.zone);
  if (isHopeless(health, now)) throw new LeftAlone({ is: "failed", reason, again: false });
  throw new LeftAlone({ is: "held", until: may.is === "wait" ? may.until : until, reason });
}

/** What an answer says about whoever gave it. */
export function heardOf(result: Sent | CallResult): Heard {
  switch (result.is) {
    case "sent":
    case "done":
      return { is: "well" };
    case "unknown":
      return { is: "ill", reason: result.reason };
    case "refused":
    case "failed":
      return { ...result, is: result.again && !("receiver" in result) ? "ill" : "refused" };
  }
}

// nothing hangs on it: what is not written down here is found out again
async function tell(
  needs: EngineNeeds,
  tenant: Tenant,
  { health, who, first }: { health: Health; who: string; first: boolean },
  heard: Heard,
): Promise<void> {
  const at = needs.clock.now();
  if (!afterwards(health, heard, { at, first })) return;
  await forWorkspace(needs.pool, tenant.workspaceId, async (inside) => {
    const before = await lockHealth(inside, health.provider);
    const after = afterwards(before, heard, { at, first });
    if (!after) return;
    await saveHealth(inside, after);
    await tellAdmins(inside, { before, after, who, at });
  }).catch((error: unknown) =>
    needs.log.warn("how somebody outside is was not kept", { reason: reasonOf(error) }),
  );
}

type Change = { before: Health; after: Health; who: string; at: Date };

/** Who can help is told once that somebody is down for long, and once that it is over; not for each that waits. */
async function tellAdmins(tenant: Tenant, { before, after, who, at }: Change): Promise<void> {
  const since = before.failingSince ?? after.failingSince;
  if (!since || isWorthTelling(before) === isWorthTelling(after)) return;
  for (const { id, role, zone } of await listPeople(tenant)) {
    if (role !== "admin") continue;
    const began = momentInWords(since, at, zone);
    const text = isDown(after)
      ? `${capitalize(who)} is down since ${began}: ${after.failure}. What waits for it is tried again by itself; “doctor” says when.`
      : `${capitalize(who)} works again. It was down since ${began}, and what waited for it goes on by itself.`;
    const key = `${isDown(after) ? "down" : "up"}:${after.provider}:${since.getTime()}:${id}`;
    await queuePost(tenant, { key, place: id, threadOf: null, message: { text }, at });
  }
}
