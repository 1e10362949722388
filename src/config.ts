import { z } from "zod";
import { type ArmedPoint, crashPoints } from "./crash-points.ts";

const secret = z.string().min(1);
const isUrl = (text: string) => URL.canParse(text);

function armedPoint(text: string, context: z.RefinementCtx): ArmedPoint {
  const [name = "", passing = "1"] = text.split(":");
  const point = crashPoints.find((it) => it === name);
  if (point !== undefined) return { point, passing: Number(passing) };
  context.addIssue({ code: "custom", message: `there is no point “${name}”` });
  return z.NEVER;
}

/** Every setting there is: its name in the environment, what it may be, and what it is for. README and .env.example list it. */
export const settings = {
  PORT: {
    schema: z.coerce.number().int().min(0).max(65_535).optional(),
    about: "port of the page, the webhooks and health; 3000 or the next free one when left out",
  },
  DATA_DIR: { schema: z.string().default("./.data"), about: "where the stand-ins keep their data" },
  ROLE: {
    schema: z.enum(["all", "web", "worker"]).default("all"),
    about: "all, or only what talks to Slack (web), or only what carries runs (worker)",
  },
  LOG_LEVEL: {
    schema: z.enum(["debug", "info", "warn", "error"]).default("info"),
    about: "how much is written to the log",
  },
  DATABASE_URL: {
    schema: z.string().refine(isUrl, "must be a URL").optional(),
    about: "PostgreSQL 15 or newer; an embedded one when left out",
  },
  SLACK_BOT_TOKEN: {
    schema: secret.startsWith("xoxb-", "must begin with xoxb-").optional(),
    about: "the bot's token; local Slack when left out",
  },
  SLACK_APP_TOKEN: {
    schema: secret.startsWith("xapp-", "must begin with xapp-").optional(),
    about: "app-level token, for Socket Mode",
  },
  SLACK_SIGNING_SECRET: {
    schema: secret.optional(),
    about: "for events by HTTP instead of Socket Mode, at /slack/events",
  },
  SLACK_API_URL: {
    schema: z.string().refine(isUrl, "must be a URL").optional(),
    about: "another Slack, as a local one in a process of its own",
  },
  OPENAI_API_KEY: {
    schema: secret.optional(),
    about: "key of the model; without one, playbooks are written from templates",
  },
  OPENAI_BASE_URL: {
    schema: z.string().refine(isUrl, "must be a URL").default("https://api.openai.com/v1"),
    about: "any server that speaks OpenAI's chat completions",
  },
  OPENAI_MODEL: { schema: secret.default("gpt-5-mini"), about: "the model's name" },
  OPENAI_DAILY_TOKENS: {
    schema: z.coerce.number().int().min(1).optional(),
    about: "most tokens a process may use in a UTC day; no limit when left out",
  },
  SMTP_URL: {
    schema: z.string().refine(isUrl, "must be a URL, as smtp://user:password@host:587").optional(),
    about: "mail server; a local mailbox when left out",
  },
  MAIL_FROM: {
    schema: z.email().default("playbooks@localhost.example"),
    about: "sender of mails whose csm has no address",
  },
  TWILIO_ACCOUNT_SID: {
    schema: secret.startsWith("AC", "must begin with AC").optional(),
    about: "Twilio's account, for text messages; a local phone when left out",
  },
  TWILIO_AUTH_TOKEN: { schema: secret.optional(), about: "the token of that account" },
  TWILIO_FROM: {
    schema: z
      .string()
      .regex(/^\+[1-9]\d{7,14}$/, "must be a number, as +12025550123")
      .optional(),
    about: "the number that text messages come from",
  },
  TWILIO_API_URL: {
    schema: z.string().refine(isUrl, "must be a URL").default("https://api.twilio.com"),
    about: "any server that speaks Twilio's API, such as one of its regions",
  },
  EVENTS_SECRET: {
    schema: secret.startsWith("whsec_", "must begin with whsec_").optional(),
    about:
      "signs POST /events (Standard Webhooks); left out, local Slack makes one and shows it, and a real one takes no events",
  },
  WORKSPACE_FILE: {
    schema: z.string().optional(),
    about: "JSON file with people and customers, read at each start",
  },
  LOCAL_REAL_SENDS: {
    schema: z.enum(["0", "1"]).default("0"),
    about: "1: local Slack may send through real providers of mail and text messages",
  },
  CONNECTOR_KEY: {
    schema: z
      .string()
      .refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 bytes in base64")
      .optional(),
    about:
      "seals the secrets of connected systems, as from openssl rand -base64 32; left out, local Slack makes one, and a real one connects none",
  },
  CONNECTOR_ALLOW_PRIVATE: {
    schema: z.enum(["0", "1"]).default("0"),
    about: "1: http steps may also call private addresses, to try one against a server of your own",
  },
  SPOOL_MB: {
    schema: z.coerce.number().min(0).max(10_000).default(64),
    about: "most of the disk, in DATA_DIR, that is filled while the database is away",
  },
  CRASH_AT: {
    schema: z.string().transform(armedPoint).optional(),
    about: "for tests: a point of src/crash-points.ts at which the program kills itself",
  },
} as const;

type Settings = typeof settings;

export type Config = { [Name in keyof Settings]: z.output<Settings[Name]["schema"]> };

const shape = Object.fromEntries(
  Object.entries(settings).map(([name, { schema }]) => [name, schema]),
);

/** Reads the environment once. An error names every setting that is wrong, not only the first. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const read = z.object(shape).safeParse(given);
  const problems = read.success
    ? []
    : read.error.issues.map((it) => `${it.path.join(".")}: ${it.message}`);
  const config = read.data;
  if (isConfig(config) && problems.length === 0) {
    const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: signing } = config;
    if (token !== undefined && app === undefined && signing === undefined)
      problems.push(
        "SLACK_BOT_TOKEN: needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it",
      );
    const twilio = [config.TWILIO_ACCOUNT_SID, config.TWILIO_AUTH_TOKEN, config.TWILIO_FROM];
    if (twilio.includes(undefined) && twilio.some((it) => it !== undefined))
      problems.push("TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM: set all three or none");
    if (problems.length === 0) return config;
  }
  throw new Error(`These settings are wrong:\n${problems.map((it) => `  ${it}`).join("\n")}`);
}

function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && "DATA_DIR" in value;
}
