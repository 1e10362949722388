// which conversation an app means, and whether it may see or write there
import { Refusal } from "../refusal.ts";
import { directMessage } from "../state/find.ts";
import type { Channel, Message } from "../state/records.ts";
import type { World } from "../world.ts";

export const historyScopes = {
  public: "channels:history",
  private: "groups:history",
  im: "im:history",
  mpim: "mpim:history",
} as const;
export const readScopes = {
  public: "channels:read",
  private: "groups:read",
  im: "im:read",
  mpim: "mpim:read",
} as const;

/** A place the bot can see: public ones, and those it is in. */
export function visibleChannel({ state, bot }: World, asked: string): Channel {
  const channel = state.channels.get(asked);
  const hidden = channel?.kind !== "public" && !channel?.members.includes(bot.user);
  if (!channel || hidden) throw new Refusal("channel_not_found");
  return channel;
}

/** A place the bot is in. */
export function joinedChannel(world: World, asked: string): Channel {
  const channel = visibleChannel(world, asked);
  if (!channel.members.includes(world.bot.user)) throw new Refusal("not_in_channel");
  return channel;
}

/** A place the bot may write to; here Slack also takes names, and a person's id for the DM with them. */
export function writableChannel(world: World, asked: string): Channel {
  const { state, bot, grants } = world;
  if (state.users.get(asked)) return openMessagesTab(world, asked);
  const name = asked.replace(/^#/, "");
  const named = state.channels.all().find((one) => one.name !== "" && one.name === name);
  const channel = visibleChannel(world, named?.id ?? asked);
  if (channel.is_archived) throw new Refusal("is_archived");
  if (channel.kind === "im") return openMessagesTab(world, partnerIn(world, channel));
  const open = channel.kind === "public" && grants.scopes.has("chat:write.public");
  if (!channel.members.includes(bot.user) && !open) throw new Refusal("not_in_channel");
  return channel;
}

function openMessagesTab(world: World, user: string): Channel {
  if (user === world.bot.user) throw new Refusal("channel_not_found");
  if (!world.grants.messagesTab) throw new Refusal("messages_tab_disabled");
  return directMessage(world.state, [user, world.bot.user]);
}

function partnerIn(world: World, channel: Channel): string {
  return channel.members.find((member) => member !== world.bot.user) ?? world.bot.user;
}

export function messageAt(world: World, channel: Channel, ts: string): Message {
  const message = world.state.messages.get(`${channel.id}/${ts}`);
  if (!message || message.subtype === "tombstone") throw new Refusal("message_not_found");
  return message;
}

/** The parent's ts, given any message of the thread; a thread that is not there is Slack's `thread_not_found`. */
export function threadAt(world: World, channel: Channel, ts: string): string {
  const message = world.state.messages.get(`${channel.id}/${ts}`);
  if (!message) throw new Refusal("thread_not_found");
  return message.thread_ts ?? message.ts;
}

/** One page of a list, with the cursor of the next. */
export function pageOf<T>(
  items: readonly T[],
  limit: number | undefined,
  cursor: string | undefined,
  most = 1000,
) {
  const from = cursor ? Number(Buffer.from(cursor, "base64").toString().replace("at:", "")) : 0;
  if (!Number.isInteger(from) || from < 0) throw new Refusal("invalid_cursor");
  const size = Math.min(Math.max(1, limit ?? 100), most);
  const next =
    from + size < items.length ? Buffer.from(`at:${from + size}`).toString("base64") : "";
  return { items: items.slice(from, from + size), next };
}
