import type { Receipt } from "../delivery/transport.ts";
import { remember } from "../remember.ts";
import type { Json } from "../shapes.ts";
import type { Channel, Ephemeral, Message } from "../state/records.ts";
import { messageKey } from "../state/state.ts";
import type { World } from "../world.ts";
import { announceChanged, announceDeleted, announcePosted } from "./announce.ts";
import { messageShape } from "./message-shape.ts";

/** A message before it has a time and a place. */
export type Draft = Omit<Message, "ts" | "channel">;

export type Posted = { message: Message; heard: Promise<Receipt>[] };

export function post(world: World, channel: Channel, draft: Draft): Posted {
  const { state, bot } = world;
  const message = { ts: state.sequence.newTs(), channel: channel.id, ...draft };
  state.messages.put(messageKey(message), message);
  // a status lasts until the app says something
  if (draft.user === bot.user && draft.thread_ts)
    state.session.statuses.delete(`${channel.id}/${draft.thread_ts}`);
  return { message, heard: announcePosted(world, channel, message) };
}

export function change(world: World, channel: Channel, message: Message, to: Message): Posted {
  const before = messageShape(world, message);
  world.state.messages.put(messageKey(message), to);
  return { message: to, heard: announceChanged(world, channel, to, before) };
}

export function remove(world: World, channel: Channel, message: Message): Promise<Receipt>[] {
  const before: Json = messageShape(world, message);
  if (before["reply_count"]) return entomb(world, channel, message);
  world.state.messages.remove(messageKey(message));
  return announceDeleted(world, channel, before);
}

// the replies of a deleted message keep a place to hang on
function entomb(world: World, channel: Channel, message: Message): Promise<Receipt>[] {
  const tombstone: Message = {
    ts: message.ts,
    channel: message.channel,
    user: message.user,
    subtype: "tombstone",
    text: "This message was deleted.",
    ...(message.thread_ts && { thread_ts: message.thread_ts }),
  };
  return change(world, channel, message, tombstone).heard;
}

/** Shows something to one person. */
export function whisper(
  world: World,
  channel: Channel,
  to: string,
  draft: Partial<Draft>,
): Ephemeral {
  const { state, bot } = world;
  const message = {
    ts: state.sequence.newTs(),
    channel: channel.id,
    for: to,
    user: bot.user,
    text: "",
    ...draft,
  };
  remember(state.session.ephemerals, messageKey(message), message);
  state.session.changed();
  return message;
}
