// a language model that says what a test wants: behind msw, or as a server of its own for other processes

import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { http } from "msw";
import { setupServer } from "msw/node";
import { z } from "zod";

const ToolCall = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const Message = z.looseObject({
  role: z.string(),
  content: z.string().nullish(),
  tool_calls: z.array(ToolCall).optional(),
  tool_call_id: z.string().optional(),
});
const Tool = z.looseObject({
  function: z.looseObject({ name: z.string(), parameters: z.looseObject({}).optional() }),
});

/** What was posted. A test reads the rest of it as loose fields. */
const ModelRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message),
  tools: z.array(Tool).optional(),
});
export type ModelRequest = z.output<typeof ModelRequest> & {
  headers: Record<string, string>;
  path: string;
};

export type Reply =
  | { is: "reply"; status: number; headers: Record<string, string>; text: string }
  | { is: "silence" } // the connection stays open and nothing comes
  | { is: "stall" } // the head comes, and never the body
  | { is: "reset" } // the connection breaks at once
  | { is: "half" }; // it breaks in the middle of the body

/** Replies in order, or what decides on each request. */
export type Script = Reply[] | ((request: ModelRequest, count: number) => Reply | Promise<Reply>);

type Choice = {
  content?: string | null;
  finish?: string;
  tokens?: number | null;
  refusal?: string;
};
type Call = { name: string; arguments: string };

/** Says a text; an object is said as its JSON. */
export function says(said: unknown, { finish = "stop", tokens = 10, refusal }: Choice = {}): Reply {
  const content = typeof said === "string" || said === null ? said : JSON.stringify(said);
  return completion({ role: "assistant", content, ...(refusal && { refusal }) }, finish, tokens);
}

/** Calls a tool; arguments that are a text are sent as they are, however broken. */
export function calls(name: string, args: unknown = {}, tokens = 10): Reply {
  return callsAll([[name, args]], tokens);
}

export function callsAll(wanted: [name: string, args: unknown][], tokens = 10): Reply {
  const tool_calls = wanted
    .map(([name, args]): Call => ({
      name,
      arguments: typeof args === "string" ? args : JSON.stringify(args),
    }))
    .map((call) => ({ id: `call-${randomUUID()}`, type: "function", function: call }));
  return completion({ role: "assistant", content: null, tool_calls }, "tool_calls", tokens);
}

// every answer has an id of its own: with one id for all, an agent's memory loses messages
function completion(message: object, finish_reason: string, tokens: number | null): Reply {
  return replies(200, {
    id: `chatcmpl-${randomUUID()}`,
    object: "chat.completion",
    created: 1_790_000_000,
    model: "scripted",
    choices: [{ index: 0, message, finish_reason, logprobs: null }],
    ...(tokens !== null && {
      usage: { prompt_tokens: tokens - 1, completion_tokens: 1, total_tokens: tokens },
    }),
  });
}

/** Any reply: a text is sent as it is, anything else as its JSON. */
export function replies(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Reply {
  const raw = typeof body === "string";
  const type = raw ? "text/html" : "application/json";
  const written = raw ? body : JSON.stringify(body);
  return { is: "reply", status, headers: { "content-type": type, ...headers }, text: written };
}

/** Refuses, as OpenAI words it. */
export function refuses(
  status: number,
  message: string,
  more: { code?: string; headers?: Record<string, string> } = {},
): Reply {
  const { code = null, headers } = more;
  return replies(
    status,
    { error: { message, type: "invalid_request_error", param: null, code } },
    headers,
  );
}

/** A model that follows a script and keeps what it was asked. */
function scripted(script: Script) {
  const requests: ModelRequest[] = [];
  const queue = Array.isArray(script) ? [...script] : null;

  async function reply(path: string, headers: Headers, body: string): Promise<Reply> {
    if (!path.endsWith("/chat/completions")) return refuses(404, `nothing is served at ${path}`);
    const read = ModelRequest.safeParse(JSON.parse(body));
    if (!read.success) return refuses(400, z.prettifyError(read.error));
    const request = { ...read.data, headers: Object.fromEntries(headers), path };
    requests.push(request);
    if (typeof script === "function") return script(request, requests.length);
    return queue?.shift() ?? refuses(400, "the script is over");
  }

  return { requests, reply };
}

export type ScriptedModel = { baseUrl: string; requests: ModelRequest[] };

/** Answers this process's own requests to the model; any request to another place fails the test. */
export function interceptModel(script: Script): ScriptedModel & Disposable {
  const baseUrl = "http://model.test/v1";
  const model = scripted(script);
  const server = setupServer(
    http.post("http://model.test/*", async ({ request }) => {
      const { pathname } = new URL(request.url);
      return toResponse(await model.reply(pathname, request.headers, await request.text()));
    }),
  );
  server.listen({ onUnhandledFrame: "error" });
  return { baseUrl, requests: model.requests, [Symbol.dispose]: () => server.close() };
}

function toResponse(reply: Reply): Response | Promise<Response> {
  switch (reply.is) {
    case "reply":
      return new Response(reply.text, { status: reply.status, headers: reply.headers });
    case "silence":
      return new Promise(() => {});
    case "stall":
      return new Response(new ReadableStream({ start: (it) => it.enqueue(half) }));
    case "reset":
      return Response.error();
    case "half":
      return new Response(
        new ReadableStream({
          start: (it) => it.enqueue(half),
          pull: (it) => it.error(new Error("connection reset")),
        }),
      );
  }
}

const half = new TextEncoder().encode('{"id":"x","choices":[');

/** The same model as a server on this machine, for programs that run as processes of their own. */
export async function startModelServer(script: Script): Promise<ScriptedModel & AsyncDisposable> {
  const model = scripted(script);
  const server = createServer(async (request, response) => {
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body = await text(request);
    const failed = (error: unknown) => refuses(500, `the script failed: ${String(error)}`);
    write(response, await model.reply(request.url ?? "", headers, body).catch(failed));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests: model.requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function write(response: ServerResponse, reply: Reply): void {
  switch (reply.is) {
    case "reply":
      response.writeHead(reply.status, reply.headers).end(reply.text);
      return;
    case "silence":
      return;
    case "stall":
      response.writeHead(200, { "content-length": 1000 }).write(half);
      return;
    case "reset":
      response.destroy();
      return;
    case "half":
      response.writeHead(200, { "content-length": 1000 }).write(half, () => response.destroy());
  }
}
