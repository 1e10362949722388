import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf } from "../../errors.ts";
import { putReply, Reply } from "./acts/reply.ts";
import { readBody, sendJson } from "./http.ts";
import { Refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** Answers `POST /response/…`: an app's later word on a click or command. */
export async function serveResponseUrl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) {
  const sent = parsed(await readBody(request));
  const end = world.traffic.begin("call", "response_url", sent);
  const fault = world.faults.take("response_url");
  const { status, body } = fault?.status
    ? { status: fault.status, body: { ok: false, error: fault.error ?? "internal_error" } }
    : answer(world, path, sent);
  end(body);
  if (fault?.drop_after) return void response.destroy();
  if (status !== 200) return sendJson(response, status, body);
  response.writeHead(200, { "content-type": "text/html" });
  response.end("ok");
}

function answer(world: World, path: string, sent: unknown) {
  const to = world.responseUrls.take(path);
  if (to === null) return refused(404, "no_service");
  if (typeof to === "string") return refused(404, to);
  const reply = Reply.safeParse(sent);
  if (!reply.success) return refused(400, "invalid_payload");
  try {
    putReply(world, to, reply.data);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (error instanceof Refusal) return refused(400, error.code, error.more);
    world.log.error("a reply to a response_url failed", { reason: reasonOf(error), error });
    return refused(500, "internal_error");
  }
}

function refused(status: number, error: string, more: Record<string, unknown> = {}) {
  return { status, body: { ok: false, error, ...more } };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
