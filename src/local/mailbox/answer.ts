import type { OutgoingHttpHeaders } from "node:http";

export type Asked = { method: string; url: URL };

/** what a route says; `watch` keeps the connection and tells of each change */
export type Answer =
  | { is: "whole"; status: number; headers: OutgoingHttpHeaders; body: string | Buffer }
  | { is: "watch" };

const always = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export function whole(
  type: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): Answer {
  return {
    is: "whole",
    status: 200,
    headers: { ...always, "content-type": type, ...headers },
    body,
  };
}

export function json(value: unknown): Answer {
  return whole("application/json; charset=utf-8", JSON.stringify(value));
}

export function problem(status: number, detail: string): Answer {
  const headers = { ...always, "content-type": "application/problem+json" };
  return { is: "whole", status, headers, body: JSON.stringify({ status, detail }) };
}
