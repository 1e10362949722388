// `npm run playbooks -- doctor | validate FILE… | schema`
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { WebClient } from "@slack/web-api";
import { createTransport } from "nodemailer";
import { loadRoster } from "./agents/roster.ts";
import { type Config, readConfig } from "./config.ts";
import { reasonOf } from "./errors.ts";
import { playbookJsonSchema } from "./playbook/json-schema.ts";
import { callableOf, namedPlaybooks } from "./playbook/check-calls.ts";
import type { Callable, Surroundings } from "./playbook/check-field.ts";
import { readPlaybook } from "./playbook/read.ts";
import { connectorSystem, healthInWords, isIll } from "./chat/systems.ts";
import { listConnecting, listConnectors, providerOf } from "./store/connectors.ts";
import { createPool } from "./store/db.ts";
import { listHealth } from "./store/health.ts";

const usage = `Usage:
  npm run playbooks -- doctor              what is configured, what is a stand-in, what is wrong
  npm run playbooks -- validate FILE…      whether playbooks can be read, and what is wrong with them
  npm run playbooks -- schema              the language as JSON schema`;

const { positionals } = parseArgs({ allowPositionals: true, strict: false });
const [command, ...files] = positionals.map(String);

switch (command) {
  case "doctor":
    process.exitCode = await doctor();
    break;
  case "validate":
    process.exitCode = files.length === 0 ? say(usage, 2) : validate(files);
    break;
  case "schema":
    say(JSON.stringify(playbookJsonSchema(), null, 2), 0);
    break;
  default:
    process.exitCode = say(usage, 2);
}

type Finding = { what: string; is: "real" | "stand-in" | "wrong"; how: string };

/** Says of each part whether it is real, a stand-in, or wrong; what is real is tried. */
async function doctor(): Promise<number> {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    return say(reasonOf(error), 1);
  }
  const findings = [
    await tried("Postgres", config.DATABASE_URL, "embedded, in DATA_DIR", tryDatabase),
    await tried("Slack", config.SLACK_BOT_TOKEN, "local Slack, at /", (token) =>
      trySlack(token, config),
    ),
    await tried("Mail", config.SMTP_URL, "local mailbox, at /mail", tryMail),
    await tried("Texts", config.TWILIO_ACCOUNT_SID, "local phone, at /phone", (sid) =>
      tryTwilio(sid, config),
    ),
    await tried(
      "Model",
      config.OPENAI_API_KEY,
      "none: playbooks are written from templates",
      (key) => tryModel(key, config),
    ),
  ];
  if (config.DATABASE_URL) findings.push(...(await connections(config.DATABASE_URL)));
  for (const { what, is, how } of findings)
    say(`${{ real: "✓", "stand-in": "·", wrong: "✗" }[is]} ${what.padEnd(9)} ${how}`, 0);
  return findings.some((it) => it.is === "wrong") ? 1 : 0;
}

async function tried(
  what: string,
  setting: string | undefined,
  standIn: string,
  attempt: (setting: string) => Promise<string>,
): Promise<Finding> {
  if (setting === undefined) return { what, is: "stand-in", how: standIn };
  try {
    return { what, is: "real", how: await attempt(setting) };
  } catch (error) {
    return { what, is: "wrong", how: reasonOf(error) };
  }
}

async function tryDatabase(url: string): Promise<string> {
  const pool = createPool(url, 1);
  try {
    const { rows } = await pool.query<{ server_version_num: string }>("show server_version_num");
    const major = Math.floor(Number(rows[0]?.server_version_num ?? 0) / 10_000);
    if (major < 15) throw new Error(`PostgreSQL ${major} is too old: 15 or newer is needed`);
    return `PostgreSQL ${major}`;
  } finally {
    await pool.end();
  }
}

