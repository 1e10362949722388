import { z } from "zod";
import type { Chat } from "../chat/chat.ts";
import type { Log } from "../log.ts";
import type { Pool } from "../store/db.ts";
import { storeArrival } from "../store/inbox.ts";
import type { Spool } from "../store/spool.ts";
import type { Answers } from "./answers.ts";
import type { Arrival, Sent } from "./arrival.ts";
import { askerOf } from "./asker.ts";
import type { Acknowledge } from "./inbox.ts";
import { errorsFor } from "./views/form-values.ts";

/** What is done with what comes from Slack while the database is away. */
export type Offline = {
  /** False: it was not acknowledged, and Slack sends it again. */
  take(arrival: Arrival, body: Record<string, unknown>, acknowledge: Acknowledge): Promise<boolean>;
  /** it can never be stored, for a reason of our own: whoever pressed must know that it does not count */
  refuse(arrival: Arrival): Promise<void>;
  /** the database is back: nobody is to be left with a Home that says otherwise */
  over(): Promise<void>;
};

type Needs = {
  spool: Pick<Spool, "keep">;
  chat: Pick<Chat, "mayWait">;
  answers: Answers;
  log: Log;
  /** draws a person's Home: as it is, or as it is without a database */
  showHome(person: string, isOffline: boolean): Promise<void>;
};

const refused = "Not recorded: Playbooks is offline. Try again in a minute.";
const noted = "Noted. Playbooks is offline for a moment, and does it as soon as it is back.";
const silent =
  "Playbooks is offline for a moment. Nothing is lost; please say it again in a minute.";

/** Decisions are refused in words, as who may and who was first is known to the database alone; work that is done is kept. */
export function createOffline({ spool, chat, answers, log, showHome }: Needs): Offline {
  const homes = new Set<string>();
  const told = new Set<string>();

  async function tell(arrival: Arrival, text: string): Promise<void> {
    const asker = askerOf({ arrival, attempt: 1, receivedAt: new Date(), acknowledge: null });
    await answers
      .tell(asker, text)
      .catch((error: unknown) => log.warn("nobody could be told of the outage", { error }));
  }

  async function keep(arrival: Arrival, body: Record<string, unknown>): Promise<boolean> {
    const { workspaceId, key, is: kind } = arrival;
    return spool.keep({ kind: "arrival", body: { workspaceId, key, kind, body } });
  }

  return {
    async take(arrival, body, acknowledge) {
      if (arrival.isStranger) return false;
      switch (arrival.is) {
        case "home":
          await acknowledge();
          homes.add(arrival.by);
          await showHome(arrival.by, true);
          return true;
        // Slack tells it again
        case "entered":
          return false;
        case "heard": {
          // whether a thread is ours is not known now
          if (arrival.via === "thread") return false;
          await acknowledge();
          // once in each channel; a message that is both said and a mention comes twice, with one key
          const once = arrival.place.direct ? arrival.key : arrival.place.channel;
          if (told.has(once)) return true;
          told.add(once);
          await tell(arrival, silent);
          return true;
        }
        case "command":
          await acknowledge();
          await tell(arrival, silent);
          return true;
        case "press": {
          const isKept = chat.mayWait(arrival.act ?? "") && (await keep(arrival, body));
          await acknowledge();
          await tell(arrival, isKept ? noted : refused);
          return true;
        }
        case "form": {
          if (!chat.mayWait(arrival.act) || !(await keep(arrival, body))) {
            await acknowledge(keptOpen(arrival));
            return true;
          }
          await acknowledge();
          await tell(arrival, noted);
          return true;
        }
      }
    },
    async refuse(arrival) {
      if (arrival.is === "press" || arrival.is === "command") await tell(arrival, refused);
    },
    async over() {
      told.clear();
      const people = [...homes];
      homes.clear();
      for (const person of people) await showHome(person, false);
    },
  };
}

/** The form stays open with what was typed, and says why. */
function keptOpen({ view }: Sent): object | undefined {
  const errors = errorsFor(view, { "": refused });
  return Object.keys(errors).length > 0 ? { response_action: "errors", errors } : undefined;
}

const KeptArrival = z.object({
  workspaceId: z.string(),
  key: z.string(),
  kind: z.string(),
  body: z.record(z.string(), z.unknown()),
});

/** What was kept is left to whoever drains the inbox, as if nobody had begun with it. */
export async function restoreArrival(pool: Pool, body: unknown): Promise<"taken"> {
  const kept = KeptArrival.parse(body);
  await storeArrival(pool, { ...kept, at: new Date(), leaseUntil: new Date(0), attempts: 0 });
  return "taken";
}
