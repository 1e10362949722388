// our app on local Slack over Slack's real protocols, with a chat that a test hands in
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { Chat } from "../../src/chat/chat.ts";
import { createLocalSlack, type LocalSlackOptions } from "../../src/local/slack/local-slack.ts";
import type { SlackApp, Workspace } from "../../src/local/slack/workspace.ts";
import { createLog, type Log } from "../../src/log.ts";
import { createSlack, type Slack, type SlackNeeds } from "../../src/slack/app.ts";
import { createHints, type Hints } from "../../src/slack/hints.ts";
import type { Pace, SlackSettings } from "../../src/slack/settings.ts";
import type { Pool } from "../../src/store/db.ts";
import { saveWorkspace } from "../../src/store/people.ts";
import type { Tenant } from "../../src/store/tenant.ts";
import { createClock } from "../../src/clock.ts";
import { createDatabase } from "../support/database.ts";
import { startIntake } from "../support/intake.ts";
import { temporaryFolder } from "../support/folder.ts";
import { silentChat } from "./test-chat.ts";

export const workspaceId = "T0NORTH01";
export const bot = "U0BOTBOT1";
export const maya = "U0MAYA001";
export const tom = "U0TOM0001";
export const priya = "U0PRIYA01";
export const renewals = "C0RENEW01";
export const success = "C0SUCCES1";
/** the bot is not in it */
export const elsewhere = "C0ELSEWH1";
/** nor sees it, as it is private */
export const hidden = "C0HIDDEN1";

const person = (id: string, name: string, real_name: string, tz: string) => ({
  id,
  name,
  real_name,
  email: `${name}@northwind.example`,
  tz,
});

const people = [maya, tom, priya];
const workspace: Workspace = {
  team: { id: workspaceId, name: "Northwind CS", domain: "northwind" },
  users: [
    person(maya, "maya", "Maya Chen", "America/New_York"),
    person(tom, "tom", "Tom Okafor", "Europe/London"),
    person(priya, "priya", "Priya Nair", "America/Chicago"),
  ],
  channels: [
    { id: renewals, name: "renewals", topic: "Contracts that come up", members: [...people, bot] },
    { id: success, name: "customer-success", topic: "The team", members: [...people, bot] },
    { id: elsewhere, name: "elsewhere", members: people },
    { id: hidden, name: "hidden", is_private: true, members: people },
  ],
};

export const manifest: unknown = parse(readFileSync("manifest.yml", "utf8"));

const slackApp: SlackApp = {
  id: "A0PLAYBK1",
  bot_user: { id: bot, name: "Playbooks" },
  bot_token: "xoxb-test",
  app_token: "xapp-test",
  signing_secret: "a-test-secret",
  manifest,
};

const Block = z.looseObject({ type: z.string(), block_id: z.string() });
const Seen = z.looseObject({
  ts: z.string(),
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  edited: z.unknown().optional(),
  blocks: z.array(Block).optional(),
  metadata: z.looseObject({ event_payload: z.looseObject({ key: z.string() }) }).optional(),
  files: z.array(z.looseObject({ name: z.string() })).optional(),
});
type Seen = z.infer<typeof Seen>;
const SeenView = z.looseObject({
  id: z.string(),
  hash: z.string(),
  title: z.looseObject({ text: z.string() }).optional(),
  blocks: z.array(Block),
});
const State = z.looseObject({
  app: z.looseObject({ connections: z.number() }),
  channels: z.array(z.looseObject({ id: z.string(), members: z.array(z.string()) })),
  messages: z.array(Seen),
  ephemerals: z.record(z.string(), z.array(Seen)),
  views: z.record(z.string(), z.array(SeenView)),
  homes: z.record(z.string(), SeenView),
});
type State = z.infer<typeof State>;
const Outcome = z.looseObject({
  ok: z.boolean(),
  acknowledged: z.boolean(),
  ack_ms: z.number().nullable(),
  problem: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
  ts: z.string().default(""),
  channel: z.string().default(""),
});
const Entry = z.looseObject({
  kind: z.enum(["call", "delivery"]),
  name: z.string(),
  arguments: z.unknown().optional(),
  answer: z.unknown().optional(),
  started: z.number(),
});
type Entry = z.infer<typeof Entry>;

type Json = Record<string, unknown>;

export type Stand = AsyncDisposable & {
  url: string;
  databaseUrl: string;
  /** where Slack's requests by HTTP go */
  oursUrl: string;
  pool: Pool;
  tenant: Tenant;
  settings: SlackSettings;
  slack: Slack;
  hints: Hints;
  intake: Pick<SlackNeeds, "outage" | "spool">;
  log: string[];
  /** what a person does */
  act(name: string, given: Json): Promise<z.infer<typeof Outcome>>;
  fault(fault: Json): Promise<void>;
  state(): Promise<State>;
  /** calls of the Web API by us, of one method or all */
  calls(name?: string): Promise<Entry[]>;
  deliveries(): Promise<Entry[]>;
  /** until nothing is left to do */
  quiet(): Promise<void>;
  /** another process of ours on the same database and Slack */
  another(chat?: Partial<Chat>): Promise<Slack>;
  /** what we posted, in the order of time */
  posted(channel?: string): Promise<Seen[]>;
  whispers(person?: string): Promise<Seen[]>;
};

