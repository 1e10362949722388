import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { call } from "./call.ts";

/** Where something is to be posted: from a person's id or a channel's name to the conversation Slack knows. */
export type Places = {
  /** null: there is no such channel that we can see */
  resolve(place: string): Promise<string | null>;
  /** the name led nowhere after all */
  forget(place: string): void;
  channels(): Promise<Channel[]>;
  /** what the names lead to has changed */
  renew(): void;
};

type Channel = { id: string; name: string };

const Opened = z.object({ channel: z.looseObject({ id: z.string() }) });
const Listed = z.object({
  channels: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

const isChannelId = /^[CGD][A-Z0-9]{6,}$/;
const isPersonId = /^[UW][A-Z0-9]{6,}$/;
// names change seldom, and listing is among the slowest things one may ask Slack
const knownFor = 600_000;
const askedAgainAfter = 30_000;

export function createPlaces(client: WebClient): Places {
  const direct = new Map<string, string>();
  let known: { names: Map<string, string>; at: number } | null = null;
  let listing: Promise<Channel[]> | null = null;

  async function resolve(place: string): Promise<string | null> {
    const name = place.replace(/^#/, "");
    if (isChannelId.test(name)) return name;
    if (isPersonId.test(name)) return open(name);
    const age = known === null ? Infinity : performance.now() - known.at;
    const found = age < knownFor ? known?.names.get(name) : undefined;
    if (found !== undefined) return found;
    // a channel made a moment ago is not in the list yet; but asking each time would use up what Slack allows
    if (age < askedAgainAfter) return null;
    await channels();
    return known?.names.get(name) ?? null;
  }

  async function open(person: string): Promise<string> {
    const before = direct.get(person);
    if (before !== undefined) return before;
    const { channel } = await call(client, "conversations.open", { users: person }, Opened);
    direct.set(person, channel.id);
    return channel.id;
  }

  function channels(): Promise<Channel[]> {
    listing ??= listAll(client)
      .then((all) => {
        known = { names: new Map(all.map(({ id, name }) => [name, id])), at: performance.now() };
        return all;
      })
      .finally(() => {
        listing = null;
      });
    return listing;
  }

  return {
    resolve,
    channels,
    renew() {
      known = null;
    },
    forget(place) {
      direct.delete(place);
      known?.names.delete(place.replace(/^#/, ""));
    },
  };
}

async function listAll(client: WebClient): Promise<Channel[]> {
  const all: Channel[] = [];
  let cursor = "";
  do {
    const given = {
      types: "public_channel,private_channel",
      exclude_archived: true,
      limit: 500,
      ...(cursor !== "" && { cursor }),
    };
    const answer = await call(client, "conversations.list", given, Listed);
    all.push(...answer.channels.map(({ id, name }) => ({ id, name })));
    cursor = answer.response_metadata?.next_cursor ?? "";
  } while (cursor !== "");
  return all;
}
