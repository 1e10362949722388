import type { IncomingMessage } from "node:http";

const near = /^(::1|(::ffff:)?127\..*)$/;
const ours = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * Only this machine's own pages and programs: a page elsewhere can neither name us (the Host it would send is its own)
 * nor act in a person's name (its Origin is not ours).
 */
export function isLocal(request: IncomingMessage): boolean {
  const host = request.headers.host ?? "";
  const { origin } = request.headers;
  if (!near.test(request.socket.remoteAddress ?? "")) return false;
  return ours.test(host) && (origin === undefined || origin === `http://${host}`);
}
