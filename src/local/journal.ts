import { type FileHandle, constants, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "../errors.ts";
import type { Log } from "../log.ts";

export type Journal = {
  /** Resolves when the entry is on disk. Entries that come together share one flush. */
  append(entry: unknown): Promise<void>;
  close(): Promise<void>;
};

/** Opens a file of one JSON object per line; `entries` are those it held. */
export async function openJournal(
  path: string,
  log: Log,
): Promise<{ entries: unknown[]; journal: Journal }> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  await flushName(dirname(path));
  const { entries, size } = parse(await file.readFile(), (line, error) =>
    log.warn("a line of the journal cannot be read", { path, line, reason: reasonOf(error) }),
  );
  return { entries, journal: writer(file, size) };
}

// a new file is only found after a crash if its folder was flushed, too
async function flushName(folder: string) {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}

/** `size` is where the last whole line ends; what a crash left behind it is overwritten. */
function parse(bytes: Buffer, skip: (line: number, error: unknown) => void) {
  const entries: unknown[] = [];
  let size = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, size)) {
    try {
      entries.push(JSON.parse(bytes.toString("utf8", size, end)));
    } catch (error) {
      skip(entries.length + 1, error);
    }
    size = end + 1;
  }
  return { entries, size };
}

type Waiting = { line: string; resolve: () => void; reject: (reason: unknown) => void };

function writer(file: FileHandle, begin: number): Journal {
  let size = begin;
  let waiting: Waiting[] = [];
  let busy: Promise<void> | null = null;

  async function write(text: string) {
    const bytes = Buffer.from(text);
    // an earlier write may have failed half way
    await file.truncate(size);
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, size + done);
      done += bytesWritten;
    }
    await file.sync();
    size += bytes.length;
  }

  async function drain() {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch.map(({ line }) => line).join("")).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      );
    }
    busy = null;
  }

  return {
    append(entry) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ line: `${JSON.stringify(entry)}\n`, resolve, reject });
      busy ??= drain();
      return promise;
    },
    async close() {
      await busy;
      await file.close();
    },
  };
}
