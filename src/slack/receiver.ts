import type { ReceiverEvent } from "@slack/bolt";
import { z } from "zod";
import type { Chat } from "../chat/chat.ts";
import { atPoint } from "../crash-points.ts";
import { storable } from "../grammar/storable.ts";
import type { Log } from "../log.ts";
import type { Pool } from "../store/db.ts";
import type { Outage } from "../store/outage.ts";
import type { Arrival, Self } from "./arrival.ts";
import type { Inbox } from "./inbox.ts";
import type { Offline } from "./offline.ts";
import { readArrival } from "./read-arrival.ts";
import { withTypedSealed } from "./seal-typed.ts";
import { isOurThread } from "./threads.ts";

/** It could not be stored, so it is not acknowledged: Slack sends it again, or tells the person. */
export class NotStored extends Error {
  override name = "NotStored";
}

const Body = z.record(z.string(), z.unknown());

type Needs = {
  pool: Pool;
  inbox: Inbox;
  self: Self;
  log: Log;
  outage: Pick<Outage, "tried">;
  offline: Offline;
  chat: Pick<Chat, "seal">;
};

/** What Bolt's receivers call with what they have verified. It is stored before it is acknowledged. */
export function createReceive({
  pool,
  inbox,
  self,
  log,
  outage,
  offline,
  chat,
}: Needs): (event: ReceiverEvent) => Promise<void> {
  async function store(arrival: Arrival, body: Record<string, unknown>): Promise<boolean> {
    const isThread = arrival.is === "heard" && arrival.via === "thread";
    if (isThread && !(await isOurThread(pool, self.workspaceId, arrival.place))) return false;
    return inbox.store(arrival, body);
  }

  async function tryToStore(arrival: Arrival, body: Record<string, unknown>) {
    try {
      return await outage.tried(() => store(arrival, body));
    } catch (error) {
      log.error("something from Slack could not be stored", { kind: arrival.is, error });
      void offline.refuse(arrival);
      throw new NotStored("it cannot be stored", { cause: error });
    }
  }

  return async ({ body: sent, ack }) => {
    const read = Body.parse(JSON.parse(JSON.stringify(sent), storable));
    const body = withTypedSealed(read, (typed) => chat.seal(self.workspaceId, typed));
    // once it is stored it counts; should Slack not hear so and send it again, it is known
    const acknowledge = async (answer?: object) => {
      try {
        await ack(answer);
      } catch (error) {
        log.info("an acknowledgement did not go out", { error });
      }
    };
    atPoint("inbox arriving");
    const arrival = readArrival(body, self);
    // our token for verifying is no longer a secret worth keeping, but it is none of the database's business
    const { token: _token, ...kept } = body;
    if (!arrival) return acknowledge();
    const stored = await tryToStore(arrival, kept);
    if (!stored) {
      if (await offline.take(arrival, kept, acknowledge)) return;
      throw new NotStored("the database is away");
    }
    if (!stored.came) return acknowledge();
    // the answer to a form is what its window does next; everything else is only told that it has come
    atPoint("inbox stored");
    if (arrival.is !== "form") await acknowledge();
    atPoint("inbox acknowledged");
    const receivedAt = new Date();
    await inbox.work({
      arrival,
      attempt: 1,
      receivedAt,
      acknowledge: arrival.is === "form" ? acknowledge : null,
    });
  };
}
