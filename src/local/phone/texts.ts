import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { openJournal } from "../journal.ts";

const Text = z.object({
  is: z.literal("arrived"),
  id: z.number(),
  at: z.string(),
  to: z.string(),
  from: z.string(),
  body: z.string(),
});
export type Text = z.infer<typeof Text>;

const Entry = z.discriminatedUnion("is", [
  Text,
  z.object({ is: z.literal("stopped"), number: z.string(), stopped: z.boolean() }),
  z.object({ is: z.literal("emptied") }),
]);
type Entry = z.infer<typeof Entry>;

/** The text messages of all numbers, oldest first, and which numbers want no more. */
export type Texts = {
  all(): readonly Text[];
  hasStopped(number: string): boolean;
  /** Resolves when it is on disk. */
  add(text: { to: string; from: string; body: string }): Promise<Text>;
  /** What answering STOP or START does. */
  stop(number: string, stopped: boolean): Promise<void>;
  empty(): Promise<void>;
  onChange(call: () => void): () => void;
  close(): Promise<void>;
};

type Options = { folder: string; log: Log; clock: Clock };

export async function openTexts({ folder, log, clock }: Options): Promise<Texts> {
  const { entries, journal } = await openJournal(join(folder, "texts.jsonl"), log);
  const listeners = new Set<() => void>();
  let texts: Text[] = [];
  const stopped = new Set<string>();
  let lastId = 0;

  function take(entry: Entry) {
    switch (entry.is) {
      case "arrived":
        lastId = Math.max(lastId, entry.id);
        texts = [...texts, entry];
        break;
      case "stopped":
        if (entry.stopped) stopped.add(entry.number);
        else stopped.delete(entry.number);
        break;
      case "emptied":
        texts = [];
        stopped.clear();
    }
  }
  for (const entry of entries) {
    const { data, error } = Entry.safeParse(entry);
    if (data) take(data);
    else log.warn("a journal entry is none of ours", { reason: error.message });
  }

  async function keep(entry: Entry) {
    await journal.append(entry);
    take(entry);
    for (const call of listeners) call();
  }

  return {
    all: () => texts,
    hasStopped: (number) => stopped.has(number),
    async add(text) {
      const arrived: Text = { is: "arrived", id: ++lastId, at: clock.now().toISOString(), ...text };
      await keep(arrived);
      return arrived;
    },
    stop: (number, isStopped) => keep({ is: "stopped", number, stopped: isStopped }),
    empty: () => keep({ is: "emptied" }),
    onChange(call) {
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    close: () => journal.close(),
  };
}
