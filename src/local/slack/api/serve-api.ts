import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf } from "../../../errors.ts";
import type { Fault } from "../faults.ts";
import { readBody, sendJson } from "../http.ts";
import { Refusal } from "../refusal.ts";
import type { Json } from "../shapes.ts";
import type { World } from "../world.ts";
import { methods } from "./all.ts";
import { type Method, needScope } from "./method.ts";

/** Answers one call of the Web API: `POST /api/<method>`. */
export async function serveApi(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
) {
  const { token, given } = await readCall(request);
  const end = world.traffic.begin("call", name, given);
  const fault = world.faults.take(name);
  if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
  const instead = fault && insteadOf(fault);
  const answer = instead ?? (await answerTo(world, name, token, given));
  end(answer.body);
  if (fault?.drop_after) response.destroy();
  else sendJson(response, answer.status, answer.body, answer.headers);
}

type Answer = { status: number; body: unknown; headers: Record<string, string | number> };

function insteadOf(fault: Fault): Answer | null {
  const after = fault.retry_after ?? (fault.status === 429 ? 1 : undefined);
  const headers: Answer["headers"] = after === undefined ? {} : { "retry-after": after };
  if (fault.answer !== undefined)
    return { status: fault.status ?? 200, body: fault.answer, headers };
  if (fault.status === undefined && !fault.error) return null;
  const error = fault.error ?? (fault.status === 429 ? "ratelimited" : "internal_error");
  return { status: fault.status ?? 200, body: { ok: false, error }, headers };
}

async function answerTo(world: World, name: string, token: string, given: Json): Promise<Answer> {
  const method = methods.get(name);
  try {
    checkToken(world, token, method);
    if (!method) throw new Refusal("unknown_method", { req_method: name });
    needScope(world, method.scopes);
    const wait = world.limits.wait(name, method.tier, String(given["channel"]));
    if (wait !== null) return ratelimited(wait);
    const body = await method.call(world, given);
    return { status: 200, body: { ok: true, ...body }, headers: scopeHeaders(world, method) };
  } catch (error) {
    if (error instanceof Refusal)
      return { status: 200, body: { ok: false, error: error.code, ...error.more }, headers: {} };
    world.log.error("a Web API method failed", { method: name, reason: reasonOf(error), error });
    return { status: 500, body: { ok: false, error: "internal_error" }, headers: {} };
  }
}

function ratelimited(wait: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: "ratelimited" },
    headers: { "retry-after": wait },
  };
}

function checkToken({ app }: World, token: string, method: Method | undefined) {
  if (!token) throw new Refusal("not_authed");
  const kind = token === app.bot_token ? "bot" : token === app.app_token ? "app" : null;
  if (!kind) throw new Refusal("invalid_auth");
  if (method && method.token !== kind) throw new Refusal("not_allowed_token_type");
}

function scopeHeaders({ grants }: World, method: Method): Answer["headers"] {
  return {
    "x-oauth-scopes": [...grants.scopes].join(","),
    ...(method.scopes.length > 0 && { "x-accepted-oauth-scopes": method.scopes.join(",") }),
  };
}

async function readCall(request: IncomingMessage): Promise<{ token: string; given: Json }> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = await readBody(request);
  const { token: inBody, ...given } = {
    ...Object.fromEntries(url.searchParams),
    ...fieldsOf(request.headers["content-type"] ?? "", body),
  };
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return { token: bearer ?? (typeof inBody === "string" ? inBody : ""), given };
}

// a form's fields stay text, whatever they look like; each method parses those that hold JSON
function fieldsOf(type: string, body: Buffer): Json {
  if (body.length === 0) return {};
  const text = body.toString("utf8");
  if (!type.startsWith("application/json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? { ...read } : {};
  } catch {
    return {};
  }
}
