import { setTimeout as sleep } from "node:timers/promises";
import { App, type Receiver } from "@slack/bolt";
import type { Chat } from "../chat/chat.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { countDirtyCards } from "../store/cards.ts";
import type { Pool } from "../store/db.ts";
import { countOpenPosts } from "../store/outbox.ts";
import { createAnswers } from "./answers.ts";
import { createCards } from "./cards.ts";
import { boltLog, createClients } from "./clients.ts";
import { createGates } from "./gates.ts";
import type { Hints } from "./hints.ts";
import { createHttp, type HttpHandler } from "./http.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { handle } from "./listeners/handle.ts";
import { createOutbox } from "./outbox.ts";
import { createPlaces } from "./places.ts";
import { createReceive } from "./receiver.ts";
import { whoWeAre } from "./self.ts";
import { localPace, type SlackSettings, slackPace } from "./settings.ts";
import { createConnection } from "./socket.ts";

export type SlackNeeds = { pool: Pool; chat: Chat; clock: Clock; log: Log; hints: Hints };

export type Slack = {
  /** resolves when Slack is connected, or when its requests can be answered */
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

/** Connects the program to one Slack workspace. */
export function createSlack(settings: SlackSettings, needs: SlackNeeds): Slack {
  const { pool, chat, clock, log, hints } = needs;
  const pace = { ...(settings.apiUrl === null ? slackPace : localPace), ...settings.pace };
  const { interactive, background } = createClients(settings, log);
  const gates = createGates();
  const behind = { pool, log, pace, gates, client: background, places: createPlaces(background) };
  const cards = createCards({ ...behind, chat, clock, hints });
  const outbox = createOutbox(behind);
  const answers = createAnswers({
    client: interactive,
    places: createPlaces(interactive),
    clock,
    log,
  });
  const ways = createReceivers(settings, log);
  let inbox: Inbox | null = null;

  async function isQuiet(its: Inbox): Promise<boolean> {
    if (cards.busy() || outbox.busy() || hints.waiting() || !(await its.quiet())) return false;
    const now = new Date();
    const left = (await countDirtyCards(pool, now)) + (await countOpenPosts(pool, now));
    // what came in while we counted may have made more
    return left === 0 && !cards.busy() && !hints.waiting() && its.quiet();
  }

  return {
    httpHandler: ways.httpHandler,
    async start() {
      const self = await whoWeAre(interactive);
      const listening = { pool, chat, clock, log, pace, self, client: interactive, answers };
      inbox = createInbox({ pool, log, pace, self, handle: (work) => handle(listening, work) });
      const app = new App({
        receiver: ways.receiver,
        authorize: async () => ({}),
        convoStore: false,
        logger: boltLog(log),
        ignoreSelf: false,
      });
      // Bolt receives, verifies and acknowledges. Its router is left out: what a crash left behind must take the same
      // way as what has just come, and nothing may run before it is stored
      app.processEvent = createReceive({ pool, inbox, self, log });
      inbox.start();
      outbox.start();
      cards.start();
      await ways.start();
    },
    async stop(patienceMs) {
      await ways.stop();
      await inbox?.stop(patienceMs);
      inbox = null;
      await Promise.all([cards.stop(), outbox.stop()]);
    },
    async quiet() {
      while (inbox && !(await isQuiet(inbox))) await sleep(10);
    },
    wake() {
      cards.wake();
      outbox.wake();
    },
  };
}

type Receivers = {
  receiver: Receiver;
  httpHandler: HttpHandler | null;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** The connections to Slack, or the one door for its requests. */
function createReceivers(settings: SlackSettings, log: Log): Receivers {
  const { socketMode, appToken, signingSecret, connections = 2 } = settings;
  if (!socketMode) {
    if (signingSecret === null) throw new Error("a signing secret is needed for HTTP");
    const { receiver, handler, open } = createHttp(signingSecret, log);
    return {
      receiver,
      httpHandler: handler,
      start: async () => open(true),
      stop: async () => open(false),
    };
  }
  if (appToken === null) throw new Error("an app-level token is needed for Socket Mode");
  const all = Array.from({ length: connections }, () => createConnection(settings, appToken, log));
  const start = async () => void (await Promise.all(all.map((it) => it.start())));
  const stop = async () => void (await Promise.all(all.map((it) => it.stop())));
  const init = (app: App) => {
    for (const { receiver } of all) receiver.init(app);
  };
  return { receiver: { init, start, stop }, httpHandler: null, start, stop };
}
