import type { IncomingMessage } from "node:http";
import { z } from "zod";

export function isBelow({ pathname }: URL, path: string): boolean {
  return pathname === path || pathname.startsWith(`${path}/`);
}

/**
 * A page of another site may have a name that leads to this machine, or send a request here from a
 * person's browser; the first shows in Host, the second in Origin.
 */
export function isFromHere({ headers: { host = "", origin }, socket }: IncomingMessage): boolean {
  // Host and Origin tell of browsers; another machine's program may write what it likes there
  if (!/^(::1|(::ffff:)?127\..*)$/.test(socket.remoteAddress ?? "")) return false;
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}

const longest = 64 * 1024;

export async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += z.string().parse(chunk);
    if (text.length > longest) throw new Error("the request is too long");
  }
  return text;
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  return JSON.parse(await readText(request));
}
