import { randomInt } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** The port this home had before, or another one when somebody has taken it. */
export async function choosePort(home: string): Promise<number> {
  const file = join(home, "port");
  const before = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (before > 0 && (await isFree(before))) return before;
  for (;;) {
    // below the numbers that systems give to outgoing connections, so it stays free for the next start
    const port = randomInt(15_000, 30_000);
    if (await isFree(port)) return port;
  }
}

export function recordPort(home: string, port: number): void {
  writeFileSync(join(home, "port"), String(port));
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  return promise;
}
