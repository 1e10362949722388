import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../../clock.ts";
import { reasonOf } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { serveApi } from "./api/serve-api.ts";
import { isLocal } from "./control/guard.ts";
import { serveControl } from "./control/serve-control.ts";
import type { SkipHook } from "./control/skip.ts";
import { createDeliver } from "./delivery/deliver.ts";
import { createSignedHttp } from "./delivery/signed-http.ts";
import { createSocketMode } from "./delivery/socket-mode.ts";
import { type Redelivery, slackRedelivery } from "./delivery/transport.ts";
import { createFaults } from "./faults.ts";
import { sendFile, takeUpload } from "./files.ts";
import { sendProblem } from "./http.ts";
import { createLimits } from "./limits.ts";
import { readManifest } from "./manifest.ts";
import { createPage } from "./page/serve-page.ts";
import { createResponseUrls } from "./response-urls.ts";
import { serveResponseUrl } from "./serve-response-url.ts";
import { openState } from "./state/state.ts";
import { createTraffic } from "./traffic.ts";
import { createTriggers } from "./triggers.ts";
import { type SlackApp, Workspace } from "./workspace.ts";
import type { World } from "./world.ts";

export type LocalSlackOptions = {
  /** where the journal and the files are kept */
  folder: string;
  workspace: Workspace;
  app: SlackApp;
  /** business time: message timestamps and the dates the page shows */
  clock: Clock;
  log: Log;
  /** refuse calls that come faster than Slack allows */
  limits?: boolean;
  redelivery?: Partial<Redelivery>;
  skip?: SkipHook;
  /** where people read the mail the app sends, if it can be read at all: "/mail" */
  mailbox?: string;
  /** and where the text messages: "/phone" */
  phone?: string;
  /** where the app reaches us; left out, it is where the app last called */
  url?: string;
};

export type LocalSlack = {
  /** answers the request, or says that it is not ours */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** takes the Socket Mode connection, or says that it is not ours */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  close: () => Promise<void>;
};

/** A Slack workspace of its own, with one app installed, to be mounted on an HTTP server. */
export function createLocalSlack(options: LocalSlackOptions): LocalSlack {
  let address = options.url ?? "http://127.0.0.1";
  const world = createWorld(options, () => address);
  const { skip, mailbox, phone } = options;
  const page = createPage(world, { skip, mailbox, phone });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const serve = routeOf(url, request, response);
    if (!serve) return false;
    // the first caller, and later the app's own, tells how we are reached
    if (!options.url && (address === "http://127.0.0.1" || url.pathname.startsWith("/api/")))
      address = `http://${request.headers.host ?? "127.0.0.1"}`;
    try {
      await serve();
    } catch (error) {
      world.log.error("a request failed", { path: url.pathname, reason: reasonOf(error), error });
      if (response.headersSent) response.destroy();
      else sendProblem(response, 500, "Failed", { detail: reasonOf(error) });
    }
    return true;
  }

  function routeOf(url: URL, request: IncomingMessage, response: ServerResponse) {
    const path = url.pathname;
    const [, first = "", second = ""] = path.split("/");
    if (first === "api") return () => serveApi(world, request, response, second);
    if (first === "response") return () => serveResponseUrl(world, request, response, path);
    if (first === "upload") return () => takeUpload(world, request, response, lastOf(path));
    const isFile = first === "files-pri";
    const sendStored = async () => sendFile(world, response, second.split("-").at(-1) ?? "");
    if (isFile && mayDownload(world, request)) return sendStored;
    const isControl = first === "_control";
    if (!isControl && !isFile && !page.owns(path)) return null;
    if (!isLocal(request)) return async () => sendProblem(response, 403, "Only from this machine");
    if (isControl) return () => serveControl({ world, skip }, request, response, url);
    return isFile ? sendStored : async () => page.serve(request, response, url);
  }

  return {
    handle,
    upgrade: (request, socket, head) => world.sockets.upgrade(request, socket, head),
    async close() {
      page.close();
      world.deliver.close();
      world.sockets.close();
      world.state.close();
    },
  };
}

function createWorld(options: LocalSlackOptions, address: () => string): World {
  const { app, clock, log, folder } = options;
  const redelivery = { ...slackRedelivery, ...options.redelivery };
  const state = openState({ folder, workspace: Workspace.parse(options.workspace), app, clock });
  const grants = readManifest(app.manifest);
  const traffic = createTraffic();
  const { ackMs } = redelivery;
  const sockets = createSocketMode({ appId: app.id, ackMs });
  const transport = app.request_url
    ? createSignedHttp({ url: app.request_url, secret: app.signing_secret, ackMs })
    : sockets;
  const bot = { user: app.bot_user.id, id: `B${app.bot_user.id.slice(1)}` };
  const faults = createFaults();
  const known = { transport, grants, state, traffic, faults, redelivery, appId: app.id };
  return {
    app,
    grants,
    bot,
    state,
    deliver: createDeliver({ ...known, botUser: bot.user }),
    sockets,
    triggers: createTriggers(state.sequence),
    responseUrls: createResponseUrls(),
    faults,
    limits: createLimits(options.limits ?? false),
    traffic,
    log,
    address,
  };
}

function mayDownload({ app, grants }: World, request: IncomingMessage): boolean {
  return (
    request.headers.authorization === `Bearer ${app.bot_token}` && grants.scopes.has("files:read")
  );
}

function lastOf(path: string): string {
  return path.split("/").at(-1) ?? "";
}
