import { join } from "node:path";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { createMailbox } from "./mailbox/mailbox.ts";
import { sampleWorkspace } from "./sample/sample-workspace.ts";
import type { SkipHook } from "./slack/control/skip.ts";
import { createLocalSlack } from "./slack/local-slack.ts";

type Needs = { folder: string; clock: Clock; log: Log };

/** What answers beside the program's own routes. */
export type StandIn = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
};

/** The tokens of the app in local Slack: no secrets, as its pages are for this machine alone. */
export const localTokens = {
  bot_token: "xoxb-local-slack",
  app_token: "xapp-local-slack",
  signing_secret: "local-slack",
};
export const localBot = { id: "UPLAYBOOK", name: "Playbooks" };

/** A Slack workspace of its own, with the sample team in it and the bot in every channel. */
export function startLocalSlack(
  { folder, clock, log }: Needs,
  { manifest, skip }: { manifest: unknown; skip: SkipHook },
): StandIn & { upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean } {
  const { team, people, channels } = sampleWorkspace(clock.now());
  return createLocalSlack({
    folder: join(folder, "slack"),
    clock,
    log,
    skip,
    workspace: {
      team,
      users: people.map(({ role, ...person }) => ({ ...person, is_admin: role === "admin" })),
      channels: channels.map((it) => ({ ...it, members: [...it.members, localBot.id] })),
    },
    app: { id: "APLAYBOOKS", manifest, bot_user: localBot, ...localTokens },
  });
}

/** A mail server that keeps what it is given, with a page at /mail. */
export function startMailbox({
  folder,
  clock,
  log,
}: Needs): Promise<StandIn & { smtpUrl: string }> {
  return createMailbox({ folder: join(folder, "mail"), clock, log });
}
