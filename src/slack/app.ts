import { setTimeout as sleep } from "node:timers/promises";
import { App } from "@slack/bolt";
import type { Chat } from "../chat/chat.ts";
import { type Clock, steadyNow } from "../clock.ts";
import type { Log } from "../log.ts";
import { countDirtyCards } from "../store/cards.ts";
import type { Pool } from "../store/db.ts";
import { countOpenPosts } from "../store/outbox.ts";
import type { Outage } from "../store/outage.ts";
import type { Spool } from "../store/spool.ts";
import { forWorkspace } from "../store/tenant.ts";
import { createAnswers } from "./answers.ts";
import type { Self } from "./arrival.ts";
import { createCards } from "./cards.ts";
import { boltLog, createClients } from "./clients.ts";
import { createGates } from "./gates.ts";
import type { Hints } from "./hints.ts";
import type { HttpHandler } from "./http.ts";
import { createInbox, type Work } from "./inbox.ts";
import { giveUp, handle } from "./listeners/handle.ts";
import { showHome, showOfflineHome } from "./listeners/home.ts";
import { createOffline } from "./offline.ts";
import { createOutbox } from "./outbox.ts";
import { createPlaces } from "./places.ts";
import { createReceive } from "./receiver.ts";
import { createReceivers } from "./receivers.ts";
import { whoWeAre } from "./self.ts";
import { localPace, type SlackSettings, slackPace } from "./settings.ts";

export type SlackNeeds = {
  pool: Pool;
  chat: Chat;
  clock: Clock;
  log: Log;
  hints: Hints;
  outage: Pick<Outage, "tried" | "onEnd">;
  spool: Pick<Spool, "keep">;
};

export type Slack = {
  /** Resolves when Slack is connected, or when its requests can be answered: no database is needed for that. */
  connect(): Promise<void>;
  /** connects, if that is still to be done, and begins to work on what there is */
  start(): Promise<void>;
  /** takes nothing more and waits that long for what is under way; the rest is left to whoever comes next */
  stop(patienceMs: number): Promise<void>;
  /** resolves when nothing is being worked on and nothing is left that could be done now */
  quiet(): Promise<void>;
  /** looks for cards and posts at once */
  wake(): void;
  /** for Slack's requests by HTTP; null in Socket Mode */
  httpHandler: HttpHandler | null;
};

type Parts = ReturnType<typeof createParts>;

/** Connects the program to one Slack workspace. */
export function createSlack(settings: SlackSettings, needs: SlackNeeds): Slack {
  const { pool, log, hints, outage, chat } = needs;
  const receivers = createReceivers(settings, log);
  let parts: Parts | null = null;

  async function isQuiet({ self, inbox, cards, outbox }: Parts): Promise<boolean> {
    const isIdle = async () =>
      !cards.busy() && !outbox.busy() && !hints.waiting() && (await inbox.quiet());
    if (!(await isIdle())) return false;
    const now = steadyNow();
    const left = await forWorkspace(
      pool,
      self.workspaceId,
      async (it) => (await countDirtyCards(it, now)) + (await countOpenPosts(it, now)),
    );
    // what came in while we counted may have made more
    return left === 0 && isIdle();
  }

  async function connect(): Promise<Parts> {
    const self = await whoWeAre(createClients(settings, log).interactive);
    const made = createParts(settings, needs, self);
    const { inbox, offline } = made;
    const app = new App({
      receiver: receivers.receiver,
      authorize: async () => ({}),
      convoStore: false,
      logger: boltLog(log),
      ignoreSelf: false,
    });
    // Bolt receives, verifies and acknowledges. Its router is left out: what a crash left behind must take the same
    // way as what has just come, and nothing may run before it is stored
    app.processEvent = createReceive({ pool, inbox, self, log, outage, offline, chat });
    parts = made;
    await receivers.start();
    return made;
  }

  outage.onEnd(() => {
    parts?.offline.over().catch((error: unknown) => log.warn("a Home is not drawn yet", { error }));
  });
  return {
    httpHandler: receivers.httpHandler,
    async connect() {
      await connect();
    },
    async start() {
      const { inbox, outbox, cards } = parts ?? (await connect());
      for (const part of [inbox, outbox, cards]) part.start();
    },
    async stop(patienceMs) {
      await receivers.stop();
      const stopped = parts;
      parts = null;
      await stopped?.inbox.stop(patienceMs);
      // a post that is cut off is looked for by whoever takes it up
      const posted = Promise.all([stopped?.cards.stop(), stopped?.outbox.stop()]);
      await Promise.race([posted, sleep(patienceMs, null, { ref: false })]);
    },
    async quiet() {
      while (parts && !(await isQuiet(parts))) await sleep(10);
    },
    wake() {
      parts?.cards.wake();
      parts?.outbox.wake();
    },
  };
}

/** What works behind the connections, for the workspace our token is for. */
function createParts(settings: SlackSettings, needs: SlackNeeds, self: Self) {
  const { pool, chat, clock, log, hints, spool } = needs;
  const pace = { ...(settings.apiUrl === null ? slackPace : localPace), ...settings.pace };
  const { interactive, background } = createClients(settings, log);
  const places = createPlaces(background);
  const behind = { pool, self, log, pace, places, gates: createGates(), client: background };
  const answers = createAnswers({
    client: interactive,
    places: createPlaces(interactive),
    clock,
    log,
  });
  const listening = { pool, chat, clock, log, pace, self, client: interactive, answers };
  const outbox = createOutbox(behind);
  const cards = createCards({ ...behind, chat, clock, hints });
  // what this process changes is shown at once; turns are for what others change
  const lookSoon = () => {
    cards.wakeSoon();
    outbox.wakeSoon();
  };
  hints.listen(lookSoon);
  const doIt = (work: Work) => handle(listening, work).finally(lookSoon);
  const offline = createOffline({
    spool,
    chat,
    answers,
    log,
    showHome: (by, isOffline) =>
      isOffline
        ? showOfflineHome(listening, by)
        : showHome(listening, { workspaceId: self.workspaceId, by }),
  });
  const inbox = createInbox({
    pool,
    log,
    pace,
    self,
    handle: doIt,
    giveUp: (work) => giveUp(listening, work),
  });
  return { self, inbox, outbox, cards, offline };
}
