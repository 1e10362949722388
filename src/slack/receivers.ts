import type { App, Receiver } from "@slack/bolt";
import type { Log } from "../log.ts";
import { createHttp, type HttpHandler } from "./http.ts";
import type { SlackSettings } from "./settings.ts";
import { createConnection } from "./socket.ts";

export type Receivers = {
  receiver: Receiver;
  /** null in Socket Mode */
  httpHandler: HttpHandler | null;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** The connections to Slack, or the one door for its requests. */
export function createReceivers(settings: SlackSettings, log: Log): Receivers {
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
