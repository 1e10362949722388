import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";

/** A small text that outlives the program, as how far a newcomer has skipped ahead. */
export type Kept = { read(): string | null; write(text: string): void };

export function keptIn(file: string): Kept {
  return {
    read() {
      try {
        return readFileSync(file, "utf8");
      } catch {
        return null;
      }
    },
    write(text) {
      mkdirSync(dirname(file), { recursive: true });
      // whole or not at all: a crash in between leaves the old one
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    },
  };
}

export type Made = { prefix: string; bytes: number };

/** A secret that is made at the first start and stays. */
export function madeOnce(file: string, { prefix, bytes }: Made): string {
  const kept = keptIn(file);
  const known = kept.read();
  if (known !== null) return known;
  const made = prefix + randomBytes(bytes).toString("base64");
  kept.write(made);
  return made;
}
