import { type Logger, LogLevel } from "@slack/bolt";
import { WebClient, type WebClientOptions } from "@slack/web-api";
import type { Log } from "../log.ts";
import type { SlackSettings } from "./settings.ts";

/** One client for what a person waits for; one for what is posted behind, whose limits hold nobody up. */
export type Clients = { interactive: WebClient; background: WebClient };

export function createClients(settings: SlackSettings, log: Log): Clients {
  const create = () => new WebClient(settings.botToken, clientOptions(settings, log));
  return { interactive: create(), background: create() };
}

/**
 * Nothing is tried again inside a client: what may be repeated is decided by whoever keeps the row. A fresh object
 * each time, because Bolt writes into it.
 */
export function clientOptions({ apiUrl }: SlackSettings, log: Log): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    timeout: 10_000,
    rejectRateLimitedCalls: true,
    // with absolute addresses a method's name could send the token anywhere
    allowAbsoluteUrls: false,
    logger: boltLog(log),
    ...(apiUrl !== null && { slackApiUrl: apiUrl }),
  };
}

/** Bolt's and the clients' own words in our log. Their debug lines quote whole payloads and are left out. */
export function boltLog(log: Log): Logger {
  const said = (parts: unknown[]) => ({
    said: parts.map((part) => (part instanceof Error ? part.message : String(part))).join(" "),
  });
  return {
    debug() {},
    info: (...parts: unknown[]) => log.debug("slack library", said(parts)),
    warn: (...parts: unknown[]) => log.info("slack library", said(parts)),
    error: (...parts: unknown[]) => log.warn("slack library", said(parts)),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}
