import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** One line of the journal: a record that was put, or with no value, removed. */
type Entry = [collection: string, key: string, value?: unknown];

export type Journal = {
  /** what the file held when it was opened, the last word on each key */
  entries: readonly Entry[];
  append(entry: Entry): void;
  close(): void;
};

/**
 * An append-only file. A write is in the operating system's hands before the call returns, so killing the process
 * loses nothing but, at most, a line that was being written.
 */
export function openJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true });
  const { entries, lines } = existsSync(file) ? readEntries(file) : { entries: [], lines: 0 };
  if (lines > 1000 && lines > 2 * entries.length) rewrite(file, entries);
  const handle = openSync(file, "a");
  return {
    entries,
    append: (entry) => writeWhole(handle, `${JSON.stringify(entry)}\n`),
    close: () => closeSync(handle),
  };
}

function readEntries(file: string): { entries: Entry[]; lines: number } {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("\n") + 1;
  // a line without its end was cut by a kill; the next one must not be glued to it
  if (end < bytes.length) truncateSync(file, end);
  const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
  const last = new Map<string, Entry>();
  for (const [index, line] of lines.entries()) {
    const entry = parse(line, `${file}:${index + 1}`);
    const name = `${entry[0]} ${entry[1]}`;
    if (entry.length === 3) last.set(name, entry);
    else last.delete(name);
  }
  return { entries: [...last.values()], lines: lines.length };
}

function parse(line: string, place: string): Entry {
  const read: unknown = JSON.parse(line);
  if (Array.isArray(read) && typeof read[0] === "string" && typeof read[1] === "string")
    return read.length > 2 ? [read[0], read[1], read[2]] : [read[0], read[1]];
  throw new Error(`the journal of local Slack is damaged at ${place}`);
}

function rewrite(file: string, entries: Entry[]) {
  const next = `${file}.next`;
  writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  renameSync(next, file);
}

function writeWhole(handle: number, text: string) {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(handle, bytes, written);
}