/** What is connected, as its last calls went: nothing is called for it. */
async function connections(url: string): Promise<Finding[]> {
  const pool = createPool(url, 1);
  try {
    const workspaces = await listConnecting(pool);
    const found = await Array.fromAsync(workspaces, async ({ workspaceId }) => {
      const tenant = { db: pool, workspaceId };
      const health = await listHealth(tenant);
      return (await listConnectors(tenant)).map(({ id }): Finding => {
        const how = health.get(providerOf(id));
        const words = healthInWords(connectorSystem(id), how, { now: new Date(), zone: "UTC" });
        return {
          what: id,
          is: isIll(how) ? "wrong" : "real",
          how: words.replaceAll(/\.?\n/g, ". "),
        };
      });
    });
    return found.flat();
  } catch {
    // that the database is away, or has no tables yet, is said already
    return [];
  } finally {
    await pool.end();
  }
}

async function trySlack(token: string, { SLACK_API_URL }: Config): Promise<string> {
  const options = { retryConfig: { retries: 0 }, timeout: 10_000 };
  const client = new WebClient(token, {
    ...options,
    ...(SLACK_API_URL && { slackApiUrl: SLACK_API_URL }),
  });
  const { team, user } = await client.auth.test();
  return `workspace ${team}, as ${user}`;
}

async function tryMail(url: string): Promise<string> {
  const transport = createTransport({ url, connectionTimeout: 10_000 });
  await transport.verify();
  transport.close();
  return new URL(url).host;
}

async function tryTwilio(sid: string, config: Config): Promise<string> {
  const { TWILIO_AUTH_TOKEN, TWILIO_FROM, TWILIO_API_URL } = config;
  const account = Buffer.from(`${sid}:${TWILIO_AUTH_TOKEN}`).toString("base64");
  const response = await fetch(
    `${TWILIO_API_URL.replace(/\/+$/, "")}/2010-04-01/Accounts/${sid}.json`,
    {
      headers: { authorization: `Basic ${account}` },
      signal: AbortSignal.timeout(10_000),
    },
  );
  if (!response.ok) throw new Error(`Twilio answers ${response.status}`);
  return `Twilio, from ${TWILIO_FROM}`;
}

async function tryModel(key: string, { OPENAI_BASE_URL, OPENAI_MODEL }: Config): Promise<string> {
  const response = await fetch(`${OPENAI_BASE_URL.replace(/\/+$/, "")}/models`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${OPENAI_BASE_URL} answers ${response.status}`);
  return `${OPENAI_MODEL} at ${OPENAI_BASE_URL}`;
}

function validate(names: string[]): number {
  const agents = [...loadRoster("prompts/agents").specialists.keys()];
  const together = names.flatMap((name) => callableIn(textOf(name) ?? "", agents));
  const ids = new Set(together.map(({ id }) => id));
  let wrong = 0;
  for (const name of names) {
    const source = textOf(name);
    if (source === null) {
      wrong += say(`✗ ${name}: there is no such file, or it cannot be read`, 1);
      continue;
    }
    const alone = aloneWith(source, agents);
    // files that are checked together know each other
    const others = alone.playbooks.filter(({ id }) => !ids.has(id));
    const reading = readPlaybook(source, { ...alone, playbooks: [...others, ...together] });
    if (reading.ok) say(`✓ ${name}: ${reading.playbook.name}`, 0);
    else {
      wrong += 1;
      for (const { line, column, message, fix, excerpt } of reading.problems)
        say(
          `✗ ${name}:${line}:${column} ${message}${fix === null ? "" : ` ${fix}`}\n${excerpt}\n`,
          1,
        );
    }
  }
  return wrong > 0 ? 1 : 0;
}

/** Where whom and what a text names is taken to be there. */
function aloneWith(source: string, agents: string[]): Surroundings {
  const people = [...source.matchAll(/"@([\w.-]+)"/g)].map(([, handle = ""]) => handle);
  return { people, agents, customerFields: {}, playbooks: namedPlaybooks(source) };
}

function callableIn(source: string, agents: string[]): Callable[] {
  const reading = readPlaybook(source, aloneWith(source, agents));
  if (reading.ok) return [callableOf(reading.playbook)];
  const [, id] = /^id: *["']?([\w-]+)/m.exec(source) ?? [];
  return id === undefined ? [] : [{ id, calls: namedPlaybooks(source).map((it) => it.id) }];
}

function textOf(name: string): string | null {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return null;
  }
}

function say(text: string, code: number): number {
  console.log(text);
  return code;
}
