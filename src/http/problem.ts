import type { ServerResponse } from "node:http";

/** An error as RFC 9457 has it: what is wrong and what to do, for programs and people. */
export type HttpProblem = {
  status: number;
  title: string;
  detail: string;
  [more: string]: unknown;
};

export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  send(response, problem.status, { type: "about:blank", ...problem }, "application/problem+json");
}

export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  type = "application/json",
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(text);
}
