import type { IncomingMessage } from "node:http";

const most = 1024 * 1024;

/** The raw bytes of a request; null when there are more than 1 MiB of them. */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > most) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
