import { SocketModeReceiver } from "@slack/bolt";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { boltLog, clientOptions } from "./clients.ts";
import type { SlackSettings } from "./settings.ts";

/** One Socket Mode connection that comes back whatever happens to it. */
export type Connection = {
  receiver: SocketModeReceiver;
  /** resolves when Slack has greeted us the first time; throws when it refuses us */
  start(): Promise<void>;
  stop(): Promise<void>;
};

const greetedWithin = 30_000;
const longestPause = 30_000;

/**
 * Bolt's own way of reconnecting waits five seconds each time, and ends the process when Slack cannot be asked for a
 * new address. So it is switched off and done here.
 */
export function createConnection(settings: SlackSettings, appToken: string, log: Log): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(settings, log) },
    // what is not acknowledged comes again
    processEventErrorHandler: async () => false,
  });
  const { client } = receiver;
  surviveBadFrames(receiver, log);
  let stopping = false;
  let wakeUp = () => {};

  async function once(): Promise<void> {
    const lost = Promise.withResolvers<void>();
    client.once("disconnected", lost.resolve);
    const timer = setTimeout(() => void client.disconnect(), greetedWithin);
    try {
      await client.start();
      clearTimeout(timer);
      greeted.resolve();
      log.info("connected to Slack");
      await lost.promise;
    } finally {
      clearTimeout(timer);
      client.off("disconnected", lost.resolve);
    }
  }

  const greeted = Promise.withResolvers<void>();
  async function stay(): Promise<void> {
    for (let failures = 0; !stopping;) {
      const started = performance.now();
      try {
        await once();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (isRefusal(error)) greeted.reject(error);
        log.warn("no connection to Slack", { failures, reason: reasonOf(error) });
      }
      if (stopping) return;
      // a connection that lasted is followed at once; a Slack that is away is not hammered
      const lasted = performance.now() - started > 1000;
      const pause = failures === 0 && lasted ? 0 : Math.min(longestPause, 250 * 2 ** failures);
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        setTimeout(resolve, pause);
      });
    }
  }

  let staying = Promise.resolve();
  return {
    receiver,
    start() {
      staying = stay();
      return greeted.promise;
    },
    async stop() {
      stopping = true;
      wakeUp();
      greeted.promise.catch(() => {});
      greeted.reject(new Error("stopped before Slack greeted us"));
      // a peer that never closes its side would be waited for half a minute
      const patience = new Promise((resolve) => setTimeout(resolve, 1000).unref());
      await Promise.race([client.disconnect(), patience]);
      await Promise.race([staying, patience]);
    },
  };
}

// Bolt reads a frame in a promise nobody waits for: "null" or an event without its middle would end the process
function surviveBadFrames({ client }: SocketModeReceiver, log: Log): void {
  const [read] = client.listeners("ws_message");
  if (!read) throw new Error("the Socket Mode client reads its frames in another way");
  client.removeAllListeners("ws_message");
  client.on("ws_message", async (data: unknown, isBinary: unknown) => {
    try {
      await Promise.resolve(read.call(client, data, isBinary));
    } catch (error) {
      log.warn("Slack sent something that cannot be read", { reason: reasonOf(error) });
    }
  });
}

const refusals = [
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "not_allowed_token_type",
  "token_revoked",
  "missing_scope",
];

/** Trying again would not help: the token is wrong. */
function isRefusal(error: unknown): boolean {
  return refusals.some((code) => reasonOf(error).includes(code));
}
