import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { openJournal } from "../journal.ts";
import { Envelope, type Mail, readMail } from "./mail.ts";

/** the mails of this mailbox, oldest first */
export type Mails = {
  all(): Mail[];
  /** Resolves when the mail is on disk. */
  add: (envelope: Envelope, raw: Buffer) => Promise<Mail>;
  empty(): Promise<void>;
  /** Calls after each change; returns what forgets it. */
  onChange(call: () => void): () => void;
  close(): Promise<void>;
};

const Entry = z.discriminatedUnion("is", [
  z.object({
    is: z.literal("arrived"),
    id: z.number(),
    received_at: z.string(),
    envelope: Envelope,
    raw: z.string(),
  }),
  z.object({ is: z.literal("emptied") }),
]);

type Options = { folder: string; log: Log; clock: Clock };

export async function openMails({ folder, log, clock }: Options): Promise<Mails> {
  const { entries, journal } = await openJournal(join(folder, "mail.jsonl"), log);
  const listeners = new Set<() => void>();
  const read = entries.flatMap((entry) => {
    const { data, error } = Entry.safeParse(entry);
    if (error) log.warn("a journal entry is none of ours", { reason: error.message });
    return data ?? [];
  });
  let lastId = Math.max(0, ...read.map((entry) => (entry.is === "arrived" ? entry.id : 0)));
  let mails: Mail[] = [];
  for (const entry of read.slice(read.findLastIndex(({ is }) => is === "emptied") + 1)) {
    if (entry.is === "emptied") continue;
    const { id, received_at, envelope } = entry;
    const raw = Buffer.from(entry.raw, "base64");
    mails.push(await readMail({ id, received_at, envelope, raw }));
  }

  function changed() {
    for (const call of listeners) call();
  }

  return {
    all: () => mails,
    async add(envelope, raw) {
      const arrived = { id: ++lastId, received_at: clock.now().toISOString(), envelope };
      const mail = await readMail({ ...arrived, raw });
      await journal.append({ is: "arrived", ...arrived, raw: raw.toString("base64") });
      mails = [...mails, mail].toSorted((a, b) => a.id - b.id);
      changed();
      return mail;
    },
    async empty() {
      await journal.append({ is: "emptied" });
      mails = [];
      changed();
    },
    onChange(call) {
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    close: () => journal.close(),
  };
}
