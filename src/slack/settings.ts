import type { Config } from "../config.ts";

export type SlackSettings = {
  botToken: string;
  /** for Socket Mode */
  appToken: string | null;
  /** for signed HTTP */
  signingSecret: string | null;
  /** another Slack than the real one: a local one */
  apiUrl: string | null;
  socketMode: boolean;
  /** Socket Mode connections; Slack sends each payload to one of them */
  connections?: number;
  pace?: Partial<Pace>;
};

/** A Slack that the program brings itself, on its own port. */
type Here = { port: number; tokens: { bot_token: string; app_token: string } };

/** How Slack is reached: as the settings say, or where they name none, the one that is here. */
export function slackSettingsOf(config: Config, here: Here | null): SlackSettings {
  const { SLACK_BOT_TOKEN: botToken = "", SLACK_APP_TOKEN: appToken = null } = config;
  const { SLACK_SIGNING_SECRET: signingSecret = null, SLACK_API_URL: apiUrl = null } = config;
  if (here === null)
    return { botToken, appToken, signingSecret, apiUrl, socketMode: appToken !== null };
  return {
    botToken: here.tokens.bot_token,
    appToken: here.tokens.app_token,
    signingSecret,
    apiUrl: `http://127.0.0.1:${here.port}/api/`,
    socketMode: true,
  };
}

/** How long things take or wait, in milliseconds of real time. */
export type Pace = {
  /** how long a worker may be silent before another takes over what it has */
  leaseMs: number;
  /** how often what has nobody to announce it is looked for */
  lookMs: number;
  /** the least time between two edits of one message */
  editMs: number;
  /** when a window opens that says "one moment", as a trigger lives three seconds */
  slowMs: number;
  /** when a form is answered "working on it", as Slack waits three seconds */
  formMs: number;
};

export const slackPace: Pace = {
  leaseMs: 12_000,
  lookMs: 300,
  editMs: 2000,
  slowMs: 1500,
  formMs: 2000,
};

/** A Slack on this machine allows more, and whoever skips ahead in time waits for each card. */
export const localPace: Pace = { ...slackPace, lookMs: 100, editMs: 250 };
