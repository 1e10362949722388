import type { IncomingMessage, ServerResponse } from "node:http";

const largest = 32 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > largest) throw new Error("the request body is larger than 32 MB");
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string | number> = {},
) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(text);
}

/** An error in the form of RFC 9457. */
export function sendProblem(
  response: ServerResponse,
  status: number,
  title: string,
  more: Record<string, unknown> = {},
) {
  sendJson(
    response,
    status,
    { type: "about:blank", title, status, ...more },
    { "content-type": "application/problem+json" },
  );
}
