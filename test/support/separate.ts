import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { sampleWorkspace } from "../../src/local/sample/sample-workspace.ts";
import { eventsSecret } from "./other-system.ts";
import { startProcess, type Started } from "./processes.ts";
import { slackUsers } from "./slack-user.ts";
import { temporaryFolder } from "./folder.ts";

const source = join(import.meta.dirname, "../../src");
const bot = "U0APP0001";

type Env = Record<string, string>;

type StartOptions = {
  /** of Node */
  flags?: string[];
  /** beside the usual ones */
  settings?: Env;
  ready?: RegExp;
};

const isReady = /"message":"ready","port":(\d+)/;

/**
 * Slack, the mailbox and the program as three processes, so that the program can be killed and what the other two
 * saw is still there to be asked.
 */
export async function startSeparately(more: { slack?: Env; program?: Env } = {}) {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(temporaryFolder()).path;
  const sample = sampleWorkspace(new Date());
  const file = (name: string, value: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const slackWorkspace = {
    team: sample.team,
    users: sample.people,
    channels: sample.channels.map((it) => ({ ...it, members: [...it.members, bot] })),
  };
  const manifest: unknown = parse(readFileSync("manifest.yml", "utf8"));
  const slack = stack.use(
    await startProcess({
      file: join(source, "local/slack/serve.ts"),
      env: {
        PORT: "0",
        DATA_DIR: join(folder, "slack"),
        WORKSPACE: file("slack.json", slackWorkspace),
        MANIFEST: file("manifest.json", manifest),
        ...more.slack,
      },
      ready: /local Slack: (http:\S+)/,
    }),
  );
  const mailbox = stack.use(
    await startProcess({
      file: join(source, "local/mailbox/serve.ts"),
      env: { PORT: "0", SMTP_PORT: "0", DATA_DIR: join(folder, "mail") },
      ready: /local mailbox: (http:\S+)\/mail, takes mail at (smtp:\S+)/,
    }),
  );
  const { people, customers } = sample;
  const [, slackUrl = ""] = slack.ready;
  const [, mailUrl = "", smtpUrl = ""] = mailbox.ready;
  const env = {
    PORT: "0",
    DATA_DIR: join(folder, "data"),
    SLACK_BOT_TOKEN: "xoxb-local",
    SLACK_APP_TOKEN: "xapp-local",
    SLACK_API_URL: `${slackUrl}/api/`,
    SMTP_URL: smtpUrl,
    WORKSPACE_FILE: file("workspace.json", { people, customers }),
    EVENTS_SECRET: eventsSecret,
    ...more.program,
  };
  return {
    users: slackUsers(slackUrl, mailUrl),
    /** the next mails meet this trouble at the mail server */
    mailFault: (fault: { phase: string; times: number; [more: string]: unknown }) =>
      fetch(`${mailUrl}/_control/mail/fault`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(fault),
      }),
    /** no more trouble there */
    mailWorks: () => fetch(`${mailUrl}/_control/mail/fault`, { method: "DELETE" }),
    /** where the program keeps what it keeps in files */
    folder: join(folder, "data"),
    /** starts the program; started again, it goes on from what the last one left */
    start: ({ flags = [], settings = {}, ready = isReady }: StartOptions = {}): Promise<Started> =>
      startProcess({
        file: join(source, "main.ts"),
        flags,
        env: { ...env, ...settings },
        ready,
        within: 60_000,
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
