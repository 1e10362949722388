import type { ReceiverEvent } from "@slack/bolt";
import { z } from "zod";
import { atPoint } from "../crash-points.ts";
import { storable } from "../grammar/storable.ts";
import type { Log } from "../log.ts";
import type { Pool } from "../store/db.ts";
import type { Arrival, Self } from "./arrival.ts";
import type { Inbox } from "./inbox.ts";
import { readArrival } from "./read-arrival.ts";
import { respond } from "./respond.ts";
import { isOurThread } from "./threads.ts";

/** It could not be stored, so it is not acknowledged: Slack sends it again, or tells the person. */
export class NotStored extends Error {
  override name = "NotStored";
}

const Body = z.record(z.string(), z.unknown());

type Needs = { pool: Pool; inbox: Inbox; self: Self; log: Log };

/** What Bolt's receivers call with what they have verified. It is stored before it is acknowledged. */
export function createReceive({
  pool,
  inbox,
  self,
  log,
}: Needs): (event: ReceiverEvent) => Promise<void> {
  async function store(arrival: Arrival, body: Record<string, unknown>): Promise<boolean> {
    try {
      const isThread = arrival.is === "heard" && arrival.via === "thread";
      if (isThread && !(await isOurThread(pool, self.workspaceId, arrival.place))) return false;
      return await inbox.store(arrival, body);
    } catch (error) {
      log.error("something from Slack could not be stored", { kind: arrival.is, error });
      tellOffline(arrival);
      throw new NotStored("the database is away", { cause: error });
    }
  }

  return async ({ body: sent, ack }) => {
    const body = Body.parse(JSON.parse(JSON.stringify(sent), storable));
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
    if (!arrival || !(await store(arrival, kept))) return acknowledge();
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

/** A decision is not taken on trust: whoever pressed must know that it does not count. */
function tellOffline(arrival: Arrival): void {
  const url = arrival.is === "press" || arrival.is === "command" ? arrival.responseUrl : null;
  const text =
    "Not recorded: Playbooks is offline for a moment. Nothing was done and nothing is lost; please try again in a minute.";
  if (url !== null) void respond(url, { text });
}
