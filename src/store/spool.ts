import { randomUUID } from "node:crypto";
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { atPoint } from "../crash-points.ts";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";

const Kept = z.object({ kind: z.string(), body: z.record(z.string(), z.unknown()) });
/** Something that was acknowledged while the database was away. */
export type Kept = z.infer<typeof Kept>;

export type Spool = {
  /** Resolves once it is on disk. False when there is no room: then it must not be acknowledged. */
  keep(kept: Kept): Promise<boolean>;
  isEmpty(): Promise<boolean>;
  /**
   * Hands out what was kept, in its order, and forgets it. `take` must bear being given the same again, as a kill may
   * come in between. What it cannot use it says so of, and that is set aside; what it throws stops all.
   */
  drain(take: (kept: Kept) => Promise<"taken" | "of no use">): Promise<number>;
};

const current = "open.spool";
const aside = "set-aside.spool";
// files that are being emptied are numbered in their order
const digits = 6;

/**
 * A folder of append-only files. A record is a line with its checksum, begun by a line break of its own, so that what
 * a kill has torn is told apart: it was never acknowledged. Processes may share the folder.
 */
export function openSpool(folder: string, { most, log }: { most: number; log: Log }): Spool {
  type Waiting = { line: string; done: (isKept: boolean) => void };
  let waiting: Waiting[] = [];
  let busy: Promise<void> | null = null;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const isKept = await write(batch.map(({ line }) => line).join("")).catch((error: unknown) => {
        log.error("nothing can be kept on the disk", { folder, reason: reasonOf(error) });
        return false;
      });
      if (isKept) atPoint("spool kept");
      for (const { done } of batch) done(isKept);
    }
    busy = null;
  }

  async function write(text: string): Promise<boolean> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await sizeOf(folder)) + Buffer.byteLength(text) > most) return false;
    // whoever drains takes the file's name away first: what was written after that is written once more
    while (!(await append(join(folder, current), text))) log.info("the spool was being emptied");
    return true;
  }

  async function take(name: string, use: Parameters<Spool["drain"]>[0]): Promise<number> {
    const path = join(folder, name);
    const { all, torn } = read(await readFile(path, "utf8"));
    if (torn > 0) log.warn("what a kill has torn is left out; it was not acknowledged", { torn });
    for (const kept of all) {
      if ((await use(kept)) === "taken") atPoint("spool replayed");
      else await appendFile(join(folder, aside), frame(kept), { mode: 0o600 });
    }
    atPoint("spool emptied");
    await rm(path, { force: true });
    return all.length;
  }

  async function taken(): Promise<string[]> {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => name.endsWith(".taken")).toSorted();
  }

  return {
    keep: (kept) =>
      new Promise((done) => {
        waiting.push({ line: frame(kept), done });
        busy ??= flush();
      }),
    async isEmpty() {
      const names = await readdir(folder).catch(() => []);
      const isThere = names.some((name) => name === current || name.endsWith(".taken"));
      // what is just being written is looked at last
      return !isThere && waiting.length === 0 && busy === null;
    },
    async drain(use) {
      const before = Number((await taken()).at(-1)?.slice(0, digits) ?? 0);
      const name = `${String(before + 1).padStart(digits, "0")}-${randomUUID()}.taken`;
      await rename(join(folder, current), join(folder, name)).catch(unlessMissing);
      let count = 0;
      for (const one of await taken()) count += await take(one, use).catch(unlessGone);
      return count;
    },
  };
}

function frame(kept: Kept): string {
  const text = JSON.stringify(kept);
  return `\n${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
}

function read(text: string): { all: Kept[]; torn: number } {
  const lines = text.split("\n").filter((line) => line !== "");
  const all = lines.flatMap((line) => {
    const [sum, body] = [line.slice(0, 8), line.slice(9)];
    return crc32(body).toString(16).padStart(8, "0") === sum ? Kept.parse(JSON.parse(body)) : [];
  });
  return { all, torn: lines.length - all.length };
}

/** On disk, in the file that has the name then; false when that is another one by now. */
async function append(path: string, text: string): Promise<boolean> {
  const file = await open(path, "a", 0o600);
  try {
    await file.appendFile(text);
    await file.sync();
    const [ours, named] = [await file.stat(), await stat(path).catch(() => null)];
    return named?.ino === ours.ino;
  } finally {
    await file.close();
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return sizes.reduce((sum, it) => sum + (it?.size ?? 0), 0);
}

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

// another process has dealt with it
function unlessGone(error: unknown): number {
  if (!isMissing(error)) throw error;
  return 0;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