type Options = {
  chat?: Partial<Chat>;
  http?: boolean;
  pace?: Partial<Pace>;
  start?: boolean;
  slack?: Partial<LocalSlackOptions>;
};

const quick: Partial<Pace> = { lookMs: 20, editMs: 150 };

export async function startStand(options: Options = {}): Promise<Stand> {
  const { chat = {}, http = false, pace = {}, start = true } = options;
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createDatabase());
  const { pool } = database;
  const tenant = { db: pool, workspaceId };
  await saveWorkspace(tenant, { name: "Northwind CS", zone: "America/New_York" });
  const clock = createClock();
  const ours = createServer();
  const port = http ? await listen(stack, ours) : 0;
  const local = createLocalSlack({
    workspace,
    clock,
    log: createLog({ level: "error" }),
    folder: stack.use(temporaryFolder()).path,
    ...options.slack,
    app: { ...slackApp, ...(http && { request_url: `http://127.0.0.1:${port}/slack/events` }) },
  });
  const server = createServer((request, response) => void serve(local, request, response));
  server.on("upgrade", (request, socket, head) => {
    if (!local.upgrade(request, socket, head)) socket.destroy();
  });
  stack.defer(() => local.close());
  const url = `http://127.0.0.1:${await listen(stack, server)}`;
  const settings: SlackSettings = {
    botToken: slackApp.bot_token,
    appToken: http ? null : slackApp.app_token,
    signingSecret: http ? slackApp.signing_secret : null,
    apiUrl: `${url}/api/`,
    socketMode: !http,
    connections: 1,
    pace: { ...quick, ...pace },
  };
  const hints = createHints();
  const lines: string[] = [];
  const log: Log = createLog({ level: "info", write: (line) => void lines.push(line) });
  const { outage, spool } = stack.use(await startIntake(database, log));
  const create = (its: Partial<Chat>) =>
    createSlack(settings, {
      pool,
      chat: { ...silentChat, ...its },
      clock,
      log,
      hints,
      outage,
      spool,
    });
  const slack = create(chat);
  ours.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void slack
      .httpHandler?.(request, response)
      .then((done) => done || response.writeHead(404).end());
  });
  stack.defer(() => slack.stop(500));
  stack.defer(async () => {
    // the app has exactly the manifest's scopes, so a method without its scope shows here
    const refused = (await entries("call")).filter((it) =>
      JSON.stringify(it.answer ?? null).includes("missing_scope"),
    );
    if (refused.length > 0)
      throw new Error(`scopes are missing: ${refused.map((it) => it.name).join()}`);
  });
  if (start) await slack.start();

  const post = async (path: string, given: unknown): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url + path, {
      method: "POST",
      headers,
      body: JSON.stringify(given),
    });
    const body: unknown = await answer.json();
    if (answer.status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  const state = async () => State.parse(await (await fetch(`${url}/_control/state`)).json());
  const entries = async (kind: string) => {
    const read = z.object({ entries: z.array(Entry) });
    const answer: unknown = await (await fetch(`${url}/_control/log?after=0`)).json();
    return read.parse(answer).entries.filter((it) => it.kind === kind);
  };

  return {
    url,
    databaseUrl: database.url,
    oursUrl: `http://127.0.0.1:${port}`,
    pool,
    tenant,
    settings,
    slack,
    hints,
    intake: { outage, spool },
    log: lines,
    state,
    act: async (name, given) => Outcome.parse(await post(`/_control/${name}`, given)),
    fault: async (fault) => void (await post("/_control/fault", fault)),
    calls: async (name) =>
      (await entries("call")).filter((it) => name === undefined || it.name === name),
    deliveries: () => entries("delivery"),
    async quiet() {
      const late = setTimeout(
        () => console.error(`not quiet yet\n${lines.slice(-9).join("")}`),
        9000,
      );
      await slack.quiet();
      clearTimeout(late);
    },
    async another(its = {}) {
      const other = create(its);
      stack.defer(() => other.stop(500));
      await other.start();
      return other;
    },
    posted: async (channel) =>
      (await state()).messages.filter(
        (it) => it.user === bot && (channel === undefined || it.channel === channel),
      ),
    whispers: async (who = maya) => (await state()).ephemerals[who] ?? [],
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function serve(
  local: ReturnType<typeof createLocalSlack>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (!(await local.handle(request, response))) response.writeHead(404).end();
}

async function listen(stack: AsyncDisposableStack, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  return address.port;
}
