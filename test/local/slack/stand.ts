// local Slack on a port of its own, with a clock that stands still, and real Bolt apps to connect to it
import { createServer, type Server } from "node:http";
import { App, LogLevel, type Logger } from "@slack/bolt";
import { z } from "zod";
import { createLocalSlack, type LocalSlackOptions } from "../../../src/local/slack/local-slack.ts";
import { sampleApp, sampleWorkspace } from "../../../src/local/slack/sample.ts";
import { createLog } from "../../../src/log.ts";
import { type StandingClock, standingClock } from "../../support/clock.ts";
import { temporaryFolder } from "../../support/folder.ts";

export const ana = "U0ANA0001";
export const ben = "U0BEN0001";
export const bot = "U0APP0001";
export const general = "C0GENERAL";
export const random = "C0RANDOM1";

const Json = z.record(z.string(), z.unknown());
type Json = z.infer<typeof Json>;

const Seen = z.looseObject({
  ts: z.string(),
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  thread_ts: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string() })).optional(),
});
const SeenView = z.looseObject({
  id: z.string(),
  callback_id: z.string(),
  hash: z.string(),
  title: z.looseObject({ text: z.string() }),
  blocks: z.array(Json),
});
const State = z.looseObject({
  now: z.string(),
  channels: z.array(z.looseObject({ id: z.string(), members: z.array(z.string()) })),
  messages: z.array(Seen),
  ephemerals: z.record(z.string(), z.array(Seen)),
  views: z.record(z.string(), z.array(SeenView)),
  homes: z.record(z.string(), SeenView),
  statuses: z.array(Json),
});
const Answer = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  response_metadata: z.looseObject({ messages: z.array(z.string()).optional() }).optional(),
});
const Outcome = z.looseObject({
  ok: z.boolean(),
  acknowledged: z.boolean(),
  ack_ms: z.number().nullable(),
  delivered: z.number(),
  errors: z.record(z.string(), z.string()).optional(),
  problem: z.string().optional(),
  ts: z.string().default(""),
  channel: z.string().default(""),
});
const Entry = z.object({
  id: z.number(),
  kind: z.enum(["call", "delivery"]),
  name: z.string(),
  arguments: z.looseObject({ event_id: z.string().optional() }),
  answer: z.unknown(),
  started: z.number(),
  duration: z.number(),
});

export type Stand = AsyncDisposable & {
  url: string;
  clock: StandingClock;
  /** one call of the Web API, as a form like Slack's own clients send it */
  call(method: string, given?: Json, token?: string): Promise<z.infer<typeof Answer>>;
  /** what a person does; anything but 200 is thrown */
  act(name: string, given: Json): Promise<z.infer<typeof Outcome>>;
  post(path: string, given: unknown, headers?: Record<string, string>): Promise<Response>;
  state(): Promise<z.infer<typeof State>>;
  /** what went over the wire, of one name or all */
  log(name?: string): Promise<z.infer<typeof Entry>[]>;
  /** an unmodified Bolt app, over Socket Mode or, with `http`, sent signed requests */
  connect(register?: (app: App) => void): Promise<App>;
};

type Options = Partial<Omit<LocalSlackOptions, "app">> & {
  app?: Partial<LocalSlackOptions["app"]>;
  http?: boolean;
};

export async function startStand({ http = false, ...options }: Options = {}): Promise<Stand> {
  const stack = new AsyncDisposableStack();
  const clock = standingClock("2026-11-20T10:00:00Z");
  const folder = options.folder ?? stack.use(temporaryFolder()).path;
  const appPort = http ? await freePort() : 0;
  const slack = createLocalSlack({
    workspace: sampleWorkspace,
    clock,
    log: createLog({ level: "error" }),
    ...options,
    folder,
    app: {
      ...sampleApp,
      ...options.app,
      ...(http && { request_url: `http://127.0.0.1:${appPort}/slack/events` }),
    },
  });
  const server = createServer((request, response) => {
    void slack.handle(request, response).then((ours) => ours || response.writeHead(404).end());
  });
  server.on("upgrade", (request, socket, head) => {
    if (!slack.upgrade(request, socket, head)) socket.destroy();
  });
  stack.adopt(server, (it) => it.closeAllConnections());
  stack.adopt(slack, (it) => it.close());
  const url = `http://127.0.0.1:${await listen(server)}`;

  const post: Stand["post"] = (path, given, headers = {}) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(given),
    });

  return {
    url,
    clock,
    post,
    async call(method, given = {}, token = sampleApp.bot_token) {
      const fields = Object.entries(given).map(([key, value]) => [key, asField(value)]);
      const response = await fetch(`${url}/api/${method}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams(Object.fromEntries(fields)),
      });
      return Answer.parse(await response.json());
    },
    async act(name, given) {
      const response = await post(`/_control/${name}`, given);
      const body: unknown = await response.json();
      if (response.status !== 200) throw new Error(JSON.stringify(body));
      return Outcome.parse(body);
    },
    async state() {
      return State.parse(await (await fetch(`${url}/_control/state`)).json());
    },
    async log(name) {
      const read = z.object({ entries: z.array(Entry) });
      const { entries } = read.parse(await (await fetch(`${url}/_control/log?after=0`)).json());
      return entries.filter((entry) => name === undefined || entry.name === name);
    },
    async connect(register = () => {}) {
      const app = boltApp(url, http);
      register(app);
      await (http ? app.start(appPort) : app.start());
      stack.adopt(app, async (it) => void (await it.stop()));
      return app;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function asField(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the server has no address");
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function boltApp(url: string, isHttp: boolean): App {
  const shared = {
    token: sampleApp.bot_token,
    clientOptions: clientOptions({ url }),
    logLevel: LogLevel.ERROR,
    logger: quiet,
  };
  return isHttp
    ? new App({ ...shared, signingSecret: sampleApp.signing_secret })
    : new App({ ...shared, appToken: sampleApp.app_token, socketMode: true });
}

function clientOptions({ url }: { url: string }) {
  return { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
}

// errors are what many of these tests are about
const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

export const plain = (text: string) => ({ type: "plain_text", text });
export const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
export const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
