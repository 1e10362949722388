import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { createMailbox } from "./mailbox/mailbox.ts";
import { createPhone } from "./phone/phone.ts";
import { startPostgres } from "./postgres/start.ts";
import { sampleWorkspace } from "./sample/sample-workspace.ts";
import type { SkipHook } from "./slack/control/skip.ts";
import { createLocalSlack } from "./slack/local-slack.ts";

type Needs = {
  folder: string;
  clock: Clock;
  log: Log;
  /** whoever answers on the program's port beside its own routes */
  others: ((request: IncomingMessage, response: ServerResponse) => Promise<boolean>)[];
  /** where the mailbox's page is, once there is one, and the phone's */
  mailbox?: string;
  phone?: string;
};

/** The tokens of the app in local Slack. They are no secrets: only this machine reaches it. */
export const localTokens = {
  bot_token: "xoxb-local-slack",
  app_token: "xapp-local-slack",
  signing_secret: "local-slack",
};
const bot = { id: "UPLAYBOOK", name: "Playbooks" };

/** A Slack workspace of its own on the program's port, with the sample team in it and the bot in every channel. */
export function mountSlack(
  { folder, clock, log, others, mailbox, phone }: Needs,
  server: Server,
  { manifest, skip }: { manifest: unknown; skip: SkipHook },
): AsyncDisposable {
  const { team, people, channels } = sampleWorkspace(clock.now());
  const slack = createLocalSlack({
    folder: join(folder, "slack"),
    clock,
    log,
    skip,
    ...(mailbox !== undefined && { mailbox }),
    ...(phone !== undefined && { phone }),
    workspace: {
      team,
      users: people.map(({ role, ...person }) => ({ ...person, is_admin: role === "admin" })),
      channels: channels.map((it) => ({ ...it, members: [...it.members, bot.id] })),
    },
    app: { id: "APLAYBOOKS", manifest, bot_user: bot, ...localTokens },
  });
  others.push(slack.handle);
  server.on("upgrade", (request, socket, head) => {
    if (!slack.upgrade(request, socket, head)) socket.destroy();
  });
  return { [Symbol.asyncDispose]: slack.close };
}

/** A mail server that delivers nothing, with its page at /mail on the program's port. */
export async function mountMailbox(needs: Needs): Promise<AsyncDisposable & { smtpUrl: string }> {
  const { folder, clock, log, others } = needs;
  const mailbox = await createMailbox({ folder: join(folder, "mail"), clock, log });
  // before Slack, whose control answers for everything else below /_control
  others.unshift(mailbox.handle);
  needs.mailbox = "/mail";
  return { smtpUrl: mailbox.smtpUrl, [Symbol.asyncDispose]: mailbox.close };
}

/** A phone that receives text messages by Twilio's API, with its page at /phone on the program's port. */
export async function mountPhone(needs: Needs, port: number) {
  const { folder, clock, log, others } = needs;
  const phone = await createPhone({ folder: join(folder, "phone"), clock, log });
  others.unshift(phone.handle);
  needs.phone = "/phone";
  // no secrets: only this machine reaches it
  const account = { accountSid: "ACLOCAL", authToken: "local", from: "+15005550006" };
  const twilio = { ...account, url: `http://127.0.0.1:${port}/phone` };
  return { twilio, [Symbol.asyncDispose]: phone.close };
}

/** A Postgres of the program's own. */
export function openPostgres({ folder, log }: { folder: string; log: Log }) {
  return startPostgres({ folder: join(folder, "postgres"), log });
}

export { keptIn, madeOnce } from "./keep.ts";
export { sampleWorkspace } from "./sample/sample-workspace.ts";
