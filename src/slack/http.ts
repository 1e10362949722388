import type { IncomingMessage, ServerResponse } from "node:http";
import { HTTPReceiver } from "@slack/bolt";
import type { Log } from "../log.ts";
import { boltLog } from "./clients.ts";
import { NotStored } from "./receiver.ts";

/** Answers what Slack sends by HTTP; false for what is not Slack's. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const path = "/slack/events";
const tolerance = 5 * 60;

type Http = { receiver: HTTPReceiver; handler: HttpHandler; open(isOpen: boolean): void };

export function createHttp(signingSecret: string, log: Log): Http {
  let isOpen = false;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: [path],
    logger: boltLog(log),
    bodyLimit: "1mb",
    async processEventErrorHandler({ error, response }) {
      if (response.headersSent) return true;
      if (!(error instanceof NotStored)) log.error("a request from Slack failed", { error });
      // Slack sends an event again; a person is told that it did not work
      response.writeHead(error instanceof NotStored ? 503 : 500);
      response.end();
      return true;
    },
  });

  return {
    receiver,
    open(wanted) {
      isOpen = wanted;
    },
    async handler(request, response) {
      if (request.method !== "POST" || new URL(request.url ?? "/", "http://x").pathname !== path)
        return false;
      if (!isOpen) {
        response.writeHead(503).end();
        return true;
      }
      // Bolt refuses old requests, but takes what is dated into the future and could be replayed until then
      const at = Number(request.headers["x-slack-request-timestamp"]);
      if (Math.abs(Date.now() / 1000 - at) <= tolerance)
        receiver.requestListener(request, response);
      else {
        log.warn("a request with Slack's path has no date, or a wrong one");
        response.writeHead(401).end();
      }
      return true;
    },
  };
}
