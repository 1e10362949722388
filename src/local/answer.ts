import type { OutgoingHttpHeaders } from "node:http";

export type Asked = { method: string; url: URL };

/** what a route says; `watch` keeps the connection and tells of each change */
export type Answer = Whole | { is: "watch" };
type Whole = {
  is: "whole";
  status: number;
  headers: OutgoingHttpHeaders;
  body: string | Buffer;
};

const always = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export function whole(
  type: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): Whole {
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

export function problem(status: number, detail: string): Whole {
  const headers = { ...always, "content-type": "application/problem+json" };
  return { is: "whole", status, headers, body: JSON.stringify({ status, detail }) };
}
