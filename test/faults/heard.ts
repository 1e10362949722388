// what people are told, and what arrived in the mailbox, without reading all there is at every look

import { z } from "zod";
import { getJson } from "../support/http.ts";
import type { SlackUsers } from "../support/slack-user.ts";

const Traffic = z.object({
  entries: z.array(z.object({ id: z.number(), kind: z.string(), arguments: z.unknown() })),
});

const refusal = /Not recorded|went wrong|press again/;

type Refusals = {
  look(): Promise<void>;
  /** whether this person was told there, or by themselves, that something of theirs did not count */
  since(at: number, who: string, channel: string): boolean;
};

/** A refusal does not say which click it is about: people press again what waits still. */
export function createRefusals(users: SlackUsers): Refusals {
  let seen = 0;
  let refused: { who: string; channel: string | null; at: number }[] = [];

  async function read(): Promise<void> {
    const { ephemerals, messages, channels } = await users.state();
    const at = ({ ts }: { ts: string }) => Number(ts) * 1000;
    const whispered = Object.entries(ephemerals).flatMap(([who, all]) =>
      all
        .filter((it) => refusal.test(it.text))
        .map((it) => ({ who, channel: it.channel, at: at(it) })),
    );
    const direct = new Map(
      channels.filter((it) => it.kind === "im").map((it) => [it.id, it.members]),
    );
    const said = messages
      .filter((it) => refusal.test(it.text))
      .flatMap((it) =>
        (direct.get(it.channel) ?? []).map((who) => ({ who, channel: null, at: at(it) })),
      );
    refused = [...whispered, ...said];
  }

  return {
    async look() {
      const { entries } = await getJson(`${users.url}/_control/log?after=${seen}`, Traffic);
      seen = entries.at(-1)?.id ?? seen;
      const isNew = entries.some(
        (it) => it.kind === "call" && refusal.test(JSON.stringify(it.arguments)),
      );
      if (isNew) await read();
    },
    since: (at, who, channel) =>
      refused.some(
        (it) => it.at > at && it.who === who && (it.channel === null || it.channel === channel),
      ),
  };
}

const fresh = 1000;

/** The keys of the mails that arrived, as of a moment ago. */
export function createMailbox(users: SlackUsers): () => Promise<ReadonlySet<string>> {
  let keys: Promise<ReadonlySet<string>> | null = null;
  let read = 0;
  return () => {
    const now = performance.now();
    if (keys === null || now - read > fresh) {
      read = now;
      keys = users
        .mails()
        .then((mails) => new Set(mails.flatMap((it) => it.headers["x-playbooks-key"] ?? [])));
    }
    return keys;
  };
}
